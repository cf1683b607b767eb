/** Processes that help to measure: one JSON value a line in, one out. They end when their input does. */
@NullMarked
package io.sluice.benchmarks.endtoend.agent;

import org.jspecify.annotations.NullMarked;
