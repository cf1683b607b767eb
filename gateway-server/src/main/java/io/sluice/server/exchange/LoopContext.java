package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.sluice.core.billing.RequestIds;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyDigester;
import io.sluice.core.route.Selector;
import io.sluice.core.telemetry.LoopTelemetry;
import io.sluice.server.loop.EpochClock;
import io.sluice.server.loop.LoopMemory;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.upstream.UpstreamPools;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * What one event loop keeps for the exchanges that live on it: clocks, timers, pools and scratch space. Never shared;
 * everything but the constructor is called on the loop.
 */
public final class LoopContext {
    private static final int SCRATCH_BYTES = 4 * 1024;
    private static final int MAX_KEPT_SCRATCH_BYTES = 64 * 1024;
    private static final int LENT_BYTES = 1024;
    private static final int MAX_KEPT_LENT = 256;

    private final Gateway gateway;
    private final NanoClock clock;
    private final EpochClock epoch;
    private final TimerWheel wheel;
    private final UpstreamPools pools;
    private final ByteBufAllocator allocator;
    private final LoopMemory memory;
    private final LoopTelemetry telemetry;
    private final SplittableRandom random;
    private final Selector selector;
    private final RequestIds requestIds;
    private final KeyDigester digester = new KeyDigester();
    private final Presented presented = new Presented();
    private final byte[] digest = new byte[KeyDigest.LENGTH];
    private final byte[] modelName = new byte[RequestBody.MAX_MODEL_BYTES];
    private final LiveExchanges live = new LiveExchanges();
    private final BodyReaders readers = new BodyReaders();
    private final ArrayDeque<ByteBuf> lent = new ArrayDeque<>();
    /** On the heap: a head is put together byte by byte, which costs a multiple in a pooled buffer. */
    private final ByteBuf scratch = Unpooled.buffer(SCRATCH_BYTES);

    /** @param seed of this loop's random choices and request ids; different for each loop and process */
    public LoopContext(
            Gateway gateway,
            NanoClock clock,
            EpochClock epoch,
            TimerWheel wheel,
            UpstreamPools pools,
            ByteBufAllocator allocator,
            LoopTelemetry telemetry,
            long seed) {
        this.gateway = gateway;
        this.clock = clock;
        this.epoch = epoch;
        this.wheel = wheel;
        this.pools = pools;
        this.allocator = allocator;
        this.memory = gateway.capacity().memory().newLoop();
        this.telemetry = telemetry;
        this.random = new SplittableRandom(seed);
        this.selector = new Selector(random);
        this.requestIds = new RequestIds(random.nextLong());
    }

    /** Where a head is put together, empty; valid until the next call. Borrowed: see {@link #leaveScratch}. */
    ByteBuf scratch() {
        if (scratch.capacity() > MAX_KEPT_SCRATCH_BYTES) {
            scratch.capacity(SCRATCH_BYTES);
        }
        return scratch.clear();
    }

    /**
     * What was put together, in a buffer of its own for the wire.
     *
     * @param more bytes that will be added
     */
    ByteBuf leaveScratch(int more) {
        final int length = scratch.readableBytes();
        // From the array: between two buffers Netty would make a view of each.
        return allocator
                .directBuffer(length + more)
                .writeBytes(scratch.array(), scratch.arrayOffset() + scratch.readerIndex(), length);
    }

    /** An empty buffer on the heap for what a request needs of its head. Gives: {@link #giveBack} takes it again. */
    ByteBuf lend() {
        final ByteBuf kept = lent.pollLast();
        return kept == null ? Unpooled.buffer(LENT_BYTES) : kept.clear();
    }

    void giveBack(ByteBuf used) {
        if (lent.size() < MAX_KEPT_LENT && used.capacity() <= SCRATCH_BYTES) {
            lent.addLast(used);
        } else {
            used.release();
        }
    }

    /** Requests on this loop that have no end yet. */
    public int inFlight() {
        return live.size();
    }

    /** Ends what is still in flight, each with an end its client can tell: the drain's time is up. */
    public void shutDownExchanges() {
        live.shutDown();
    }

    public TimerWheel wheel() {
        return wheel;
    }

    public UpstreamPools pools() {
        return pools;
    }

    NanoClock clock() {
        return clock;
    }

    Gateway gateway() {
        return gateway;
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    long epochMs() {
        return epoch.epochMs();
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Counts a request that is turned away for want of room, and says so to its client. Cold. */
    Refusal shed(Capacity.Shed why) {
        gateway.capacity().shed(why);
        return Refusals.shed(why);
    }

    LoopMemory memory() {
        return memory;
    }

    LoopTelemetry telemetry() {
        return telemetry;
    }

    SplittableRandom random() {
        return random;
    }

    Selector selector() {
        return selector;
    }

    RequestIds requestIds() {
        return requestIds;
    }

    KeyDigester digester() {
        return digester;
    }

    Presented presented() {
        return presented;
    }

    /** Scratch for one digest. */
    byte[] digest() {
        return digest;
    }

    /** Scratch for one model name. */
    byte[] modelName() {
        return modelName;
    }

    LiveExchanges live() {
        return live;
    }

    BodyReaders readers() {
        return readers;
    }
}
