package io.sluice.server.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where scripted answers wait for a test to let their next event go, first come first served. Any thread. */
final class Gate {
    private final Deque<Runnable> held = new ArrayDeque<>();
    private long passes;
    private boolean open;

    /** Runs {@code pass} at once when there is a pass left over, or when one comes. */
    void await(Runnable pass) {
        synchronized (this) {
            if (!open && passes == 0) {
                held.addLast(pass);
                return;
            }
            passes -= open ? 0 : 1;
        }
        pass.run();
    }

    void releaseNext() {
        final Runnable next;
        synchronized (this) {
            next = held.pollFirst();
            if (next == null) {
                passes++;
                return;
            }
        }
        next.run();
    }

    /** Nothing is held any more, now and later. */
    void open() {
        final Deque<Runnable> all;
        synchronized (this) {
            open = true;
            all = new ArrayDeque<>(held);
            held.clear();
        }
        all.forEach(Runnable::run);
    }

    /** Holds again; passes left over are taken back. */
    synchronized void shut() {
        open = false;
        passes = 0;
    }
}
