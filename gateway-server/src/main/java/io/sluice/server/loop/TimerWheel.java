package io.sluice.server.loop;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop: a hashed wheel of 10 ms ticks with intrusive nodes. Schedule, reschedule and cancel are
 * O(1) and allocate nothing; nothing expires early, and late by at most one tick plus the loop's own delay.
 *
 * <p>A later deadline of a scheduled node is only noted (one store) and acted on when the old one comes, so that a timer
 * which every read pushes on costs nothing. The loop is woken for the next tick that holds a node, not for every tick, and
 * not at all while the wheel is empty; a wake-up that has become needless is left to pass, since cancelling it would cost
 * every request an entry in the loop's own queue.
 *
 * <p>Confined to its loop.
 */
public final class TimerWheel {
    /** Resolution, nanoseconds. */
    public static final long TICK_NS = 10_000_000;

    static final int BUCKETS = 2048;
    static final int UNLINKED = -1;

    private static final int DUE = BUCKETS;
    private static final int MASK = BUCKETS - 1;
    private static final long FURTHEST_NS = Long.MAX_VALUE >> 2;

    private final @Nullable Timeout[] heads = new @Nullable Timeout[BUCKETS + 1];
    private final long[] occupied = new long[BUCKETS / Long.SIZE];
    private final @Nullable EventLoop loop;
    private final NanoClock clock;
    private final Alarm alarm;
    private final long startNs;

    private long currentTick;
    private long wakeTick = Long.MAX_VALUE;
    private int size;

    /** What wakes the loop; a simulation brings its own. */
    public interface Alarm {
        /**
         * Have {@link TimerWheel#wake} called in {@code delayNs}; replaces the wake-up asked for before.
         *
         * @param delayNs from now, more than zero
         */
        void wakeIn(long delayNs, TimerWheel wheel);
    }

    private TimerWheel(@Nullable EventLoop loop, NanoClock clock, Alarm alarm) {
        this.loop = loop;
        this.clock = clock;
        this.alarm = alarm;
        this.startNs = clock.nanoTime();
    }

    /** The wheel of a loop, woken by that loop. */
    public static TimerWheel on(EventLoop loop, NanoClock clock) {
        return new TimerWheel(loop, clock, new LoopAlarm(loop));
    }

    /** A wheel that something else wakes. */
    public static TimerWheel with(NanoClock clock, Alarm alarm) {
        return new TimerWheel(null, clock, alarm);
    }

    /** A wheel that moves only when a test calls {@link #advance}. */
    public static TimerWheel manual(NanoClock clock) {
        return with(clock, (delayNs, wheel) -> {});
    }

    /**
     * Arms the timeout, or moves it when it is already armed.
     *
     * @param deadlineNs on the wheel's clock; in the past means the next tick
     */
    public void schedule(Timeout timeout, long deadlineNs) {
        assert loop == null || loop.inEventLoop();
        timeout.deadlineNs = deadlineNs;
        if (timeout.bucket >= 0) {
            if (deadlineNs - timeout.armedNs >= 0) {
                return;
            }
            unlink(timeout);
        }
        final long tick = Math.max(tickOf(deadlineNs), currentTick + 1);
        link(timeout, tick);
        if (tick < wakeTick) {
            wakeAt(tick, clock.nanoTime());
        }
    }

    /** Disarms the timeout; harmless when it isn't armed. */
    public void cancel(Timeout timeout) {
        assert loop == null || loop.inEventLoop();
        if (timeout.bucket >= 0) {
            unlink(timeout);
        }
    }

    /** How many timeouts are armed. */
    public int size() {
        return size;
    }

    /** The alarm has rung: expires what is due and asks to be woken for what comes next. */
    public void wake() {
        wakeTick = Long.MAX_VALUE;
        final long nowNs = clock.nanoTime();
        try {
            advance(nowNs);
        } finally {
            final long nextTick = nextOccupied(currentTick + 1, currentTick + BUCKETS);
            if (nextTick >= 0 && nextTick < wakeTick) {
                wakeAt(nextTick, nowNs);
            }
        }
    }

    /** Expires everything whose deadline is at or before {@code nowNs}, tick by tick. */
    public void advance(long nowNs) {
        assert loop == null || loop.inEventLoop();
        final long target = (nowNs - startNs) / TICK_NS;
        while (currentTick < target) {
            final long tick = nextOccupied(currentTick + 1, Math.min(target, currentTick + BUCKETS));
            if (tick < 0) {
                currentTick = Math.min(target, currentTick + BUCKETS);
                continue;
            }
            currentTick = tick;
            expire((int) tick & MASK, nowNs);
        }
    }

    private void expire(int bucket, long nowNs) {
        // The whole bucket moves aside first: what expires may schedule into this bucket again, for a later round.
        for (Timeout timeout = heads[bucket]; timeout != null; timeout = timeout.next) {
            timeout.bucket = DUE;
        }
        heads[DUE] = heads[bucket];
        heads[bucket] = null;
        occupied[bucket >> 6] &= ~(1L << bucket);
        Timeout timeout;
        while ((timeout = heads[DUE]) != null) {
            unlink(timeout);
            if (timeout.deadlineNs - nowNs > 0) {
                link(timeout, Math.max(tickOf(timeout.deadlineNs), currentTick + 1));
            } else {
                expireOne(timeout, nowNs);
            }
        }
    }

    private void expireOne(Timeout timeout, long nowNs) {
        try {
            timeout.expired(nowNs);
        } catch (Throwable broken) { // one broken timer must not silence the others of its loop
            final Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, broken);
        }
    }

    /** The first tick at or behind {@code deadlineNs}. */
    private long tickOf(long deadlineNs) {
        final long delayNs = Math.min(deadlineNs - startNs, FURTHEST_NS);
        return delayNs <= 0 ? 0 : (delayNs + TICK_NS - 1) / TICK_NS;
    }

    private void link(Timeout timeout, long tick) {
        final int bucket = (int) tick & MASK;
        final Timeout head = heads[bucket];
        timeout.bucket = bucket;
        timeout.armedNs = startNs + tick * TICK_NS;
        timeout.previous = null;
        timeout.next = head;
        if (head != null) {
            head.previous = timeout;
        }
        heads[bucket] = timeout;
        occupied[bucket >> 6] |= 1L << bucket;
        size++;
    }

    private void unlink(Timeout timeout) {
        final Timeout previous = timeout.previous;
        final Timeout next = timeout.next;
        final int bucket = timeout.bucket;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            heads[bucket] = next;
            if (next == null && bucket != DUE) {
                occupied[bucket >> 6] &= ~(1L << bucket);
            }
        }
        timeout.previous = null;
        timeout.next = null;
        timeout.bucket = UNLINKED;
        size--;
    }

    /** The first tick of {@code from..to} whose bucket holds a node, or -1; the range is at most one round. */
    private long nextOccupied(long from, long to) {
        long tick = from;
        while (tick <= to) {
            final int bucket = (int) tick & MASK;
            final long word = occupied[bucket >> 6] >>> bucket;
            if (word != 0) {
                final long found = tick + Long.numberOfTrailingZeros(word);
                return found <= to ? found : -1;
            }
            tick += Long.SIZE - (bucket & (Long.SIZE - 1));
        }
        return -1;
    }

    private void wakeAt(long tick, long nowNs) {
        wakeTick = tick;
        alarm.wakeIn(Math.max(startNs + tick * TICK_NS - nowNs, 1), this);
    }
}
