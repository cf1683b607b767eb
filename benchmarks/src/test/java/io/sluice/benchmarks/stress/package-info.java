@NullMarked
package io.sluice.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
