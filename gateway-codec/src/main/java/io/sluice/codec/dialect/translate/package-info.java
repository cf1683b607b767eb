/** Where the vendors' packages come together: the one place that knows which there are. */
@NullMarked
package io.sluice.codec.dialect.translate;

import org.jspecify.annotations.NullMarked;
