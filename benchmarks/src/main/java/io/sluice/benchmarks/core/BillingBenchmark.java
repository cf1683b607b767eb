package io.sluice.benchmarks.core;

import io.sluice.benchmarks.Measured;
import io.sluice.core.billing.BillingRing;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A request's intent and settlement, drafts filled in, from a loop to the ledger: a ring of the size that is shipped beside
 * blocking queues of as many. {@code bursts}: 2000 requests at a time, emptied in between outside of the measurement, so it is what
 * the loop pays while the other side keeps up. {@code saturated}: a live thread at the other end, the loop waits when all is
 * full.
 */
@State(Scope.Thread)
public class BillingBenchmark extends Measured {
    private static final int REQUESTS = 2000;
    private static final int SLOTS = 65_536;

    @Param({"bursts", "saturated"})
    private String load = "bursts";

    private final BillingRing ring =
            new BillingRing(new UnsafeBuffer(ByteBuffer.allocateDirect(SLOTS * BillingRing.SLOT_BYTES)), 0);
    private final BlockingQueue<Bill> array = new ArrayBlockingQueue<>(SLOTS);
    private final BlockingQueue<Bill> linked = new LinkedBlockingQueue<>(SLOTS);
    private final Drafts drafts = new Drafts(1);
    private Consumer[] consumers = {};

    @Setup
    public void consume() {
        if (load.equals("saturated")) {
            consumers = new Consumer[] {Consumer.of(ring), Consumer.of(array), Consumer.of(linked)};
        }
    }

    @TearDown(Level.Invocation)
    public void empty() {
        if (consumers.length == 0) {
            ring.release(ring.readableTo(ring.firstUnreleased()));
            array.clear();
            linked.clear();
        }
    }

    @TearDown
    public void stop() throws InterruptedException {
        for (final Consumer consumer : consumers) {
            consumer.stop();
        }
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long sluice() {
        for (int i = 0; i < REQUESTS; i++) {
            while (!ring.tryIntent(drafts.intent())) {
                Thread.onSpinWait();
            }
            ring.settle(drafts.settlement());
        }
        return ring.published();
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int arrayBlockingQueue() {
        return publish(array);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public int linkedBlockingQueue() {
        return publish(linked);
    }

    private int publish(BlockingQueue<Bill> queue) {
        for (int i = 0; i < REQUESTS; i++) {
            offer(queue, Bill.of(drafts.intent(), false));
            offer(queue, Bill.of(drafts.settlement(), true));
        }
        return queue.size();
    }

    private static void offer(BlockingQueue<Bill> queue, Bill bill) {
        while (!queue.offer(bill)) {
            Thread.onSpinWait();
        }
    }
}
