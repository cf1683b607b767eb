package io.sluice.benchmarks.core;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.RecordDialect;
import io.sluice.core.billing.UsageSource;
import java.nio.ByteBuffer;

/** What would go through a queue: an object a record, with all that an event of the ring holds; the names are shared. */
record Bill(
        boolean settled,
        long idHigh,
        long idLow,
        long timeMs,
        byte[] keyId,
        byte[] app,
        byte[] user,
        byte[] channel,
        byte[] endpoint,
        RecordDialect inboundDialect,
        RecordDialect upstreamDialect,
        boolean stream,
        int status,
        Outcome outcome,
        int attempts,
        long inputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        UsageSource usageSource,
        long costHigh,
        long costLow,
        long ttfbUs,
        long durationUs,
        long bytesIn,
        long bytesOut) {

    static Bill of(BillingDraft draft, boolean settled) {
        return new Bill(
                settled,
                draft.idHigh,
                draft.idLow,
                draft.timeMs,
                draft.keyId,
                draft.app,
                draft.user,
                draft.channel,
                draft.endpoint,
                draft.inboundDialect,
                draft.upstreamDialect,
                draft.stream,
                draft.status,
                draft.outcome,
                draft.attempts,
                draft.inputTokens,
                draft.cachedInputTokens,
                draft.cacheWriteTokens,
                draft.outputTokens,
                draft.reasoningTokens,
                draft.usageSource,
                draft.costHigh,
                draft.costLow,
                draft.ttfbUs,
                draft.durationUs,
                draft.bytesIn,
                draft.bytesOut);
    }

    /** Writes it as an entry of about the same length as the ring's. */
    void writeTo(ByteBuffer entry) {
        entry.clear()
                .putLong(idHigh)
                .putLong(idLow)
                .putLong(timeMs)
                .putInt((int) inputTokens)
                .putInt((int) cachedInputTokens)
                .putInt((int) cacheWriteTokens)
                .putInt((int) outputTokens)
                .putInt((int) reasoningTokens)
                .putLong(ttfbUs)
                .putLong(durationUs)
                .putLong(bytesIn)
                .putLong(bytesOut)
                .putLong(costHigh)
                .putLong(costLow)
                .put(keyId)
                .put(app)
                .put(user)
                .put(channel)
                .put(endpoint);
    }
}
