/** Medians with their spread, as tables, JSON, CSV and charts. */
@NullMarked
package io.sluice.benchmarks.endtoend.report;

import org.jspecify.annotations.NullMarked;
