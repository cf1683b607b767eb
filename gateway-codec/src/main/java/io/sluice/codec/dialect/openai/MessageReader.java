package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.JoinedText;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a request. A message's members may come in any order: they are gathered, and told when the message
 * ends, reasoning before text and text before calls.
 */
final class MessageReader {
    private static final NameTable MESSAGE = NameTable.of(
            "role",
            "content",
            "tool_calls",
            "tool_call_id",
            "name",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "thinking_blocks",
            "function_call",
            "audio",
            "annotations");
    private static final NameTable ROLES = NameTable.of("system", "developer", "user", "assistant", "tool", "function");
    private static final NameTable CALL = NameTable.of("id", "type", "function", "extra_content");
    private static final NameTable FUNCTION = NameTable.of("name", "arguments");

    private final PartReader parts = new PartReader();
    private final ReasoningDetails details = new ReasoningDetails();
    private final List<Part> content = new ArrayList<>();
    private final List<Part> reasoning = new ArrayList<>();
    private final List<Part> calls = new ArrayList<>();
    private int role;
    private JsonString callId = JsonString.EMPTY;
    private JsonString name = JsonString.EMPTY;
    private JsonString thought = JsonString.EMPTY;

    /** Reads the member {@code messages}. */
    void messages(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterArray(cursor, "messages")) {
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            message(cursor, to);
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("messages", "an array of messages");
        }
    }

    private void message(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        content.clear();
        reasoning.clear();
        calls.clear();
        role = -1;
        callId = JsonString.EMPTY;
        name = JsonString.EMPTY;
        thought = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            member(cursor.nameIn(MESSAGE), cursor, to);
        }
        if (cursor.failed()) {
            return;
        }
        switch (role) {
            case 0, 1 -> system(to);
            case 2 -> add(Turn.Role.USER, content, to);
            case 3 -> assistant(to);
            case 4 -> {
                if (callId.isEmpty()) {
                    throw Members.wrongType("messages.tool_call_id", "a string where the role is tool");
                }
                result(to);
            }
            case 5 -> result(to);
            default -> throw Members.wrongType("messages.role", "system, developer, user, assistant or tool");
        }
    }

    private void member(int member, JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        switch (member) {
            case 0 -> {
                cursor.next();
                role = cursor.textIn(ROLES);
                cursor.skip();
            }
            case 1 -> parts.content(cursor, content, to);
            case 2 -> calls(cursor);
            case 3 -> callId = Members.string(cursor);
            case 4 -> name = Members.string(cursor);
            case 5 -> text(Members.string(cursor));
            case 6, 7 -> thought(cursor);
            case 8, 9 -> details(cursor);
            case 10 -> functionCall(cursor);
            case 11 -> {
                if (Members.something(cursor) != null) {
                    throw new UnsupportedException("messages.audio", "sound kept at its vendor can't go to another");
                }
            }
            case 12 -> cursor.skip(); // what a vendor said of its own answer, sent back with it
            default -> leaveOut(cursor, to);
        }
    }

    private void text(JsonString text) {
        if (!text.isEmpty()) {
            content.add(new Part.Text(text, null));
        }
    }

    private void thought(JsonCursor cursor) {
        final JsonString text = Members.string(cursor);
        thought = text.isEmpty() ? thought : text;
    }

    private void calls(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterArray(cursor, "messages.tool_calls")) {
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            call(cursor);
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("messages.tool_calls", "an array of calls");
        }
    }

    private void call(JsonCursor cursor) throws UnsupportedException {
        JsonString id = JsonString.EMPTY;
        Part.Call function = null;
        Seal seal = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CALL)) {
                case 0 -> id = Members.string(cursor);
                case 1 -> {
                    final JsonString type = Members.string(cursor);
                    if (!type.is("function")) {
                        throw new UnsupportedException(
                                "messages.tool_calls.type",
                                "a call of the type '" + type.text() + "' can't be translated");
                    }
                }
                case 2 -> {
                    if (Members.enterObject(cursor, "messages.tool_calls.function")) {
                        function = function(cursor);
                    }
                }
                case 3 -> seal = seal(ThoughtSignature.read(cursor));
                default -> cursor.skip();
            }
        }
        if (function != null) {
            calls.add(new Part.Call(id, function.name(), function.args(), seal, null));
        }
    }

    private static Part.Call function(JsonCursor cursor) {
        JsonString called = JsonString.EMPTY;
        JsonValue arguments = Arguments.NONE;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FUNCTION)) {
                case 0 -> called = Members.string(cursor);
                case 1 -> {
                    final JsonValue value = cursor.next() == JsonToken.STRING ? null : cursor.value();
                    arguments =
                            value == null ? Arguments.read(cursor.string()) : value.isObject() ? value : Arguments.NONE;
                }
                default -> cursor.skip();
            }
        }
        return new Part.Call(JsonString.EMPTY, called, arguments, null, null);
    }

    /** The mark on a call: Google's as it is, another's in an envelope. */
    private static @Nullable Seal seal(JsonString signature) {
        if (signature.isEmpty()) {
            return null;
        }
        final Seal enveloped = Seal.open(signature);
        return enveloped == null ? Seal.of(Origin.GEMINI, signature) : enveloped;
    }

    private void details(JsonCursor cursor) {
        final JsonValue array = Members.something(cursor);
        if (array == null) {
            return;
        }
        details.begin(array);
        while (details.next()) {
            final Seal seal = details.sealOfClient();
            if (seal != null || !details.text().isEmpty()) {
                reasoning.add(new Part.Reasoning(details.text(), seal));
            }
        }
    }

    private void functionCall(JsonCursor cursor) throws UnsupportedException {
        if (Members.enterObject(cursor, "messages.function_call")) {
            calls.add(function(cursor));
        }
    }

    private void system(Request.Builder to) throws UnsupportedException {
        for (final Part part : content) {
            if (!(part instanceof Part.Text text)) {
                throw Members.wrongType("messages.content", "text where the role is system");
            }
            to.system.add(new SystemText(text.text(), text.cache(), to.turns.count()));
        }
    }

    private void assistant(Request.Builder to) {
        if (reasoning.isEmpty() && !thought.isEmpty()) {
            reasoning.add(new Part.Reasoning(thought, null));
        }
        add(Turn.Role.ASSISTANT, reasoning, to);
        add(Turn.Role.ASSISTANT, content, to);
        add(Turn.Role.ASSISTANT, calls, to);
    }

    private void result(Request.Builder to) {
        final JoinedText text = new JoinedText();
        final List<Part> media = new ArrayList<>(0);
        CacheMark cache = null;
        for (final Part part : content) {
            if (part instanceof Part.Text said) {
                text.add(said.text());
                cache = cache == null ? said.cache() : cache;
            } else {
                media.add(part);
            }
        }
        to.turns.add(
                Turn.Role.USER,
                new Part.Result(callId, name.isEmpty() ? null : name, text.text(), media, false, cache));
    }

    private static void add(Turn.Role role, List<Part> said, Request.Builder to) {
        for (final Part part : said) {
            to.turns.add(role, part);
        }
    }

    private static void leaveOut(JsonCursor cursor, Request.Builder to) {
        LeftOut.add("messages." + cursor.text(), Members.something(cursor), Extra.Fate.DROP, to);
    }
}
