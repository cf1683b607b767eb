package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One choice of a stream: its calls, and whether it has ended. */
final class StreamedChoice {
    private static final int MAX_CALLS = 1_024;

    final int index;
    private final Work work;
    private final List<StreamedCall> calls = new ArrayList<>(0);
    private int told;
    private boolean refused;
    private boolean finished;

    StreamedChoice(int index, Work work) {
        this.index = index;
        this.work = work;
    }

    boolean isFinished() {
        return finished;
    }

    void refused() {
        refused = true;
    }

    /**
     * The call that a piece belongs to: by its index; without one, a new id begins a new call and no id goes on with the last.
     *
     * @param key as told, or -1
     * @return null when there are too many
     */
    @Nullable
    StreamedCall call(int key, JsonString id) {
        if (key < 0 && id.isEmpty() && !calls.isEmpty()) {
            return calls.get(calls.size() - 1);
        }
        for (final StreamedCall call : calls) {
            if (key >= 0 ? call.key == key : !id.isEmpty() && call.id.equals(id)) {
                return call;
            }
        }
        if (calls.size() == MAX_CALLS) {
            return null;
        }
        final StreamedCall call = new StreamedCall(key >= 0 ? key : calls.size());
        calls.add(call);
        return call;
    }

    /** Tells a call that can be told now, and what was kept of its arguments. */
    void tell(StreamedCall call, EventSink sink) {
        if (call.isTold() || call.name.isEmpty()) {
            return;
        }
        call.number = told++;
        if (call.id.isEmpty()) {
            call.id = CallIds.made(work, index * MAX_CALLS + call.number);
        }
        sink.event(
                new Event.CallStart(index, call.number, call.id, work.aliases().restore(call.name)));
        final JsonString kept = call.kept();
        if (!kept.isEmpty()) {
            sink.event(new Event.CallArgs(index, call.number, kept));
        }
    }

    /** Bytes kept of calls that can't be told yet. */
    int keptBytes() {
        int bytes = 0;
        for (final StreamedCall call : calls) {
            bytes += call.keptBytes();
        }
        return bytes;
    }

    /** The choice has ended. */
    void finish(Finish reason, EventSink sink) {
        if (finished) {
            return;
        }
        finished = true;
        for (final StreamedCall call : calls) {
            if (call.isTold()) {
                sink.event(new Event.CallEnd(index, call.number));
            }
        }
        final Finish plain = refused ? Finish.CONTENT_FILTER : reason;
        sink.event(new Event.Finished(index, plain.given(told > 0), null));
    }
}
