@NullMarked
package io.sluice.codec.dialect.responses;

import org.jspecify.annotations.NullMarked;
