@NullMarked
package io.sluice.codec.dialect.gemini;

import org.jspecify.annotations.NullMarked;
