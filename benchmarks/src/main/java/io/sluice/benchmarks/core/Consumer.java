package io.sluice.benchmarks.core;

import io.sluice.core.billing.BillingRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** The thread at the other end: copies each record into the entry that a journal would be given, all that are there at a time. */
final class Consumer {
    private static final long PAUSE_NS = 1_000_000;
    private static final int ENTRY_BYTES = 512;
    private static final int BATCH = 4096;

    private final Thread thread;

    private Consumer(Runnable work) {
        thread = Thread.ofPlatform().daemon().name("consumer").start(work);
    }

    /** Looks each millisecond, and when the ring asks for it. */
    static Consumer of(BillingRing ring) {
        return new Consumer(() -> {
            final UnsafeBuffer entry = new UnsafeBuffer(ByteBuffer.allocateDirect(ENTRY_BYTES));
            ring.consumer(Thread.currentThread());
            long from = ring.firstUnreleased();
            while (!Thread.currentThread().isInterrupted()) {
                final long to = Math.min(ring.readableTo(from), from + BATCH - 1);
                for (long position = from; position <= to; position++) {
                    ring.event(position).copyTo(entry, 0);
                }
                if (to >= from) {
                    ring.release(to);
                    from = to + 1;
                } else {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        });
    }

    /** Waits for the first, then takes what else is there. */
    static Consumer of(BlockingQueue<Bill> queue) {
        return new Consumer(() -> {
            final ByteBuffer entry = ByteBuffer.allocateDirect(ENTRY_BYTES);
            final List<Bill> batch = new ArrayList<>(BATCH);
            try {
                while (true) {
                    batch.add(queue.take());
                    queue.drainTo(batch, BATCH - 1);
                    for (final Bill bill : batch) {
                        bill.writeTo(entry);
                    }
                    batch.clear();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
