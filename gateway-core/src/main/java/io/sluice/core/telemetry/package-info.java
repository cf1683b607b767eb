/**
 * Counters and histograms, recorded by each loop for itself and merged by whoever reads. A loop writes its own
 * {@link io.sluice.core.telemetry.LoopTelemetry} without locks; readers see every write some moment later.
 */
@NullMarked
package io.sluice.core.telemetry;

import org.jspecify.annotations.NullMarked;
