/** The load generator: constant rates and closed loops from one event loop, into histograms that omit nothing. */
@NullMarked
package io.sluice.benchmarks.endtoend.load;

import org.jspecify.annotations.NullMarked;
