/** What the kernel says about processes and the machine: CPU time, memory, neighbours. */
@NullMarked
package io.sluice.benchmarks.endtoend.machine;

import org.jspecify.annotations.NullMarked;
