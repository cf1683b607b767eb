package io.sluice.server.edge;

import io.sluice.server.loop.Timeout;
import io.sluice.server.loop.TimerWheel;
import java.util.function.LongConsumer;

/**
 * The one timer of a connection, for a deadline that is moved with every read: the wheel is touched only when it would fire too
 * late. Confined to the loop.
 */
final class ConnectionTimer extends Timeout {
    private final TimerWheel wheel;
    private final LongConsumer passed;
    private long atNs;
    private long firesAtNs = Long.MAX_VALUE;
    private boolean stopped;

    /** @param passed told the time when the deadline has passed; may set another */
    ConnectionTimer(TimerWheel wheel, LongConsumer passed) {
        this.wheel = wheel;
        this.passed = passed;
    }

    /** The deadline. */
    long atNs() {
        return atNs;
    }

    /** Sets the deadline, to be looked at when the timer fires or is armed next. */
    void set(long deadlineNs) {
        atNs = deadlineNs;
    }

    /** Sets the deadline and sees to it that it is looked at in time. */
    void arm(long deadlineNs) {
        atNs = deadlineNs;
        if (atNs < firesAtNs) {
            schedule();
        }
    }

    /** For good. */
    void stop() {
        stopped = true;
        wheel.cancel(this);
    }

    @Override
    protected void expired(long nowNs) {
        firesAtNs = Long.MAX_VALUE;
        if (nowNs >= atNs) {
            passed.accept(nowNs);
        }
        if (!stopped && firesAtNs == Long.MAX_VALUE) {
            if (atNs <= nowNs) {
                atNs = nowNs + EdgeSettings.LINGER_NS;
            }
            schedule();
        }
    }

    private void schedule() {
        wheel.cancel(this);
        firesAtNs = atNs;
        wheel.schedule(this, atNs);
    }
}
