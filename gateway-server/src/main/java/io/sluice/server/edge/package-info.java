/**
 * The client's side of the wire: a connection's bytes become requests for a {@link io.sluice.server.edge.RequestListener},
 * one at a time and in order, and the listener's answer becomes bytes. Knows {@code codec.http} and the loop's timers;
 * nothing of keys, routes or upstreams. Everything runs on the connection's event loop.
 */
@NullMarked
package io.sluice.server.edge;

import org.jspecify.annotations.NullMarked;
