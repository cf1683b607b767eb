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
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of chunks, each a whole answer whose parts are new: {@code BEFORE > TELLING > OVER}. There is no last event: the end of the
 * input is the end, when every candidate has finished or the prompt was refused.
 */
final class GeminiStreamReader implements StreamReader {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");
    private static final int MAX_CANDIDATES = 128;

    private final JsonCursor cursor = new JsonCursor();
    private final Candidate candidate = new Candidate();
    private final Usage usage = new Usage();
    private final Event.Told told = new Event.Told(usage);
    private final int[] calls = new int[MAX_CANDIDATES];
    private final boolean[] seen = new boolean[MAX_CANDIDATES];
    private final boolean[] finished = new boolean[MAX_CANDIDATES];
    private final boolean[] spoke = new boolean[MAX_CANDIDATES];

    private Work work = new Work();
    private State state = State.OVER;
    private JsonString id = JsonString.EMPTY;
    private boolean usageTold;
    private boolean blocked;
    private boolean failed;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        usage.reset();
        usageTold = false;
        blocked = false;
        Arrays.fill(calls, 0);
        Arrays.fill(seen, false);
        Arrays.fill(finished, false);
        Arrays.fill(spoke, false);
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void event(ByteBuf data, int index, int length, EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        cursor.wrap(data, index, length);
        failed = false;
        id = JsonString.EMPTY;
        if (cursor.next() != JsonToken.OBJECT) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "an event of the upstream is no JSON object"));
            return;
        }
        while (state != State.OVER && cursor.next() == JsonToken.NAME) {
            member(AnswerMembers.NAMES.in(cursor), sink);
        }
        if (state == State.OVER) {
            return;
        }
        if (failed) {
            fail(sink, GeminiFailures.INSTANCE.read(data, index, length, 0, -1));
        } else if (cursor.failed()) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "an event of the upstream is not valid JSON"));
        }
    }

    private void member(int member, EventSink sink) {
        if (member < 0) {
            cursor.skip();
            return;
        }
        switch (AnswerMembers.at(member)) {
            case CANDIDATES -> candidates(sink);
            case PROMPT_FEEDBACK -> blocked |= GeminiResponseReader.Feedback.isBlocked(cursor);
            case USAGE_METADATA -> usageTold |= UsageReader.read(cursor, usage);
            case RESPONSE_ID -> {
                id = Members.string(cursor);
                start(sink);
            }
            case ERROR -> failed |= Members.something(cursor) != null;
            case TOTAL_TOKENS -> cursor.skip();
        }
    }

    private void start(EventSink sink) {
        if (state == State.BEFORE) {
            state = State.TELLING;
            sink.event(new Event.Start(id));
        }
    }

    private void candidates(EventSink sink) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (state != State.OVER && cursor.next() == JsonToken.OBJECT) {
            candidate.read(cursor);
            if (!cursor.failed()) {
                candidate(sink);
            }
        }
    }

    private void candidate(EventSink sink) {
        final int choice = candidate.index;
        if (finished[choice]) {
            return;
        }
        start(sink);
        seen[choice] = true;
        for (int i = 0; i < candidate.content.size(); i++) {
            piece(choice, candidate.content.piece(i), sink);
        }
        if (candidate.lost != null) {
            work.losses().dropFromAnswer(candidate.lost);
        }
        if (!candidate.finishReason.isEmpty()) {
            finish(choice, sink);
        }
    }

    private void finish(int choice, EventSink sink) {
        final Finish known = FinishReasons.of(candidate.finishReason);
        if (known == null && !spoke[choice]) {
            fail(
                    sink,
                    Failure.of(
                            ErrorType.UPSTREAM_ERROR, "the upstream gave no answer: " + candidate.finishReason.text()));
            return;
        }
        finished[choice] = true;
        final Finish finish = known == null ? Finish.STOP : known;
        sink.event(new Event.Finished(choice, finish.given(calls[choice] > 0), null));
    }

    private void piece(int choice, Piece piece, EventSink sink) {
        final Seal seal = Signatures.read(piece.signature);
        switch (piece.kind) {
            case TEXT, NOTHING -> text(choice, piece, seal, sink);
            case FUNCTION_CALL -> call(choice, piece, seal, sink);
            case INLINE_DATA -> work.losses().dropFromAnswer("inlineData");
            case FILE_DATA -> work.losses().dropFromAnswer("fileData");
            case FUNCTION_RESPONSE, SERVER_TOOL, UNKNOWN ->
                work.losses().dropFromAnswer(piece.name.isEmpty() ? "parts" : piece.name);
        }
    }

    private void text(int choice, Piece piece, @Nullable Seal seal, EventSink sink) {
        if (piece.thought) {
            if (!piece.text.isEmpty()) {
                spoke[choice] = true;
                sink.event(new Event.Reasoning(choice, piece.text));
            }
            if (seal != null) {
                sink.event(new Event.Sealed(choice, -1, seal));
            }
            return;
        }
        if (seal != null) {
            sink.event(new Event.Sealed(choice, -1, seal));
        }
        if (!piece.text.isEmpty()) {
            spoke[choice] = true;
            sink.event(new Event.Text(choice, piece.text));
        }
    }

    private void call(int choice, Piece piece, @Nullable Seal seal, EventSink sink) {
        final int number = calls[choice]++;
        spoke[choice] = true;
        if (seal != null) {
            sink.event(new Event.Sealed(choice, number, seal));
        }
        final JsonString callId = piece.id.isEmpty() ? CallIds.made(work, choice * MAX_CANDIDATES + number) : piece.id;
        sink.event(new Event.CallStart(choice, number, callId, work.aliases().restore(piece.functionName)));
        final JsonValue args = piece.object;
        sink.event(new Event.CallArgs(choice, number, args == null || !args.isObject() ? NO_ARGUMENTS : escaped(args)));
        sink.event(new Event.CallEnd(choice, number));
    }

    private static JsonString escaped(JsonValue args) {
        final ByteBuf out = Unpooled.buffer(args.length() + args.length() / 4);
        args.escapeTo(out);
        return JsonString.view(out.array(), 0, out.readableBytes(), true);
    }

    @Override
    public void end(EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (blocked && nobodySpoke()) {
            start(sink);
            seen[0] = true;
            finished[0] = true;
            sink.event(new Event.Finished(0, Finish.CONTENT_FILTER, null));
        }
        if (!isComplete()) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream ended its stream early"));
            return;
        }
        if (usageTold) {
            sink.event(told);
        }
        state = State.OVER;
        sink.event(Event.End.INSTANCE);
    }

    private boolean nobodySpoke() {
        for (final boolean any : seen) {
            if (any) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete() {
        boolean any = false;
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] && !finished[i]) {
                return false;
            }
            any |= seen[i];
        }
        return any;
    }

    private void fail(EventSink sink, Failure failure) {
        state = State.OVER;
        sink.event(new Event.Failed(failure));
    }
}
