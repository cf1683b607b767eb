package io.sluice.server.loop;

/** The monotonic clock every deadline is measured by; an interface so that a simulation can stand in for it. Any thread. */
@FunctionalInterface
public interface NanoClock {
    /** {@link System#nanoTime}. */
    NanoClock SYSTEM = System::nanoTime;

    /** @return nanoseconds since an arbitrary moment; only differences mean something, compare with {@code a - b < 0} */
    long nanoTime();
}
