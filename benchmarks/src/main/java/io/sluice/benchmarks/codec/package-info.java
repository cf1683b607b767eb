/** What is done to bytes, beside Netty's and Jackson's way of doing it. */
@NullMarked
package io.sluice.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
