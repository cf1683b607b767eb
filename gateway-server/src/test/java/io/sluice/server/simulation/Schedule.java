package io.sluice.server.simulation;

import io.sluice.server.loop.EpochClock;
import io.sluice.server.loop.NanoClock;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Simulated time and what happens in it. Of what is due at the same moment, chance says which comes first. */
final class Schedule implements NanoClock, EpochClock {
    private static final long START_EPOCH_MS = 1_763_000_000_000L;
    private static final int SHUFFLE = 4;

    private final Choices choices;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNs = 1_000_000_000L;
    private long epochOffsetMs = START_EPOCH_MS;
    private long order;
    private int foreground;

    Schedule(Choices choices) {
        this.choices = choices;
    }

    /** Has that done after a while; the world goes on until all of these are done. */
    Event in(long delayNs, Runnable action) {
        foreground++;
        return add(delayNs, action, true);
    }

    /** Has that done after a while, if the world lasts that long. */
    Event inBackground(long delayNs, Runnable action) {
        return add(delayNs, action, false);
    }

    private Event add(long delayNs, Runnable action, boolean counts) {
        final long key = (long) choices.below(SHUFFLE) << 48 | order++;
        final Event event = new Event(nowNs + Math.max(0, delayNs), key, action, counts);
        events.add(event);
        return event;
    }

    void cancel(@Nullable Event event) {
        if (event != null && event.action != null) {
            event.action = null;
            foreground -= event.foreground ? 1 : 0;
        }
    }

    /** Whether anything that counts is still to come. */
    boolean isBusy() {
        return foreground > 0;
    }

    /** Does what is due next, time moving on to it; false when nothing is. */
    boolean step() {
        Event event;
        while ((event = events.poll()) != null) {
            final Runnable action = event.action;
            if (action != null) {
                cancel(event);
                nowNs = Math.max(nowNs, event.atNs);
                action.run();
                return true;
            }
        }
        return false;
    }

    /** Time passes in which nothing gets a turn, as in a long pause of the machine. */
    void stall(long ns) {
        nowNs += ns;
    }

    /** The wall clock is set, forward or back. */
    void setWallClock(long byMs) {
        epochOffsetMs += byMs;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public long epochMs() {
        return epochOffsetMs + nowNs / 1_000_000;
    }

    /** Something to come. */
    static final class Event implements Comparable<Event> {
        private final long atNs;
        private final long key;
        private final boolean foreground;
        private @Nullable Runnable action;

        private Event(long atNs, long key, Runnable action, boolean foreground) {
            this.atNs = atNs;
            this.key = key;
            this.action = action;
            this.foreground = foreground;
        }

        @Override
        public int compareTo(Event other) {
            final int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(key, other.key);
        }
    }
}
