/** Proof by measurement: JMH for the parts. Not part of what runs in production. */
@NullMarked
package io.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
