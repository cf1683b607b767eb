package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Writes the tools of a request and the choice among them. */
final class ToolWriter {
    private static final byte[] TOOLS = JsonWriter.name("tools");
    private static final byte[] TOOL_CHOICE = JsonWriter.name("tool_choice");
    private static final byte[] SERIAL = JsonWriter.name("disable_parallel_tool_use");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] DESCRIPTION = JsonWriter.name("description");
    private static final byte[] INPUT_SCHEMA = JsonWriter.name("input_schema");
    private static final byte[] STRICT = JsonWriter.name("strict");
    private static final byte[] AUTO = Json.ascii("\"auto\"");
    private static final byte[] ANY = Json.ascii("\"any\"");
    private static final byte[] NONE = Json.ascii("\"none\"");
    private static final byte[] TOOL = Json.ascii("\"tool\"");
    private static final byte[] NO_ARGUMENTS = Json.ascii("{\"type\":\"object\",\"properties\":{}}");
    private static final NameTable SCHEMA_TYPE = NameTable.of("type");

    private final JsonCursor cursor = new JsonCursor();

    void write(Toolbox toolbox, Work work, CacheMarks marks, JsonWriter json) throws UnsupportedException {
        if (toolbox.tools().isEmpty()) {
            return;
        }
        ToolNames.plainAll(toolbox.tools(), work);
        final ToolChoice choice = toolbox.choice();
        json.member(TOOLS).array();
        for (final Tool tool : toolbox.tools()) {
            if (isOffered(tool, choice)) {
                tool(tool, work, marks, json);
            }
        }
        json.endArray();
        choice(choice, toolbox.parallel(), work, json);
    }

    private static boolean isOffered(Tool tool, @Nullable ToolChoice choice) {
        return !(choice instanceof ToolChoice.Allowed allowed)
                || allowed.names().contains(tool.name());
    }

    private void tool(Tool tool, Work work, CacheMarks marks, JsonWriter json) throws UnsupportedException {
        json.object().member(NAME).string(ToolNames.plain(tool.name(), work));
        final JsonString description = tool.description();
        if (description != null) {
            json.member(DESCRIPTION).string(description);
        }
        json.member(INPUT_SCHEMA);
        schema(tool.schema(), json);
        if (tool.strict() != null) {
            json.member(STRICT).bool(tool.strict());
        }
        marks.write(tool.cache(), json);
        json.endObject();
    }

    private void schema(@Nullable JsonValue schema, JsonWriter json) {
        if (schema == null || !schema.isObject()) {
            json.raw(NO_ARGUMENTS);
        } else if (hasType(schema)) {
            json.value(schema);
        } else {
            final String rest = schema.text().substring(1);
            json.value(
                    JsonValue.of("{\"type\":\"object\"" + (rest.stripLeading().startsWith("}") ? "" : ",") + rest));
        }
    }

    private boolean hasType(JsonValue schema) {
        schema.read(cursor);
        cursor.next();
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(SCHEMA_TYPE) == 0) {
                return true;
            }
            cursor.skip();
        }
        return false;
    }

    private static void choice(@Nullable ToolChoice choice, @Nullable Boolean parallel, Work work, JsonWriter json)
            throws UnsupportedException {
        final boolean serial = Boolean.FALSE.equals(parallel);
        if (choice == null && !serial) {
            return;
        }
        json.member(TOOL_CHOICE).object().member(TYPE);
        switch (choice) {
            case ToolChoice.Any _ -> json.raw(ANY);
            case ToolChoice.None _ -> json.raw(NONE);
            case ToolChoice.Named named -> json.raw(TOOL).member(NAME).string(ToolNames.plain(named.name(), work));
            case ToolChoice.Allowed allowed -> {
                work.losses().approximate("tool_choice");
                json.raw(allowed.mustCall() ? ANY : AUTO);
            }
            case ToolChoice.Auto _ -> json.raw(AUTO);
            case null -> json.raw(AUTO);
        }
        if (parallel != null && !(choice instanceof ToolChoice.None)) {
            json.member(SERIAL).bool(serial);
        }
        json.endObject();
    }
}
