/**
 * HTTP/1.1 on the wire: push-style parsers for requests and responses, heads as views over the received bytes, and
 * writers for the heads and chunk lines we send. One interpretation or none: what RFC 9110 and 9112 leave open is decided
 * in {@link io.sluice.codec.http.Violation}, the table of everything that is refused, with the section each row enforces.
 * Knows buffers only: no sockets, no clock, no policy. A parser belongs to one connection and is called on its loop; after
 * warm-up nothing here allocates on the heap.
 */
@NullMarked
package io.sluice.codec.http;

import org.jspecify.annotations.NullMarked;
