package io.sluice.core.config;

/**
 * Value: how what was used gets on the books.
 *
 * @param ringSize slots, a power of two
 * @param drainUpToNs how long an abandoned answer is read on under {@link OnDisconnect#DRAIN}
 */
public record BillingConfig(
        int ringSize, WhenFull whenFull, OnDisconnect onDisconnect, long drainUpToNs, JournalConfig journal) {}
