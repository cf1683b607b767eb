package io.sluice.server.exchange;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.RequestIds;
import io.sluice.core.config.LogRequests;
import io.sluice.core.telemetry.RequestSample;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line a request, where the configuration asks for it: who asked whom for what, and how it ended. Names come from the
 * configuration; nothing of what the client wrote is in it.
 */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final int FIRST_ERROR_STATUS = 400;

    private RequestLog() {}

    /**
     * Formats only when the line is wanted.
     *
     * @param model configured name of the model, or a dash
     */
    static void ended(LogRequests wanted, BillingDraft draft, RequestSample sample, String model) {
        if (wanted == LogRequests.NONE) {
            return;
        }
        final boolean failed = sample.status >= FIRST_ERROR_STATUS || sample.status == 0;
        if ((failed || wanted == LogRequests.ALL) && LOG.isInfoEnabled()) {
            LOG.info(
                    "{} status={} outcome={} key={} app={} endpoint={} model={} channel={} attempts={} ms={} in={}"
                            + " out={}",
                    RequestIds.text(draft.idHigh, draft.idLow),
                    sample.status,
                    sample.outcome == RequestSample.NONE ? "refused" : draft.outcome.text(),
                    text(draft.keyId),
                    text(draft.app),
                    text(draft.endpoint),
                    model,
                    text(draft.channel),
                    sample.attempts,
                    sample.durationNs / 1_000_000,
                    sample.inputTokens,
                    sample.outputTokens);
        }
    }

    private static String text(byte[] name) {
        return name.length == 0 ? "-" : new String(name, StandardCharsets.UTF_8);
    }
}
