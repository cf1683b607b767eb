@NullMarked
package io.sluice.codec.sse;

import org.jspecify.annotations.NullMarked;
