/** OpenAI's chat completions, as its official client and the servers that copy it speak them, around the neutral form. */
@NullMarked
package io.sluice.codec.dialect.openai;

import org.jspecify.annotations.NullMarked;
