/**
 * {@code bin/sluice bench}: the gateway as it is shipped, its peers and direct access, measured in turn against a simulated
 * vendor. Cold code: the vendor and the load generator are processes of their own, so that the cost of the measured process
 * is its own alone.
 */
@NullMarked
package io.sluice.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
