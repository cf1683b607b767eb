package io.sluice.core.billing;

import java.math.BigInteger;

/**
 * Value: one request as it stands on the books; the fields of the outside contract, in its order. Names are empty where there was
 * none.
 *
 * @param seq number in the journal, from 1, rising; a gap tells of damage by a power loss
 * @param timeMs when the request came, epoch milliseconds
 * @param status status told to the client, 0 when none was
 * @param inputTokens all input, cached and cache-written included
 * @param outputTokens all output, reasoning included
 * @param costAttoUsd see {@link Money}
 * @param ttfbUs microseconds, or {@link BillingDraft#UNKNOWN}
 * @param durationUs microseconds, or {@link BillingDraft#UNKNOWN}
 */
public record BillingRecord(
        long seq,
        long idHigh,
        long idLow,
        long timeMs,
        String keyId,
        String app,
        String user,
        String model,
        String channel,
        String upstreamModel,
        String endpoint,
        String inboundDialect,
        String upstreamDialect,
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
        BigInteger costAttoUsd,
        long ttfbUs,
        long durationUs,
        long bytesIn,
        long bytesOut) {

    public String requestId() {
        return RequestIds.text(idHigh, idLow);
    }

    /** Exact decimal dollars. */
    public String costUsd() {
        return Money.usdText(costAttoUsd);
    }
}
