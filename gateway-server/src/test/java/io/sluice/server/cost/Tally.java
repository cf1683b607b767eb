package io.sluice.server.cost;

import java.util.concurrent.atomic.AtomicLong;

/** What one side's sockets were asked to do, and whose bytes they wrote. Counted by the loop, read by the test. */
final class Tally {
    final AtomicLong reads = new AtomicLong();
    final AtomicLong writes = new AtomicLong();

    /** Bytes of reads that filled little of a large buffer: not worth its memory, they may be copied. */
    final AtomicLong thinBytes = new AtomicLong();

    /** Bytes written out of the very memory they were read into. */
    final AtomicLong relayedBytes = new AtomicLong();

    /** Bytes written out of any other memory. */
    final AtomicLong freshBytes = new AtomicLong();
}
