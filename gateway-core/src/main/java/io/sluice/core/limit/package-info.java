/**
 * Limits: token bucket, sliding window, concurrency, and their all-or-nothing combination. Lock-free; any thread may call
 * what isn't marked otherwise. Time is always an argument in nanoseconds of one monotonic clock of any origin; nothing here
 * reads a clock, and nothing on the request path allocates after construction.
 */
@NullMarked
package io.sluice.core.limit;

import org.jspecify.annotations.NullMarked;
