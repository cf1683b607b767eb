package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream: {@code BEFORE > TELLING > OVER}. The vendor marks no end: the stream is complete when its input ends and every candidate
 * that was seen has told why it ended. Takes the data of events as well as the elements of an array.
 */
final class GeminiStreamReader implements StreamReader {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");

    private final Answer answer = new Answer();
    private final Usage usage = new Usage();
    private final Event.Told told = new Event.Told(usage);
    private final int[] calls = new int[Candidate.MAX_INDEX + 1];
    private final Finish[] finishes = new Finish[Candidate.MAX_INDEX + 1];

    private Work work = new Work();
    private State state = State.OVER;
    /** One bit for each candidate. */
    private long seen;

    private long finished;
    private long answered;
    private long lastWasText;
    private boolean mediaLost;
    private boolean produced;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        answer.begin();
        usage.reset();
        Arrays.fill(calls, 0);
        seen = 0;
        finished = 0;
        answered = 0;
        lastWasText = 0;
        mediaLost = false;
        produced = false;
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void alive(EventSink sink) {
        if (state == State.TELLING) {
            sink.event(Event.Alive.INSTANCE);
        }
    }

    @Override
    public void event(ByteBuf data, int index, int length, EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (!answer.read(data, index, length, usage, work.losses())) {
            fail(upstreamError("the upstream sent an event that is not a JSON object"), sink);
            return;
        }
        if (answer.isError) {
            fail(GeminiFailures.INSTANCE.read(data, index, length, 0, -1), sink);
            return;
        }
        begun(sink);
        for (int i = 0; i < answer.size() && state != State.OVER; i++) {
            candidate(answer.candidate(i), sink);
        }
        if (state == State.OVER) {
            return;
        }
        if (answer.isBlocked) {
            block();
        }
        if (answer.hasUsage) {
            if (answer.hasOutputCount || !produced && seen != 0 && seen == finished) {
                usage.outputIsFinal(); // counts of nothing are left out
            }
            sink.event(told);
        }
    }

    private void begun(EventSink sink) {
        if (state == State.BEFORE) {
            state = State.TELLING;
            sink.event(new Event.Start(answer.id));
        }
    }

    private void candidate(Candidate candidate, EventSink sink) {
        final int choice = candidate.index;
        final long bit = 1L << choice;
        seen |= bit;
        if ((finished & bit) != 0 && candidate.content.size() == 0) {
            return;
        }
        for (int i = 0; i < candidate.content.size() && state != State.OVER; i++) {
            piece(candidate.content.piece(i), choice, sink);
        }
        if (state == State.OVER || candidate.finish == FinishReason.NONE) {
            return;
        }
        if (candidate.finish == FinishReason.BROKEN) {
            if ((answered & bit) == 0) {
                fail(broken(candidate), sink);
                return;
            }
            work.losses().dropFromAnswer("finishReason");
        }
        finished |= bit;
        finishes[choice] = candidate.finish.told(false);
    }

    static Failure broken(Candidate candidate) {
        final String message = "the upstream ended the answer without content";
        return upstreamError(
                candidate.finishMessage.isEmpty() ? message : message + ": " + candidate.finishMessage.text());
    }

    private void piece(Piece piece, int choice, EventSink sink) {
        final long bit = 1L << choice;
        switch (piece.kind) {
            case TEXT, NOTHING -> text(piece, choice, sink);
            case FUNCTION_CALL -> {
                answered |= bit;
                lastWasText &= ~bit;
                produced = true;
                call(piece, choice, sink);
            }
            case INLINE_DATA, FILE_DATA -> {
                mediaLost = true;
                work.losses().dropFromAnswer("media");
            }
            case FUNCTION_RESPONSE -> work.losses().dropFromAnswer("functionResponse");
            case SERVER_TOOL, UNKNOWN -> work.losses().dropFromAnswer(piece.name);
        }
    }

    /**
     * A mark on the text is told before it, where it stands behind a thought; between two pieces of one text it would cut that in two, and
     * comes behind.
     */
    private void text(Piece piece, int choice, EventSink sink) {
        final long bit = 1L << choice;
        final Seal seal = Signatures.read(piece.signature);
        if (piece.thought) {
            if (!piece.text.isEmpty()) {
                lastWasText &= ~bit;
                produced = true;
                sink.event(new Event.Reasoning(choice, piece.text));
            }
            seal(seal, choice, sink);
            return;
        }
        final boolean behind = (lastWasText & bit) != 0;
        if (!behind) {
            seal(seal, choice, sink);
        }
        if (!piece.text.isEmpty()) {
            answered |= bit;
            lastWasText |= bit;
            produced = true;
            sink.event(new Event.Text(choice, piece.text));
        }
        if (behind) {
            seal(seal, choice, sink);
        }
    }

    private void seal(@Nullable Seal seal, int choice, EventSink sink) {
        if (seal != null) {
            lastWasText &= ~(1L << choice);
            sink.event(new Event.Sealed(choice, -1, seal));
        }
    }

    private void call(Piece piece, int choice, EventSink sink) {
        final JsonValue args = piece.object;
        if (piece.functionName.isEmpty() || piece.partial || args != null && !args.isObject()) {
            fail(upstreamError("the upstream sent a call without a name, or without an object of arguments"), sink);
            return;
        }
        final int call = calls[choice]++;
        final Seal seal = Signatures.read(piece.signature);
        if (seal != null) {
            sink.event(new Event.Sealed(choice, call, seal));
        }
        final JsonString id = piece.id.isEmpty() ? CallIds.made(work, (call << Byte.SIZE) + choice) : piece.id;
        sink.event(new Event.CallStart(choice, call, id, work.aliases().restore(piece.functionName)));
        sink.event(new Event.CallArgs(choice, call, args == null ? NO_ARGUMENTS : escaped(args)));
        sink.event(new Event.CallEnd(choice, call));
    }

    private static JsonString escaped(JsonValue args) {
        final ByteBuf text = Unpooled.buffer(args.length() + args.length() / 4);
        args.escapeTo(text);
        return JsonString.view(text.array(), text.arrayOffset(), text.readableBytes(), true);
    }

    /** The prompt was refused: all there is to say, unless candidates have said something already. */
    private void block() {
        if (seen == 0) {
            seen = 1;
        }
        for (int choice = 0; choice <= Candidate.MAX_INDEX; choice++) {
            if ((seen & ~finished & 1L << choice) != 0) {
                finishes[choice] = Finish.CONTENT_FILTER;
            }
        }
        finished = seen;
    }

    @Override
    public void end(EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (seen == 0 || seen != finished) {
            fail(upstreamError("the upstream ended the stream early"), sink);
            return;
        }
        if (mediaLost && answered == 0) {
            fail(upstreamError("the upstream's answer holds nothing but media"), sink);
            return;
        }
        state = State.OVER;
        for (int choice = 0; choice <= Candidate.MAX_INDEX; choice++) {
            if ((finished & 1L << choice) != 0) {
                sink.event(new Event.Finished(choice, finishes[choice].given(calls[choice] > 0), null));
            }
        }
        sink.event(Event.End.INSTANCE);
    }

    static Failure upstreamError(String message) {
        return Failure.of(ErrorType.UPSTREAM_ERROR, message);
    }

    private void fail(Failure failure, EventSink sink) {
        state = State.OVER;
        sink.event(new Event.Failed(failure));
    }
}
