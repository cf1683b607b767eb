package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One choice of a stream: its calls, and how it has ended. */
final class StreamedChoice {
    private static final int MAX_CALLS = 256;
    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");

    final int index;

    /** Reasoning has come as plain text: a text beside its mark is the same again. */
    boolean reasoned;

    private final Work work;
    private final List<StreamedCall> calls = new ArrayList<>(0);
    private int told;
    private boolean refused;
    private @Nullable Finish finish;

    StreamedChoice(int index, Work work) {
        this.index = index;
        this.work = work;
    }

    boolean isFinished() {
        return finish != null;
    }

    void refused() {
        refused = true;
    }

    /**
     * Takes a piece of a call and tells what can be told by now.
     *
     * @param held counts what has to be kept
     * @return null, or why the stream can't go on
     */
    @Nullable
    String piece(CallPiece piece, HeldBytes held, EventSink sink) {
        StreamedCall call = find(piece);
        if (call == null) {
            if (calls.size() == MAX_CALLS) {
                return "the upstream makes too many calls";
            }
            call = new StreamedCall(piece.key >= 0 ? piece.key : calls.size());
            calls.add(call);
        }
        if (!call.take(piece, held)) {
            return "the upstream doesn't say which tool it calls";
        }
        if (call.isNamed() && (!call.id.isEmpty() || !piece.arguments.isEmpty())) {
            tell(call, sink);
        }
        if (!piece.arguments.isEmpty()) {
            if (call.isTold()) {
                arguments(call, piece.arguments, sink);
            } else if (!call.keep(piece.arguments, held)) {
                return "the upstream doesn't say which tool it calls";
            }
        }
        return null;
    }

    /**
     * The call that a piece belongs to, or null for a new one: by its index, unless id and name are another's, for some servers give all
     * calls the same index; without one, a new id begins a new call and no id goes on with the last.
     */
    private @Nullable StreamedCall find(CallPiece piece) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            final StreamedCall call = calls.get(i);
            if (piece.key < 0 && piece.id.isEmpty()) {
                return call;
            }
            if (piece.key < 0 ? call.id.equals(piece.id) : call.key == piece.key) {
                return call.isOther(piece) ? null : call;
            }
        }
        return null;
    }

    private void tell(StreamedCall call, EventSink sink) {
        if (call.isTold()) {
            return;
        }
        call.number = told++;
        if (call.id.isEmpty()) {
            call.id = CallIds.made(work, index * MAX_CALLS + call.number);
        }
        if (!call.signature.isEmpty()) {
            sink.event(new Event.Sealed(index, call.number, Seal.of(Origin.OPENAI, call.signature)));
        }
        sink.event(
                new Event.CallStart(index, call.number, call.id, work.aliases().restore(call.name)));
        final JsonString kept = call.kept();
        if (!kept.isEmpty()) {
            arguments(call, kept, sink);
        }
    }

    private void arguments(StreamedCall call, JsonString fragment, EventSink sink) {
        call.hasArguments = true;
        sink.event(new Event.CallArgs(index, call.number, fragment));
    }

    /**
     * The choice has ended: so have its calls. Its end itself is told later ({@link #tellFinish}).
     *
     * @return false when a call never got a name
     */
    boolean finish(Finish reason, EventSink sink) {
        if (finish != null) {
            return true;
        }
        for (int i = 0; i < calls.size(); i++) {
            final StreamedCall call = calls.get(i);
            if (!call.isNamed()) {
                return false;
            }
            tell(call, sink);
            if (!call.hasArguments) {
                arguments(call, NO_ARGUMENTS, sink);
            }
            sink.event(new Event.CallEnd(index, call.number));
        }
        finish = reason;
        return true;
    }

    void tellFinish(EventSink sink) {
        final Finish reason = finish;
        if (reason != null) {
            final Finish plain = refused ? Finish.CONTENT_FILTER : reason;
            sink.event(new Event.Finished(index, plain.given(told > 0), null));
        }
    }
}
