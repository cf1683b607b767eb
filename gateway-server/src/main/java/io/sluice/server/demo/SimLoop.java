package io.sluice.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the connections of one event loop share: one timer for all paced answers, and a buffer to build events in. */
final class SimLoop {
    private static final int SCRATCH_BYTES = 4096;

    private final EventLoop loop;
    private final PriorityQueue<Paced> due = new PriorityQueue<>(Comparator.comparingLong(Paced::dueNs));
    private final ByteBuf scratch = Unpooled.buffer(SCRATCH_BYTES);
    private @Nullable Future<?> timer;
    private long timerNs;

    SimLoop(EventLoop loop) {
        this.loop = loop;
    }

    /** Something that goes on at a time of its own. Waits at most once at a time. */
    interface Paced {
        /** May only change while it isn't waiting. */
        long dueNs();

        void onDue(long nowNs);
    }

    /** Empty; valid until the caller returns to the loop. */
    ByteBuf scratch() {
        return scratch.clear();
    }

    void wait(Paced paced, long nowNs) {
        assert loop.inEventLoop();
        due.add(paced);
        arm(nowNs);
    }

    private void arm(long nowNs) {
        final Paced first = due.peek();
        if (first == null || (timer != null && timerNs - first.dueNs() <= 0)) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerNs = first.dueNs();
        timer = loop.schedule(this::onTimer, Math.max(0, timerNs - nowNs), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        final long nowNs = System.nanoTime();
        for (Paced first = due.peek(); first != null && first.dueNs() - nowNs <= 0; first = due.peek()) {
            due.poll();
            first.onDue(nowNs);
        }
        arm(nowNs);
    }
}
