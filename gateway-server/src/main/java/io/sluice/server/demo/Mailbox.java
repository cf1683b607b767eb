package io.sluice.server.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What happened, in order, for a test to wait on. Any thread. When full the oldest is forgotten. */
final class Mailbox<T> {
    private final Deque<T> kept = new ArrayDeque<>();
    private final String what;
    private final int capacity;

    Mailbox(String what, int capacity) {
        this.what = what;
        this.capacity = capacity;
    }

    synchronized void put(T letter) {
        if (capacity == 0) {
            return;
        }
        if (kept.size() == capacity) {
            kept.removeFirst();
        }
        kept.addLast(letter);
        notifyAll();
    }

    /** @throws IllegalStateException when nothing comes in time */
    synchronized T await(Duration limit) {
        final long deadlineNs = System.nanoTime() + limit.toNanos();
        while (kept.isEmpty()) {
            final long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new IllegalStateException("no " + what + " within " + limit);
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
        return kept.removeFirst();
    }

    synchronized void clear() {
        kept.clear();
    }
}
