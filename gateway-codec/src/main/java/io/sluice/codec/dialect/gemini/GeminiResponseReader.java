package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Arguments;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an answer, or a count of tokens: that is an answer without a choice, its input being the count. */
final class GeminiResponseReader implements ResponseReader {
    private final Answer answer = new Answer();

    private Failure failure = GeminiStreamReader.upstreamError("no answer was read");
    private int made;
    private boolean answered;
    private boolean called;
    private boolean mediaLost;
    private boolean malformed;

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public @Nullable Response read(JsonValue body, Work work) {
        final Usage usage = new Usage();
        if (!answer.read(body, usage, work.losses())) {
            return body.length() > 0 && body.byteAt(0) == '['
                    ? failed(told(body))
                    : failed(GeminiStreamReader.upstreamError("the upstream's answer is not a JSON object"));
        }
        if (answer.isError) {
            return failed(told(body));
        }
        if (answer.hasOutputCount || answer.isCount) {
            usage.outputIsFinal();
        }
        if (answer.size() > 0) {
            return answer(usage, work);
        }
        if (answer.isBlocked) {
            usage.outputIsFinal();
            final Choice refused = new Choice(0, List.of(), Finish.CONTENT_FILTER, null);
            return new Response(answer.id, List.of(refused), usage, null);
        }
        return answer.isCount
                ? new Response(answer.id, List.of(), usage, null)
                : failed(GeminiStreamReader.upstreamError("the upstream's answer has no candidate"));
    }

    private @Nullable Response failed(Failure why) {
        failure = why;
        return null;
    }

    private static Failure told(JsonValue body) {
        final ByteBuf bytes = Unpooled.buffer(body.length());
        body.writeTo(bytes);
        return GeminiFailures.INSTANCE.read(bytes, 0, bytes.readableBytes(), 0, -1);
    }

    private @Nullable Response answer(Usage usage, Work work) {
        final List<Choice> choices = new ArrayList<>(answer.size());
        made = 0;
        mediaLost = false;
        malformed = false;
        boolean anything = false;
        boolean produced = false;
        for (int i = 0; i < answer.size(); i++) {
            final Candidate candidate = answer.candidate(i);
            final List<Part> parts = parts(candidate.content, work);
            if (candidate.finish == FinishReason.BROKEN) {
                if (!answered) {
                    return failed(GeminiStreamReader.broken(candidate));
                }
                work.losses().dropFromAnswer("finishReason");
            }
            if (candidate.finish == FinishReason.NONE && !answered) {
                return failed(GeminiStreamReader.upstreamError("the upstream's answer is not complete"));
            }
            anything |= answered;
            produced |= !parts.isEmpty();
            choices.add(new Choice(candidate.index, parts, candidate.finish.told(called), null));
        }
        if (malformed) {
            return failed(
                    GeminiStreamReader.upstreamError("the upstream's call has no name, or no object of arguments"));
        }
        if (answer.hasUsage && !produced) {
            usage.outputIsFinal(); // counts of nothing are left out
        }
        return mediaLost && !anything
                ? failed(GeminiStreamReader.upstreamError("the upstream's answer holds nothing but media"))
                : new Response(answer.id, choices, usage, null);
    }

    private List<Part> parts(Content content, Work work) {
        answered = false;
        called = false;
        final List<Part> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            final Piece piece = content.piece(i);
            switch (piece.kind) {
                case TEXT, NOTHING -> text(piece, parts);
                case FUNCTION_CALL -> call(piece, parts, work);
                case INLINE_DATA, FILE_DATA -> {
                    mediaLost = true;
                    work.losses().dropFromAnswer("media");
                }
                case FUNCTION_RESPONSE -> work.losses().dropFromAnswer("functionResponse");
                case SERVER_TOOL, UNKNOWN -> work.losses().dropFromAnswer(piece.name);
            }
        }
        return parts;
    }

    /** A mark on a text belongs to the thought before it, told or not. */
    private void text(Piece piece, List<Part> parts) {
        final Seal seal = Signatures.read(piece.signature);
        if (piece.thought) {
            if (seal != null || !piece.text.isEmpty()) {
                parts.add(new Part.Reasoning(piece.text, seal));
            }
            return;
        }
        if (seal != null) {
            final int last = parts.size() - 1;
            if (last >= 0 && parts.get(last) instanceof Part.Reasoning thought && thought.seal() == null) {
                parts.set(last, new Part.Reasoning(thought.text(), seal));
            } else {
                parts.add(new Part.Reasoning(JsonString.EMPTY, seal));
            }
        }
        if (!piece.text.isEmpty()) {
            answered = true;
            parts.add(new Part.Text(piece.text, null));
        }
    }

    private void call(Piece piece, List<Part> parts, Work work) {
        final JsonValue args = piece.object;
        if (piece.functionName.isEmpty() || args != null && !args.isObject()) {
            malformed = true;
            return;
        }
        answered = true;
        called = true;
        parts.add(new Part.Call(
                piece.id.isEmpty() ? CallIds.made(work, made++) : piece.id,
                work.aliases().restore(piece.functionName),
                args == null ? Arguments.NONE : args,
                Signatures.read(piece.signature),
                null));
    }
}
