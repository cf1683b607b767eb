/** Proofs of the relays against a client connection in memory. */
@NullMarked
package io.sluice.server.exchange;

import org.jspecify.annotations.NullMarked;
