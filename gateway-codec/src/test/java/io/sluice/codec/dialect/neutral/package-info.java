@NullMarked
package io.sluice.codec.dialect.neutral;

import org.jspecify.annotations.NullMarked;
