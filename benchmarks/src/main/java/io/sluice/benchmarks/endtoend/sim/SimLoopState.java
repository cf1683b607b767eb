package io.sluice.benchmarks.endtoend.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.Map;

/** What the connections of the vendor's loop share. Confined to that loop. */
final class SimLoopState {
    private static final int TOLD_REFUSALS = 20;

    private final DueQueue due;
    private final Map<SimDialect, ByteBuf> replies = new EnumMap<>(SimDialect.class);
    private Behaviour behaviour = Behaviour.instant();
    private long answers;
    private long events;
    private long open;
    private long aborted;
    private long refusals;

    /**
     * Since the start.
     *
     * @param open streams under way
     * @param aborted streams that the other side left
     * @param refused requests that no vendor would take
     */
    record Counts(long answers, long events, long open, long aborted, long refused) {}

    SimLoopState(EventLoop loop) {
        this.due = new DueQueue(loop);
        behave(behaviour);
    }

    void behave(Behaviour next) {
        behaviour = next;
        for (final SimDialect dialect : SimDialect.values()) {
            replies.put(dialect, dialect.reply(next.replyBytes()));
        }
    }

    Behaviour behaviour() {
        return behaviour;
    }

    DueQueue due() {
        return due;
    }

    /** Borrowed: write a duplicate. */
    ByteBuf reply(SimDialect dialect) {
        final ByteBuf reply = replies.get(dialect);
        if (reply == null) {
            throw new IllegalStateException("no words for " + dialect);
        }
        return reply;
    }

    void answered() {
        answers++;
    }

    void sentEvents(int count) {
        events += count;
    }

    void beganStream() {
        open++;
    }

    void endedStream() {
        open--;
    }

    void abortedStream() {
        open--;
        aborted++;
    }

    void refused(String reason) {
        if (refusals++ < TOLD_REFUSALS) {
            System.err.println("refused: " + reason);
        }
    }

    Counts counts() {
        return new Counts(answers, events, open, aborted, refusals);
    }
}
