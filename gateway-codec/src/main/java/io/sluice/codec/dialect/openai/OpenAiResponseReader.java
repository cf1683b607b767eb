package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole chat completions. */
final class OpenAiResponseReader implements ResponseReader {
    private static final NameTable BODY = NameTable.of("id", "choices", "usage", "service_tier", "error");
    private static final NameTable CHOICE = NameTable.of("index", "message", "finish_reason", "logprobs");
    private static final NameTable MESSAGE = NameTable.of(
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "tool_calls",
            "function_call",
            "annotations",
            "audio");
    private static final NameTable CALL = NameTable.of("id", "function");
    private static final NameTable FUNCTION = NameTable.of("name", "arguments");

    private final JsonCursor cursor = new JsonCursor();
    private final List<Part> content = new ArrayList<>();
    private final List<Part> reasoning = new ArrayList<>();
    private final List<Part> calls = new ArrayList<>();
    private Failure failure = Failure.of(ErrorType.UPSTREAM_ERROR, "");
    private Work work = new Work();
    private boolean refused;
    private int made;

    @Override
    public @Nullable Response read(JsonValue body, Work of) {
        work = of;
        made = 0;
        JsonString id = JsonString.EMPTY;
        Tier tier = null;
        boolean failed = false;
        List<Choice> choices = null;
        final Usage usage = new Usage();
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return unreadable();
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(BODY)) {
                case 0 -> id = Members.string(cursor);
                case 1 -> choices = choices();
                case 2 -> UsageReader.read(cursor, usage);
                case 3 -> {
                    cursor.next();
                    tier = Words.tier(cursor);
                    cursor.skip();
                }
                case 4 -> failed |= Members.something(cursor) != null;
                default -> cursor.skip();
            }
        }
        if (failed) {
            final ByteBuf bytes = Unpooled.buffer(body.length());
            body.writeTo(bytes);
            failure = OpenAiFailures.INSTANCE.read(bytes, 0, bytes.readableBytes(), 0, -1);
            return null;
        }
        if (cursor.failed() || cursor.next() != JsonToken.END || choices == null || choices.isEmpty()) {
            return unreadable();
        }
        return new Response(id, choices, usage, tier);
    }

    private @Nullable Response unreadable() {
        failure = Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream's answer is no chat completion");
        return null;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    private List<Choice> choices() {
        final List<Choice> choices = new ArrayList<>(1);
        if (cursor.next() == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.OBJECT) {
                choices.add(choice(choices.size()));
            }
        } else {
            cursor.skip();
        }
        return choices;
    }

    private Choice choice(int place) {
        content.clear();
        reasoning.clear();
        calls.clear();
        refused = false;
        int index = place;
        Finish finish = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case 0 -> {
                    cursor.next();
                    index = Math.clamp(cursor.longValue(), 0, 1_000);
                    cursor.skip();
                }
                case 1 -> message();
                case 2 -> {
                    cursor.next();
                    finish = Words.finish(cursor);
                    cursor.skip();
                }
                case 3 -> lost("logprobs");
                default -> cursor.skip();
            }
        }
        final List<Part> parts = new ArrayList<>(reasoning.size() + content.size() + calls.size());
        parts.addAll(reasoning);
        parts.addAll(content);
        parts.addAll(calls);
        final Finish told = refused ? Finish.CONTENT_FILTER : finish == null ? Finish.STOP : finish;
        return new Choice(index, parts, told.given(!calls.isEmpty()), null);
    }

    private void message() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(MESSAGE)) {
                case 0 -> text(Members.string(cursor));
                case 1 -> {
                    final JsonString refusal = Members.string(cursor);
                    refused |= !refusal.isEmpty();
                    text(refusal);
                }
                case 2, 3 -> {
                    final JsonString thought = Members.string(cursor);
                    if (!thought.isEmpty() && reasoning.isEmpty()) {
                        reasoning.add(new Part.Reasoning(thought, null));
                    }
                }
                case 4 -> calls();
                case 5 -> function(JsonString.EMPTY);
                case 6 -> lost("annotations");
                case 7 -> lost("audio");
                default -> cursor.skip();
            }
        }
    }

    private void text(JsonString text) {
        if (!text.isEmpty()) {
            content.add(new Part.Text(text, null));
        }
    }

    private void calls() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            JsonString id = JsonString.EMPTY;
            final int before = calls.size();
            while (cursor.next() == JsonToken.NAME) {
                switch (cursor.nameIn(CALL)) {
                    case 0 -> id = Members.string(cursor);
                    case 1 -> function(id);
                    default -> cursor.skip();
                }
            }
            if (calls.size() > before && calls.get(before) instanceof Part.Call call) {
                final JsonString known = id.isEmpty() ? CallIds.made(work, made++) : id;
                calls.set(before, new Part.Call(known, call.name(), call.args(), null, null));
            }
        }
    }

    private void function(JsonString id) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        JsonString name = JsonString.EMPTY;
        JsonValue arguments = Arguments.NONE;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FUNCTION)) {
                case 0 -> name = Members.string(cursor);
                case 1 -> {
                    if (cursor.next() == JsonToken.STRING) {
                        arguments = Arguments.read(cursor.string());
                    } else {
                        final JsonValue value = cursor.value();
                        arguments = value.isObject() ? value : Arguments.NONE;
                    }
                }
                default -> cursor.skip();
            }
        }
        final JsonString known = id.isEmpty() ? CallIds.made(work, made++) : id;
        calls.add(new Part.Call(known, work.aliases().restore(name), arguments, null, null));
    }

    private void lost(String field) {
        final JsonValue value = Members.something(cursor);
        if (value != null && !value.is("[]")) {
            work.losses().dropFromAnswer(field);
        }
    }
}
