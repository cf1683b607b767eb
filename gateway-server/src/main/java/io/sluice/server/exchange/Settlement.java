package io.sluice.server.exchange;

import io.sluice.codec.dialect.Usage;
import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.core.limit.Admission;
import io.sluice.core.telemetry.RequestSample;
import org.jspecify.annotations.Nullable;

/**
 * What a request owes and holds: its permits, its reserved tokens, its place on the books. Everything is given back and
 * written down once, from whichever way out is taken first; later calls do nothing.
 */
final class Settlement {
    /** What is reserved for the output of a request that names no maximum. */
    static final long DEFAULT_OUTPUT_TOKENS = 1_024;

    /** Bytes of JSON a token of input takes, for the reservation; corrected when the real count is known. */
    static final long BYTES_PER_TOKEN = 4;

    private final LoopContext loop;
    private final Answer answer;
    private final Inquiry inquiry;
    private final RequestBody body;
    private final BillingDraft draft = new BillingDraft();
    private final Admission admission = new Admission();
    private final Usage usage = new Usage();
    private final RequestSample sample = new RequestSample();

    private @Nullable ModelPlan pricedBy;
    private boolean settled;
    private boolean observed;
    private int status;
    private long startedNs;

    Settlement(LoopContext loop, Answer answer, Inquiry inquiry, RequestBody body) {
        this.loop = loop;
        this.answer = answer;
        this.inquiry = inquiry;
        this.body = body;
    }

    BillingDraft draft() {
        return draft;
    }

    Usage usage() {
        return usage;
    }

    Admission admission() {
        return admission;
    }

    /** Whether the request is on the books for good. */
    boolean isSettled() {
        return settled;
    }

    void begin(long nowNs) {
        draft.reset();
        draft.timeMs = loop.epochMs();
        usage.reset();
        settled = false;
        observed = false;
        sample.reset();
        status = 0;
        startedNs = nowNs;
        pricedBy = null;
    }

    /** Who asks for what: the part of the record that is known before an upstream is. */
    void describe(Inquiry asked, boolean streaming) {
        final Caller caller = asked.caller();
        draft.keyId = caller.id();
        draft.app = caller.app();
        draft.user = caller.user();
        draft.endpoint = EndpointNames.of(asked.endpoint());
        draft.inboundDialect = EndpointNames.dialect(asked.endpoint());
        draft.stream = streaming;
        draft.bytesIn = body.length();
        draft.model(asked.modelName(), 0, asked.modelLength());
        pricedBy = asked.plan();
        sample.endpoint = asked.endpoint().ordinal();
        sample.model = asked.plan().series();
        sample.stream = streaming;
    }

    /** Takes a permit and a reservation from every limit, or from none. */
    Admission.Verdict admit(Inquiry asked, ModelPlan plan, long nowNs) {
        final Caller caller = asked.caller();
        return admission.admit(
                caller.key().limits(),
                caller.appLimits(),
                plan.limits(),
                estimatedInput() + plannedOutput(asked),
                nowNs);
    }

    /** Puts the request on the books, or says that there is no room; a second attempt only restates the first's entry. */
    boolean publishIntent(Course course) {
        draft.channel = course.destination().channelName();
        draft.upstreamDialect = course.destination().recordDialect();
        sample.channel = course.destination().series();
        final MappedName mapped = course.mapped();
        if (mapped == null) {
            draft.upstreamModelIsModel();
        } else {
            draft.upstreamModel(mapped.utf8(), 0, mapped.utf8().length);
        }
        draft.attempts = course.attempts();
        pricedBy = course.plan();
        if (draft.isOpen()) {
            loop.gateway().ring().tryReroute(draft);
            return true;
        }
        draft.inputTokens = estimatedInput();
        draft.usageSource = UsageSource.ESTIMATED;
        course.plan().price().charge(draft);
        return loop.gateway().ring().tryIntent(draft);
    }

    /** The attempt's answer is dropped, with what it told of usage. */
    void forgetAnswer() {
        usage.reset();
    }

    /** The gateway's own share of the time up to the answer's head. */
    void gatewayShare(long ns) {
        sample.gatewayNs = ns;
    }

    /** The status the client is told, where it isn't the upstream's. */
    void status(int told) {
        status = told;
    }

    /** Books the request with what is known now. */
    void settle(Outcome outcome, Attempt attempt, int attempts) {
        if (settled) {
            return;
        }
        settled = true;
        final long nowNs = loop.nanoTime();
        draft.status = status == 0 ? attempt.status() : status;
        draft.outcome = outcome;
        draft.attempts = attempts;
        draft.durationUs = (nowNs - startedNs) / 1_000;
        draft.ttfbUs = attempt.firstContentAtNs() == 0
                ? BillingDraft.UNKNOWN
                : (attempt.firstContentAtNs() - startedNs) / 1_000;
        draft.bytesOut = answer.bodyBytes() + answer.waitingBytes();
        fillUsage(outcome, attempt);
        if (draft.isOpen()) {
            final ModelPlan plan = pricedBy;
            if (plan != null) {
                plan.price().charge(draft);
            }
            loop.gateway().ring().settle(draft);
            sample.outcome = outcome.ordinal();
            sample.firstTokenNs = attempt.firstContentAtNs() == 0 ? -1 : attempt.firstContentAtNs() - startedNs;
            admission.settleTokens(draft.inputTokens + draft.outputTokens, nowNs);
        } else {
            admission.refund(nowNs);
        }
        admission.release();
        if (!observed) {
            observe(nowNs);
        }
    }

    /** The request reached no upstream: nothing is owed, and everything is given back. */
    void withdraw() {
        if (settled) {
            return;
        }
        settled = true;
        if (draft.isOpen()) {
            loop.gateway().ring().withdraw(draft);
        }
        admission.refund(loop.nanoTime());
        admission.release();
    }

    /** The exchange is over; what was not settled never left. */
    void close() {
        withdraw();
        if (!observed) {
            observe(loop.nanoTime());
        }
    }

    private void fillUsage(Outcome outcome, Attempt attempt) {
        if (usage.isKnown() && !EndpointNames.isFree(inquiry.endpoint())) {
            draft.usageSource = UsageSource.UPSTREAM;
            draft.inputTokens = usage.inputTotal();
            draft.cachedInputTokens = usage.cacheRead();
            draft.cacheWriteTokens = usage.cacheWrite();
            draft.outputTokens = usage.outputTotal();
            draft.reasoningTokens = usage.reasoning();
            return;
        }
        final boolean worked = outcome == Outcome.OK || outcome == Outcome.CLIENT_ABORT || answer.isCommitted();
        if (!attempt.wasSent() || !worked || attempt.status() >= 300 || !EndpointNames.usesTokens(inquiry.endpoint())) {
            draft.usageSource = UsageSource.NONE;
            draft.inputTokens = 0;
            return;
        }
        draft.usageSource = UsageSource.ESTIMATED;
        if (usage.isInputKnown()) {
            draft.inputTokens = usage.inputTotal();
            draft.cachedInputTokens = usage.cacheRead();
            draft.cacheWriteTokens = usage.cacheWrite();
        } else {
            draft.inputTokens = estimatedInput();
        }
        draft.outputTokens = Math.max(usage.outputTotal(), attempt.estimatedOutputTokens());
        draft.reasoningTokens = Math.min(usage.reasoning(), draft.outputTokens);
    }

    private long estimatedInput() {
        return body.length() / BYTES_PER_TOKEN;
    }

    private long plannedOutput(Inquiry asked) {
        if (!EndpointNames.usesTokens(asked.endpoint())) {
            return 0;
        }
        final long asMuchAs = body.maxTokens();
        return asMuchAs >= 0 ? asMuchAs : EndpointNames.generates(asked.endpoint()) ? DEFAULT_OUTPUT_TOKENS : 0;
    }

    private void observe(long nowNs) {
        observed = true;
        sample.status = draft.status == 0 ? status : draft.status;
        sample.durationNs = nowNs - startedNs;
        sample.attempts = draft.attempts;
        sample.inputTokens = draft.inputTokens;
        sample.cachedInputTokens = draft.cachedInputTokens;
        sample.outputTokens = draft.outputTokens;
        sample.costHigh = draft.costHigh;
        sample.costLow = draft.costLow;
        loop.telemetry().requestEnded(sample);
        final ModelPlan plan = pricedBy;
        RequestLog.ended(
                loop.gateway().snapshot().config().log().requests(), draft, sample, plan == null ? "-" : plan.name());
    }
}
