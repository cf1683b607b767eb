package io.sluice.server.exchange;

import io.netty.util.internal.PlatformDependent;
import io.sluice.core.config.Limits;
import io.sluice.server.loop.MemoryBudget;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much the gateway takes on at once: requests that are being served, and memory that clients make it hold. Beyond it a
 * request is turned away while that is still cheap. Any thread.
 */
public final class Capacity {
    /** Why a request was turned away. */
    public enum Shed {
        /** As many requests as may be are being served. */
        IN_FLIGHT,
        /** As much memory as may be is held. */
        MEMORY,
        /** As many connections as may be are open. */
        CONNECTIONS
    }

    /** Of direct memory, what clients may fill; the rest is for what is in motion. */
    private static final int MEMORY_SHARE = 2;

    /** What a request in flight is reckoned to hold when nobody says how many there may be. */
    private static final long BYTES_PER_REQUEST = 16 * 1024;

    private static final long MIN_IN_FLIGHT = 256;

    private final MemoryBudget memory;
    private final AtomicLong inFlight = new AtomicLong();
    private final LongAdder[] shed = new LongAdder[Shed.values().length];
    private volatile long maxInFlight; // set by a reload, read by every request

    Capacity(Limits limits) {
        memory = new MemoryBudget(maxMemoryBytes(limits));
        maxInFlight = maxInFlight(limits);
        for (int i = 0; i < shed.length; i++) {
            shed[i] = new LongAdder();
        }
    }

    /** Puts other bounds in force for the requests to come. */
    void bound(Limits limits) {
        memory.maxBytes(maxMemoryBytes(limits));
        maxInFlight = maxInFlight(limits);
    }

    /** Takes a place for a request, or says that there is none; nothing was taken then. Lock-free. */
    boolean tryBegin() {
        long seen = inFlight.get();
        while (seen < maxInFlight) {
            final long witness = inFlight.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Gives the place back. */
    void end() {
        inFlight.getAndDecrement();
    }

    void shed(Shed why) {
        shed[why.ordinal()].increment();
    }

    /** Requests that were turned away, by the name of the reason. */
    public Map<String, Long> shed() {
        final Map<String, Long> counts = new LinkedHashMap<>();
        for (final Shed why : Shed.values()) {
            counts.put(why.name().toLowerCase(Locale.ROOT), shed[why.ordinal()].sum());
        }
        return counts;
    }

    /** Requests that have a place now. */
    public long inFlight() {
        return inFlight.get();
    }

    /** Requests that may have a place at once. */
    public long maxInFlight() {
        return maxInFlight;
    }

    public MemoryBudget memory() {
        return memory;
    }

    private static long maxMemoryBytes(Limits limits) {
        return limits.maxMemoryBytes() > 0
                ? limits.maxMemoryBytes()
                : PlatformDependent.maxDirectMemory() / MEMORY_SHARE;
    }

    private static long maxInFlight(Limits limits) {
        return limits.maxInFlight() > 0
                ? limits.maxInFlight()
                : Math.max(MIN_IN_FLIGHT, maxMemoryBytes(limits) / BYTES_PER_REQUEST);
    }
}
