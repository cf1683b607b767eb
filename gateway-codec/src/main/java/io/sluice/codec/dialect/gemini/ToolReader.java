package io.sluice.codec.dialect.gemini;

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

/** Reads a request's tools, and which of them the model may or must call. */
final class ToolReader {
    private enum Member {
        NAME,
        DESCRIPTION,
        PARAMETERS,
        PARAMETERS_JSON_SCHEMA,
        RESPONSE,
        RESPONSE_JSON_SCHEMA,
        BEHAVIOR
    }

    private enum ToolMember {
        FUNCTION_DECLARATIONS
    }

    private enum ConfigMember {
        FUNCTION_CALLING_CONFIG
    }

    private enum CallingMember {
        MODE,
        ALLOWED_FUNCTION_NAMES,
        STREAM_FUNCTION_CALL_ARGUMENTS
    }

    static final String MODE = "toolConfig.functionCallingConfig.mode";

    private static final String DECLARATIONS = "tools.functionDeclarations";
    private static final String CONFIG = "toolConfig";
    private static final String CALLING = "toolConfig.functionCallingConfig";
    private static final String ALLOWED = CALLING + ".allowedFunctionNames";
    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final ProtoNames TOOL_NAMES = ProtoNames.of(ToolMember.values());
    private static final ProtoNames CONFIG_NAMES = ProtoNames.of(ConfigMember.values());
    private static final CallingMember[] CALLING_MEMBERS = CallingMember.values();
    private static final ProtoNames CALLING_NAMES = ProtoNames.of(CALLING_MEMBERS);
    private static final NameTable MODES = NameTable.of("AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED");
    private static final int AUTO = 0;
    private static final int ANY = 1;
    private static final int NONE = 2;
    private static final int VALIDATED = 3;

    private final List<Tool> tools = new ArrayList<>(4);
    private @Nullable ToolChoice choice;

    void begin() {
        tools.clear();
        choice = null;
    }

    Toolbox toolbox() {
        return tools.isEmpty() && choice == null ? Toolbox.NONE : new Toolbox(List.copyOf(tools), choice, null);
    }

    /** Reads the member {@code tools}. */
    void tools(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterArray(cursor, "tools")) {
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            while (cursor.next() == JsonToken.NAME) {
                if (TOOL_NAMES.in(cursor) == 0) {
                    declarations(cursor);
                } else {
                    final String name = "tools." + ProtoNames.camel(cursor.text());
                    if (Members.something(cursor) != null) {
                        throw Values.foreign(name, "a tool that the vendor itself runs");
                    }
                }
            }
        }
        Values.elementsEnded(cursor, "tools");
    }

    private void declarations(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterArray(cursor, DECLARATIONS)) {
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            declaration(cursor);
        }
        Values.elementsEnded(cursor, DECLARATIONS);
    }

    private void declaration(JsonCursor cursor) throws UnsupportedException {
        JsonString name = JsonString.EMPTY;
        JsonString description = JsonString.EMPTY;
        JsonValue schema = null;
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
                continue;
            }
            switch (MEMBERS[member]) {
                case NAME -> name = Members.string(cursor);
                case DESCRIPTION -> description = Members.string(cursor);
                case PARAMETERS -> {
                    final JsonValue parameters = Members.something(cursor);
                    schema = parameters == null ? schema : Schemas.fromOpenApi(parameters);
                }
                case PARAMETERS_JSON_SCHEMA -> {
                    final JsonValue parameters = Members.something(cursor);
                    schema = parameters == null ? schema : parameters;
                }
                case RESPONSE, RESPONSE_JSON_SCHEMA, BEHAVIOR -> cursor.skip();
            }
        }
        if (name.isEmpty() && !cursor.failed()) {
            throw Members.wrongType(DECLARATIONS + ".name", "the name of a function");
        }
        tools.add(new Tool(name, description.isEmpty() ? null : description, schema, null, null));
    }

    /** Reads the member {@code toolConfig}. */
    void config(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterObject(cursor, CONFIG)) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (CONFIG_NAMES.in(cursor) == 0) {
                calling(cursor, to);
            } else {
                drop(CONFIG + "." + ProtoNames.camel(cursor.text()), cursor, to);
            }
        }
    }

    private void calling(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterObject(cursor, CALLING)) {
            return;
        }
        int mode = -1;
        JsonValue word = null;
        List<JsonString> names = List.of();
        while (cursor.next() == JsonToken.NAME) {
            final int member = CALLING_NAMES.in(cursor);
            if (member < 0) {
                drop(CALLING + "." + ProtoNames.camel(cursor.text()), cursor, to);
                continue;
            }
            switch (CALLING_MEMBERS[member]) {
                case MODE -> {
                    mode = mode(cursor);
                    word = cursor.value();
                }
                case ALLOWED_FUNCTION_NAMES -> names = ConfigReader.strings(cursor, ALLOWED);
                case STREAM_FUNCTION_CALL_ARGUMENTS -> cursor.skip();
            }
        }
        if (!names.isEmpty() && mode != ANY && mode != VALIDATED) {
            throw new UnsupportedException(ALLOWED, "'" + ALLOWED + "' needs the mode ANY or VALIDATED");
        }
        choice = choice(mode, names);
        if (mode == VALIDATED && names.isEmpty() && word != null) {
            to.extras.add(new Extra(MODE, word, Extra.Fate.DROP));
        }
    }

    private static int mode(JsonCursor cursor) throws UnsupportedException {
        if (cursor.next() == JsonToken.NULL) {
            return -1;
        }
        final int mode = cursor.textIn(MODES);
        if (mode < 0 && !cursor.failed()) {
            throw Members.wrongType(MODE, "AUTO, ANY, NONE or VALIDATED");
        }
        return mode;
    }

    private static @Nullable ToolChoice choice(int mode, List<JsonString> names) {
        return switch (mode) {
            case AUTO -> new ToolChoice.Auto();
            case ANY ->
                switch (names.size()) {
                    case 0 -> new ToolChoice.Any();
                    case 1 -> new ToolChoice.Named(names.get(0));
                    default -> new ToolChoice.Allowed(true, names);
                };
            case NONE -> new ToolChoice.None();
            case VALIDATED -> names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Allowed(false, names);
            default -> null;
        };
    }

    private static void drop(String name, JsonCursor cursor, Request.Builder to) {
        final JsonValue value = Members.something(cursor);
        if (value != null) {
            to.extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }
}
