/**
 * Breaking and health of one upstream: an explicit state machine over a sliding window of outcomes, and a success score that
 * fades with time. Lock-free; any thread may call. Time is always an argument in nanoseconds of one monotonic clock of any
 * origin; nothing here reads a clock, and nothing on the request path allocates.
 */
@NullMarked
package io.sluice.core.breaker;

import org.jspecify.annotations.NullMarked;
