package io.sluice.server.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wakes a wheel from its own loop: at most one task of it is in the loop's queue. */
final class LoopAlarm implements TimerWheel.Alarm, Runnable {
    private final EventLoop loop;
    private @Nullable TimerWheel wheel;
    private @Nullable Future<?> pending;

    LoopAlarm(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void wakeIn(long delayNs, TimerWheel toWake) {
        wheel = toWake;
        final Future<?> earlier = pending;
        if (earlier != null) {
            earlier.cancel(false);
        }
        pending = loop.isShuttingDown() ? null : loop.schedule(this, delayNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        pending = null;
        final TimerWheel toWake = wheel;
        if (toWake != null) {
            toWake.wake();
        }
    }
}
