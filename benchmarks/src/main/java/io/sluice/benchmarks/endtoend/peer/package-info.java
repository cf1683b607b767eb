/** What is measured: where each gateway is found, how it is configured, started, spoken to and stopped. */
@NullMarked
package io.sluice.benchmarks.endtoend.peer;

import org.jspecify.annotations.NullMarked;
