package io.sluice.benchmarks.endtoend.sim;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** What a loop has to do later, by time, and what it has to go on with now, in turn. Confined to its loop. */
final class DueQueue {
    private static final int STEPS_IN_ONE_GO = 256;

    private final EventLoop loop;
    private final Queue<SimConnection> later = new PriorityQueue<>(Comparator.comparingLong(SimConnection::dueNs));
    private final Queue<SimConnection> now = new ArrayDeque<>();
    private final Runnable runLater = this::runLater;
    private final Runnable runNow = this::runNow;
    private long armedForNs = Long.MAX_VALUE;

    DueQueue(EventLoop loop) {
        this.loop = loop;
    }

    /** Calls {@link SimConnection#due} when its time has come. It must not be in the queue already. */
    void at(SimConnection connection) {
        later.add(connection);
        arm();
    }

    /** Calls {@link SimConnection#due} once every other connection has had its turn. */
    void again(SimConnection connection) {
        now.add(connection);
        if (now.size() == 1) {
            loop.execute(runNow);
        }
    }

    private void arm() {
        final SimConnection next = later.peek();
        if (next != null && next.dueNs() < armedForNs) {
            armedForNs = next.dueNs();
            loop.schedule(runLater, Math.max(0, armedForNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void runLater() {
        armedForNs = Long.MAX_VALUE;
        final long nowNs = System.nanoTime();
        for (int i = 0; i < STEPS_IN_ONE_GO; i++) {
            final SimConnection next = later.peek();
            if (next == null || next.dueNs() > nowNs) {
                break;
            }
            later.remove();
            next.due(System.nanoTime());
        }
        arm();
    }

    private void runNow() {
        for (int turns = now.size(); turns > 0; turns--) {
            final SimConnection next = now.poll();
            if (next != null) {
                next.due(System.nanoTime());
            }
        }
        if (!now.isEmpty()) {
            loop.execute(runNow);
        }
    }
}
