/** The simulated vendor: canned answers in two dialects, from one event loop, as fast as the sockets take them. */
@NullMarked
package io.sluice.benchmarks.endtoend.sim;

import org.jspecify.annotations.NullMarked;
