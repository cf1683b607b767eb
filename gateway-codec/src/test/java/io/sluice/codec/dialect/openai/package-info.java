@NullMarked
package io.sluice.codec.dialect.openai;

import org.jspecify.annotations.NullMarked;
