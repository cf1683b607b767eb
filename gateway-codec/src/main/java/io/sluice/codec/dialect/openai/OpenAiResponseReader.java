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
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
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

/** Reads whole chat completions, reasoning before text and text before calls. */
final class OpenAiResponseReader implements ResponseReader {
    private static final NameTable BODY = NameTable.of("id", "choices", "usage", "service_tier", "error", "object");
    private static final NameTable CHOICE = NameTable.of("index", "message", "finish_reason", "logprobs");
    private static final byte[] ERROR = Words.ascii("error");
    private static final int MAX_INDEX = 127;

    private final JsonCursor cursor = new JsonCursor();
    private final JsonCursor inner = new JsonCursor();
    private final Delta message = new Delta();
    private final ReasoningDetails details = new ReasoningDetails();
    private final List<Choice> choices = new ArrayList<>(1);

    private Work work = new Work();
    private Failure failure = Failure.of(ErrorType.UPSTREAM_ERROR, "nothing was read");
    private @Nullable String trouble;
    private int made;

    @Override
    public @Nullable Response read(JsonValue body, Work of) {
        work = of;
        made = 0;
        trouble = null;
        choices.clear();
        JsonString id = JsonString.EMPTY;
        Tier tier = null;
        boolean failed = false;
        final Usage usage = new Usage();
        body.read(cursor);
        if (cursor.next() == JsonToken.OBJECT) {
            while (cursor.next() == JsonToken.NAME) {
                switch (cursor.nameIn(BODY)) {
                    case 0 -> id = Members.string(cursor);
                    case 1 -> choices();
                    case 2 -> UsageReader.read(cursor, usage);
                    case 3 -> {
                        cursor.next();
                        tier = Words.tier(cursor);
                        cursor.skip();
                    }
                    case 4 -> failed |= Members.something(cursor) != null;
                    case 5 -> {
                        cursor.next();
                        failed |= cursor.textIs(ERROR);
                        cursor.skip();
                    }
                    default -> cursor.skip();
                }
            }
        }
        final boolean whole = !cursor.failed() && cursor.token() == JsonToken.OBJECT_END;
        if (failed || whole && choices.isEmpty()) {
            return told(body);
        }
        if (!whole || cursor.next() != JsonToken.END) {
            return refused("the upstream's answer is not valid JSON");
        }
        final String why = trouble;
        return why == null ? new Response(id, List.copyOf(choices), usage, tier) : refused(why);
    }

    /** An error told under status 200, in whatever words. */
    private @Nullable Response told(JsonValue body) {
        final ByteBuf bytes = Unpooled.buffer(body.length());
        body.writeTo(bytes);
        failure = OpenAiFailures.INSTANCE.read(bytes, 0, bytes.readableBytes(), 0, -1);
        return null;
    }

    private @Nullable Response refused(String why) {
        failure = Failure.of(ErrorType.UPSTREAM_ERROR, why);
        return null;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    private void choices() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            choice();
        }
    }

    private void choice() {
        int index = choices.size();
        Finish finish = null;
        message.clear();
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case 0 -> {
                    cursor.next();
                    index = Math.clamp(cursor.longValue(), 0, MAX_INDEX);
                    cursor.skip();
                }
                case 1 -> message.read(cursor);
                case 2 -> {
                    cursor.next();
                    finish = Words.finish(cursor);
                    cursor.skip();
                }
                case 3 -> {
                    if (Members.something(cursor) != null) {
                        work.losses().dropFromAnswer("logprobs");
                    }
                }
                default -> cursor.skip();
            }
        }
        if (!cursor.failed()) {
            choices.add(choice(index, finish == null ? Finish.STOP : finish));
        }
    }

    private Choice choice(int index, Finish told) {
        final List<Part> parts = new ArrayList<>(2);
        reasoning(parts);
        text(message.content, parts);
        text(message.refusal, parts);
        final int beforeCalls = parts.size();
        calls(parts);
        message.reportLosses(work.losses());
        if (parts.isEmpty() && message.audio != null) {
            trouble = "the upstream's answer holds nothing that can be told to the client";
        }
        final Finish finish = message.refusal.isEmpty() ? told : Finish.CONTENT_FILTER;
        return new Choice(index, parts, finish.given(parts.size() > beforeCalls), null);
    }

    /** Marks come with the text they stand on; a server may have told that already under another name. */
    private void reasoning(List<Part> parts) {
        final JsonString reasoning = message.reasoning();
        boolean sealed = false;
        if (message.details != null) {
            details.begin(message.details);
            while (details.next()) {
                final Seal seal = details.isSealed() ? details.sealOfUpstream() : null;
                if (seal != null || reasoning.isEmpty() && !details.text().isEmpty()) {
                    parts.add(new Part.Reasoning(details.text(), seal));
                    sealed |= seal != null && !seal.redacted();
                }
            }
        }
        if (!sealed && !reasoning.isEmpty()) {
            parts.addFirst(new Part.Reasoning(reasoning, null));
        }
    }

    private static void text(JsonString text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text, null));
        }
    }

    private void calls(List<Part> parts) {
        if (message.calls != null) {
            message.calls.read(inner);
            if (inner.next() == JsonToken.ARRAY) {
                while (inner.next() == JsonToken.OBJECT) {
                    message.piece.read(inner);
                    parts.add(call(message.piece));
                }
            }
        } else if (message.functionCall != null) {
            message.functionCall.read(inner);
            if (inner.next() == JsonToken.OBJECT) {
                message.piece.clear();
                message.piece.function(inner);
                parts.add(call(message.piece));
            }
        }
    }

    private Part call(CallPiece piece) {
        if (piece.name.isEmpty()) {
            trouble = "the upstream doesn't say which tool it calls";
        }
        return new Part.Call(
                piece.id.isEmpty() ? CallIds.made(work, made++) : piece.id,
                work.aliases().restore(piece.name),
                Arguments.read(piece.arguments),
                piece.signature.isEmpty() ? null : Seal.of(Origin.OPENAI, piece.signature),
                null);
    }
}
