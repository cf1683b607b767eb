/**
 * Billing: what a request cost, in exact integers, and the ring on which that goes to the ledger. An intent is published before
 * the request leaves, a settlement before the answer's last bytes do; both survive a killed process when the ring's memory does.
 * Any thread publishes, one thread consumes. Nothing here reads a clock or does I/O, and the publishing side allocates nothing.
 */
@NullMarked
package io.sluice.core.billing;

import org.jspecify.annotations.NullMarked;
