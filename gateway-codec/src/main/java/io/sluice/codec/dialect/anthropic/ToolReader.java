package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tools of a request and the choice among them. */
final class ToolReader {
    private enum Member {
        TYPE,
        NAME,
        DESCRIPTION,
        INPUT_SCHEMA,
        STRICT,
        CACHE_CONTROL,
        EAGER_INPUT_STREAMING
    }

    private static final Member[] MEMBERS = Member.values();
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable CHOICE = NameTable.of("type", "name", "disable_parallel_tool_use");
    private static final int CHOICE_TYPE = 0;
    private static final int CHOICE_NAME = 1;
    private static final int CHOICE_SERIAL = 2;

    private List<Tool> tools = List.of();
    private @Nullable ToolChoice choice;
    private @Nullable Boolean parallel;

    void begin() {
        tools = List.of();
        choice = null;
        parallel = null;
    }

    Toolbox toolbox() {
        return tools.isEmpty() && choice == null && parallel == null
                ? Toolbox.NONE
                : new Toolbox(tools, choice, parallel);
    }

    /** Reads the member {@code tools}. */
    void tools(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterArray(cursor, "tools")) {
            return;
        }
        tools = new ArrayList<>();
        while (cursor.next() == JsonToken.OBJECT) {
            tools.add(tool(cursor, to));
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("tools", "an array of tools");
        }
    }

    private static Tool tool(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        JsonString name = JsonString.EMPTY;
        JsonString description = null;
        JsonValue schema = null;
        Boolean strict = null;
        CacheMark cache = null;
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                unknown(cursor, to);
                continue;
            }
            switch (MEMBERS[member]) {
                case TYPE -> requireClientTool(cursor);
                case NAME -> name = Members.string(cursor);
                case DESCRIPTION -> description = Members.string(cursor);
                case INPUT_SCHEMA -> schema = Members.something(cursor);
                case STRICT -> strict = Members.flag(cursor);
                case CACHE_CONTROL -> cache = Members.cacheMark(cursor);
                case EAGER_INPUT_STREAMING -> cursor.skip();
            }
        }
        return new Tool(name, description, schema, strict, cache);
    }

    private static void requireClientTool(JsonCursor cursor) throws UnsupportedException {
        if (cursor.next() == JsonToken.STRING && !cursor.string().is("custom")) {
            throw new UnsupportedException(
                    "tools.type",
                    "'tools.type': '" + cursor.text() + "' is a service of its vendor and no other has it");
        }
        cursor.skip();
    }

    private static void unknown(JsonCursor cursor, Request.Builder to) {
        final String name = "tools." + cursor.text();
        final JsonValue value = Members.something(cursor);
        if (value != null) {
            to.extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    /** Reads the member {@code tool_choice}. */
    void choice(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterObject(cursor, "tool_choice")) {
            return;
        }
        JsonString type = JsonString.EMPTY;
        JsonString name = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case CHOICE_TYPE -> type = Members.string(cursor);
                case CHOICE_NAME -> name = Members.string(cursor);
                case CHOICE_SERIAL -> {
                    final Boolean serial = Members.flag(cursor);
                    parallel = serial == null ? null : !serial;
                }
                default -> cursor.skip();
            }
        }
        choice = choice(type, name);
    }

    private static ToolChoice choice(JsonString type, JsonString name) throws UnsupportedException {
        return switch (type.text()) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Any();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(name);
            default -> throw Members.wrongType("tool_choice.type", "auto, any, tool or none");
        };
    }
}
