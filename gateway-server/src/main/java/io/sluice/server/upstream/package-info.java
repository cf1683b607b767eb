/**
 * The vendor's side of the wire: per loop pools of connections, how they come about (names, proxies, TLS), one connection's
 * life. Knows the wire codec, loops and TLS; nothing of clients, routes or money. Everything belongs to one event loop
 * and is only touched by its thread.
 */
@NullMarked
package io.sluice.server.upstream;

import org.jspecify.annotations.NullMarked;
