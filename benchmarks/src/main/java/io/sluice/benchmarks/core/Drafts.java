package io.sluice.benchmarks.core;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.Price;
import io.sluice.core.billing.RecordDialect;
import io.sluice.core.billing.RequestIds;
import io.sluice.core.billing.UsageSource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Fills a draft as an exchange does: what is known before the request leaves, then what its answer told. One thread. */
final class Drafts {
    private static final byte[] KEY = ascii("key-00001234");
    private static final byte[] APP = ascii("search-frontend");
    private static final byte[] USER = ascii("someone@example.com");
    private static final byte[] CHANNEL = ascii("openai-eu-west");
    private static final byte[] ENDPOINT = ascii("chat-completions");
    private static final byte[] MODEL = ascii("gpt-4o");
    private static final byte[] UPSTREAM_MODEL = ascii("gpt-4o-2024-08-06");
    private static final Price PRICE = Price.ofUsdPerMillion(
            new BigDecimal("2.5"),
            new BigDecimal("1.25"),
            new BigDecimal("2.5"),
            new BigDecimal("10"),
            new BigDecimal("10"));

    private final RequestIds ids;
    private final BillingDraft draft = new BillingDraft();
    private long timeMs = System.currentTimeMillis();
    private long count;

    Drafts(long seed) {
        this.ids = new RequestIds(seed);
    }

    /** The next request's draft, ready for its intent; the same object each time. */
    BillingDraft intent() {
        draft.reset();
        count++;
        timeMs += (count & 15) == 0 ? 1 : 0;
        ids.next(draft, timeMs);
        draft.timeMs = timeMs;
        draft.keyId = KEY;
        draft.app = APP;
        draft.user = USER;
        draft.endpoint = ENDPOINT;
        draft.inboundDialect = RecordDialect.OPENAI;
        draft.bytesIn = 900 + (count & 1023);
        draft.model(MODEL, 0, MODEL.length);
        draft.channel = CHANNEL;
        draft.upstreamDialect = RecordDialect.OPENAI;
        draft.upstreamModel(UPSTREAM_MODEL, 0, UPSTREAM_MODEL.length);
        draft.attempts = 1;
        draft.inputTokens = 200 + (count & 255);
        draft.usageSource = UsageSource.ESTIMATED;
        PRICE.charge(draft);
        return draft;
    }

    /** The same with its answer, ready for its settlement. */
    BillingDraft settlement() {
        draft.status = 200;
        draft.outcome = Outcome.OK;
        draft.durationUs = 850_000 + (count & 4095);
        draft.ttfbUs = 310_000;
        draft.bytesOut = 2_000 + (count & 511);
        draft.usageSource = UsageSource.UPSTREAM;
        draft.outputTokens = 100 + (count & 127);
        draft.reasoningTokens = 20;
        PRICE.charge(draft);
        return draft;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
