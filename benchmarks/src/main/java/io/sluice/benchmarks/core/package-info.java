/** What is decided for a request, beside the usual libraries and collections. */
@NullMarked
package io.sluice.benchmarks.core;

import org.jspecify.annotations.NullMarked;
