/**
 * Gemini's generateContent: turns its requests, answers, streams and refusals into the neutral form and back, with its token counts and
 * embeddings. Knows the neutral form and no other vendor. Readers and writers belong to one thread each.
 */
@NullMarked
package io.sluice.codec.dialect.gemini;

import org.jspecify.annotations.NullMarked;
