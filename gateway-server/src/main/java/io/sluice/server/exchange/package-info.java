/**
 * One request's life, from its head to its settlement: the only place where edge, core and upstream meet. An
 * {@link io.sluice.server.exchange.Exchange} lives on its client connection's loop and never leaves it; what it shares
 * with other loops (limits, breakers, the billing ring) is lock-free and belongs to {@code core}.
 */
@NullMarked
package io.sluice.server.exchange;

import org.jspecify.annotations.NullMarked;
