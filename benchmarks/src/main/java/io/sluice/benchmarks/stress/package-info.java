/**
 * Proof under contention: one jcstress model for each class that moves shared state by compare-and-set. The bad outcome is forbidden
 * by name; {@code mvn verify} runs all of them in sanity mode.
 */
@NullMarked
package io.sluice.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
