@NullMarked
package io.sluice.codec.dialect;

import org.jspecify.annotations.NullMarked;
