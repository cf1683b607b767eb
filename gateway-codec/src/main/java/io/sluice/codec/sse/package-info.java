/**
 * Server-sent events: finds the events of a stream in the bytes as they arrive, by the event-stream grammar of the HTML standard.
 * Knows buffers and nothing of what the events mean. One scanner belongs to one stream on one event loop; it owns none of the bytes it is fed.
 */
@NullMarked
package io.sluice.codec.sse;

import org.jspecify.annotations.NullMarked;
