/**
 * The dialect of Anthropic's Messages: its requests, answers, streams and refusals to and from the neutral form. Knows the neutral form
 * and no other vendor. Each reader and writer is owned by one thread.
 */
@NullMarked
package io.sluice.codec.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
