package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.List;

/** Writes a request's tools, and which of them the model may or must call. */
final class ToolWriter {
    private static final byte[] TOOLS = JsonWriter.name("tools");
    private static final byte[] DECLARATIONS = JsonWriter.name("functionDeclarations");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] DESCRIPTION = JsonWriter.name("description");
    private static final byte[] PARAMETERS = JsonWriter.name("parameters");
    private static final byte[] JSON_SCHEMA = JsonWriter.name("parametersJsonSchema");
    private static final byte[] TOOL_CONFIG = JsonWriter.name("toolConfig");
    private static final byte[] CALLING_CONFIG = JsonWriter.name("functionCallingConfig");
    private static final byte[] MODE = JsonWriter.name("mode");
    private static final byte[] ALLOWED = JsonWriter.name("allowedFunctionNames");
    private static final byte[] AUTO = Json.ascii("\"AUTO\"");
    private static final byte[] ANY = Json.ascii("\"ANY\"");
    private static final byte[] NONE = Json.ascii("\"NONE\"");
    private static final byte[] VALIDATED = Json.ascii("\"VALIDATED\"");

    private ToolWriter() {}

    /**
     * @param validated whether a client of this dialect asks for calls that keep to their schemas
     * @param scratch a cursor to spare
     */
    static void write(Request request, boolean validated, Work work, JsonWriter json, JsonCursor scratch)
            throws UnsupportedException {
        final Toolbox toolbox = request.toolbox();
        if (!toolbox.tools().isEmpty()) {
            json.member(TOOLS).array().object().member(DECLARATIONS).array();
            for (final Tool tool : toolbox.tools()) {
                declaration(tool, work, json, scratch);
            }
            json.endArray().endObject().endArray();
        }
        if (Boolean.FALSE.equals(toolbox.parallel())) {
            work.losses().drop("parallel_tool_calls", Dialect.GEMINI);
        }
        if (toolbox.choice() != null) {
            choice(toolbox.choice(), validated, work, json);
        }
    }

    private static void declaration(Tool tool, Work work, JsonWriter json, JsonCursor scratch)
            throws UnsupportedException {
        json.object().member(NAME).string(ToolNames.gemini(tool.name(), work));
        final JsonString description = tool.description();
        if (description != null) {
            json.member(DESCRIPTION).string(description);
        }
        final JsonValue schema = tool.schema();
        if (schema != null) {
            if (work.settings().openapiSchema()) {
                json.member(PARAMETERS).value(Schemas.toOpenApi(schema, work.losses(), Dialect.GEMINI));
            } else {
                json.member(JSON_SCHEMA).value(Schemas.plain(schema, scratch));
            }
        }
        json.endObject();
    }

    private static void choice(ToolChoice choice, boolean validated, Work work, JsonWriter json)
            throws UnsupportedException {
        json.member(TOOL_CONFIG).object().member(CALLING_CONFIG).object().member(MODE);
        switch (choice) {
            case ToolChoice.Auto _ -> json.raw(validated ? VALIDATED : AUTO);
            case ToolChoice.None _ -> json.raw(NONE);
            case ToolChoice.Any _ -> json.raw(ANY);
            case ToolChoice.Named named -> {
                json.raw(ANY);
                allowed(List.of(named.name()), work, json);
            }
            case ToolChoice.Allowed some -> {
                json.raw(some.mustCall() ? ANY : VALIDATED);
                allowed(some.names(), work, json);
            }
        }
        json.endObject().endObject();
    }

    private static void allowed(List<JsonString> names, Work work, JsonWriter json) throws UnsupportedException {
        json.member(ALLOWED).array();
        for (final JsonString name : names) {
            json.string(ToolNames.gemini(name, work));
        }
        json.endArray();
    }
}
