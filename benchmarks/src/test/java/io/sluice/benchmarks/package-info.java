/** Rules that hold for the sources of every module. */
@org.jspecify.annotations.NullMarked
package io.sluice.benchmarks;
