package io.sluice.codec.dialect.openai;

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

/** Reads the tools of a request and the choice among them, in the present form and in the one before it. */
final class ToolReader {
    private static final NameTable TOOL = NameTable.of("type", "function", "cache_control");
    private static final NameTable FUNCTION = NameTable.of("name", "description", "parameters", "strict");
    private static final NameTable CHOICE = NameTable.of("type", "function", "allowed_tools", "name");
    private static final NameTable CHOICES = NameTable.of("auto", "none", "required");
    private static final NameTable ALLOWED = NameTable.of("mode", "tools");

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

    void parallel(@Nullable Boolean allowed) {
        parallel = allowed;
    }

    /** Reads the member {@code tools}. */
    void tools(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterArray(cursor, "tools")) {
            return;
        }
        final List<Tool> read = new ArrayList<>();
        while (cursor.next() == JsonToken.OBJECT) {
            read.add(tool(cursor, to));
        }
        requireArrayEnd(cursor, "tools");
        tools = read;
    }

    private static Tool tool(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        Tool tool = null;
        CacheMark mark = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(TOOL)) {
                case 0 -> {
                    final JsonString type = Members.string(cursor);
                    if (!type.is("function")) {
                        throw new UnsupportedException(
                                "tools.type",
                                "the tool '" + type.text() + "' is a service of its vendor and no other has it");
                    }
                }
                case 1 -> {
                    if (Members.enterObject(cursor, "tools.function")) {
                        tool = function(cursor, to);
                    }
                }
                case 2 -> mark = Members.cacheMark(cursor);
                default -> leaveOut(cursor, "tools.", to);
            }
        }
        if (tool == null) {
            throw Members.wrongType("tools.function", "an object");
        }
        return mark == null ? tool : new Tool(tool.name(), tool.description(), tool.schema(), tool.strict(), mark);
    }

    private static Tool function(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        JsonString name = JsonString.EMPTY;
        JsonString description = null;
        JsonValue schema = null;
        Boolean strict = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FUNCTION)) {
                case 0 -> name = Members.string(cursor);
                case 1 -> {
                    final JsonString text = Members.string(cursor);
                    description = text.isEmpty() ? null : text;
                }
                case 2 -> schema = Members.something(cursor);
                case 3 -> strict = Members.flag(cursor);
                default -> leaveOut(cursor, "tools.function.", to);
            }
        }
        if (name.isEmpty() && !cursor.failed()) {
            throw Members.wrongType("tools.function.name", "a string");
        }
        return new Tool(name, description, schema, strict, null);
    }

    /** Reads the member {@code functions}, the form before {@code tools}. */
    void functions(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterArray(cursor, "functions")) {
            return;
        }
        final List<Tool> read = new ArrayList<>();
        while (cursor.next() == JsonToken.OBJECT) {
            read.add(function(cursor, to));
        }
        requireArrayEnd(cursor, "functions");
        tools = read;
    }

    /** Reads the member {@code tool_choice}. */
    void choice(JsonCursor cursor) throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            choice = word(cursor, "tool_choice");
        } else if (token == JsonToken.OBJECT) {
            choice = object(cursor);
        } else if (token != JsonToken.NULL) {
            throw Members.wrongType("tool_choice", "a string or an object");
        }
    }

    /** Reads the member {@code function_call}, the form before {@code tool_choice}. */
    void functionCall(JsonCursor cursor) throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            choice = word(cursor, "function_call");
        } else if (token == JsonToken.OBJECT) {
            choice = new ToolChoice.Named(nameIn(cursor));
        }
    }

    private static ToolChoice word(JsonCursor cursor, String field) throws UnsupportedException {
        return switch (cursor.textIn(CHOICES)) {
            case 0 -> new ToolChoice.Auto();
            case 1 -> new ToolChoice.None();
            case 2 -> new ToolChoice.Any();
            default -> throw Members.wrongType(field, "auto, none, required or an object");
        };
    }

    private static ToolChoice object(JsonCursor cursor) throws UnsupportedException {
        ToolChoice read = null;
        String type = "";
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case 0 -> type = Members.string(cursor).text();
                case 1 -> {
                    if (Members.enterObject(cursor, "tool_choice.function")) {
                        read = new ToolChoice.Named(nameIn(cursor));
                    }
                }
                case 2 -> {
                    if (Members.enterObject(cursor, "tool_choice.allowed_tools")) {
                        read = allowed(cursor);
                    }
                }
                default -> cursor.skip();
            }
        }
        if (read == null && !cursor.failed()) {
            throw new UnsupportedException(
                    "tool_choice", "a tool choice of the type '" + type + "' can't be translated");
        }
        return read == null ? new ToolChoice.Auto() : read;
    }

    private static ToolChoice allowed(JsonCursor cursor) throws UnsupportedException {
        boolean mustCall = false;
        final List<JsonString> names = new ArrayList<>();
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(ALLOWED)) {
                case 0 -> mustCall = Members.string(cursor).is("required");
                case 1 -> {
                    if (Members.enterArray(cursor, "tool_choice.allowed_tools.tools")) {
                        while (cursor.next() == JsonToken.OBJECT) {
                            names.add(allowedName(cursor));
                        }
                    }
                }
                default -> cursor.skip();
            }
        }
        return new ToolChoice.Allowed(mustCall, names);
    }

    private static JsonString allowedName(JsonCursor cursor) throws UnsupportedException {
        JsonString name = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case 1 -> {
                    if (Members.enterObject(cursor, "tool_choice.allowed_tools.tools.function")) {
                        name = nameIn(cursor);
                    }
                }
                case 3 -> name = Members.string(cursor);
                default -> cursor.skip();
            }
        }
        if (name.isEmpty() && !cursor.failed()) {
            throw new UnsupportedException("tool_choice", "an allowed tool that is no function can't be translated");
        }
        return name;
    }

    private static JsonString nameIn(JsonCursor cursor) {
        JsonString name = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(FUNCTION) == 0) {
                name = Members.string(cursor);
            } else {
                cursor.skip();
            }
        }
        return name;
    }

    private static void requireArrayEnd(JsonCursor cursor, String field) throws UnsupportedException {
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType(field, "an array of objects");
        }
    }

    private static void leaveOut(JsonCursor cursor, String path, Request.Builder to) {
        LeftOut.add(path + cursor.text(), Members.something(cursor), Extra.Fate.DROP, to);
    }
}
