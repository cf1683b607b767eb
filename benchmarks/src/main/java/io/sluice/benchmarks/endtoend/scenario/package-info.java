/** What is measured of each target, and how a run is judged. */
@NullMarked
package io.sluice.benchmarks.endtoend.scenario;

import org.jspecify.annotations.NullMarked;
