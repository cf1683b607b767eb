package io.sluice.server.loop;

/** The wall clock, for what people and records read; never for a deadline. Any thread. */
@FunctionalInterface
public interface EpochClock {
    /** {@link System#currentTimeMillis}. */
    EpochClock SYSTEM = System::currentTimeMillis;

    /** @return milliseconds since 1970-01-01T00:00Z */
    long epochMs();
}
