package io.sluice.server.exchange;

import io.sluice.core.billing.BillingRing;
import io.sluice.core.route.RetryBudget;
import io.sluice.server.pins.ResponsePins;

/**
 * What all loops share: the configuration in force, the billing ring, the retry budget, and whether the gateway is on its
 * way out. Any thread.
 */
public final class Gateway {
    private final BillingRing ring;
    private final long startedEpochMs;
    private final ResponsePins pins;
    private final Capacity capacity;
    private volatile Snapshot snapshot; // swapped whole by a reload; an exchange keeps the one it began with
    private volatile RetryBudget retryBudget;
    private volatile boolean draining; // set once at shutdown, read by every request

    /**
     * @param pins where stored responses are
     * @param startedEpochMs when the process started: the age of every model in a list
     */
    public Gateway(
            Snapshot snapshot, BillingRing ring, RetryBudget retryBudget, ResponsePins pins, long startedEpochMs) {
        this.pins = pins;
        this.startedEpochMs = startedEpochMs;
        this.capacity = new Capacity(snapshot.config().limits());
        this.snapshot = snapshot;
        this.ring = ring;
        this.retryBudget = retryBudget;
    }

    /** The configuration that a request beginning now runs on. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Puts a new configuration in force for the requests to come. */
    public void replace(Snapshot next, RetryBudget budget) {
        snapshot = next;
        retryBudget = budget;
        capacity.bound(next.config().limits());
    }

    /** Refuses new requests from now on; those in flight go on. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** How much is taken on at once. */
    public Capacity capacity() {
        return capacity;
    }

    long startedEpochMs() {
        return startedEpochMs;
    }

    ResponsePins pins() {
        return pins;
    }

    BillingRing ring() {
        return ring;
    }

    /** The process-wide budget of retries in force. */
    public RetryBudget retryBudget() {
        return retryBudget;
    }
}
