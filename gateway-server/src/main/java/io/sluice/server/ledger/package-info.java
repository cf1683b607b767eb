/**
 * The ledger: takes billing events from the ring into an append-only journal and reads records back out of it. One thread writes;
 * readers need neither it nor a lock, in this process or another. Knows the disk only through {@link io.sluice.server.ledger.Storage},
 * and below {@link io.sluice.server.ledger.Ledger} time is an argument.
 */
@NullMarked
package io.sluice.server.ledger;

import org.jspecify.annotations.NullMarked;
