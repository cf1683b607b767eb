package io.sluice.server.loop;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens at a deadline unless it is cancelled: a node of one {@link TimerWheel}, made once by its owner and
 * scheduled any number of times. Only the wheel's loop touches it.
 */
public abstract class Timeout {
    @Nullable
    Timeout previous;

    @Nullable
    Timeout next;

    long deadlineNs;
    long armedNs;
    int bucket = TimerWheel.UNLINKED;

    /** Made idle; {@link TimerWheel#schedule} arms it. */
    protected Timeout() {}

    /**
     * The deadline has passed. Called on the loop, no longer scheduled, so that it may be scheduled again at once.
     *
     * @param nowNs the time the wheel was advanced to, at or behind the deadline
     */
    protected abstract void expired(long nowNs);

    /** Whether it is waiting in a wheel. */
    public final boolean isScheduled() {
        return bucket != TimerWheel.UNLINKED;
    }

    /** The moment asked for last; meaningless unless {@link #isScheduled}. */
    public final long deadlineNs() {
        return deadlineNs;
    }
}
