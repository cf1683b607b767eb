/**
 * The dialect of OpenAI's Responses: a flat list of items in, items out, a stream of typed and numbered events that ends in the whole
 * answer. State that such an upstream keeps can't be had from another vendor: whatever refers to it is refused.
 */
@NullMarked
package io.sluice.codec.dialect.responses;

import org.jspecify.annotations.NullMarked;
