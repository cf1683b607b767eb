@NullMarked
package io.sluice.codec.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
