package io.sluice.server.exchange;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.translate.Codecs;
import io.sluice.core.billing.Outcome;
import io.sluice.core.breaker.Verdict;
import io.sluice.core.config.UpstreamTimeouts;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.PickResult;
import io.sluice.core.route.Selection;
import io.sluice.core.route.Selector;
import io.sluice.server.pins.Pin;
import io.sluice.server.pins.ResponsePins;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: from candidate to candidate of its model, then on to the model's fallbacks; how often, and what
 * there is to say when it came to nothing. Keeps no time of its own.
 */
final class Course {
    /** By endpoint: which dialects can serve it, as bits. */
    private static final int[] DIALECTS = dialects();

    private final LoopContext loop;
    private final Selector selector;
    private final Selection selection = new Selection();

    private Snapshot snapshot;
    private @Nullable ModelPlan plan;
    private ModelPlan.@Nullable Leg leg;
    private List<String> fallbacks = List.of();
    private int nextFallback;
    private int dialects;
    private int attempts;
    private boolean repeats;
    private @Nullable MappedName fallbackName;

    private @Nullable Fault lastFault;
    private @Nullable String lastMessage;
    private int lastStatus;
    private boolean onlyBackOff;
    private long retryAtNs;
    private PickResult lastPick = PickResult.PICKED;

    Course(LoopContext loop) {
        this.loop = loop;
        this.selector = loop.selector();
        this.snapshot = loop.gateway().snapshot();
    }

    /** Forgets the last request. */
    void reset() {
        selection.reset();
        plan = null;
        leg = null;
        attempts = 0;
        lastFault = null;
    }

    /** Sets out for a model; says why not when none of its channels speaks the endpoint's dialect. */
    @Nullable
    Refusal begin(ModelPlan model, Endpoint endpoint, Snapshot config) {
        snapshot = config;
        plan = model;
        leg = null;
        fallbacks = model.route().fallbacks();
        nextFallback = 0;
        attempts = 0;
        repeats = false;
        fallbackName = null;
        lastFault = null;
        lastMessage = null;
        lastStatus = 0;
        onlyBackOff = true;
        retryAtNs = Long.MAX_VALUE;
        lastPick = PickResult.PICKED;
        selection.reset();
        dialects = DIALECTS[endpoint.ordinal()];
        if ((model.dialects() & dialects) == 0 && model.dialects() != 0) {
            return Refusal.field(
                    "model",
                    "the model '" + model.name() + "' is served by channels of another dialect than this endpoint's ("
                            + endpoint.dialect().configName()
                            + "), which have nothing that this endpoint could be translated to");
        }
        return null;
    }

    /** Picks the next candidate and takes its permit; false when there is none. */
    boolean choose(long nowNs) {
        while (true) {
            final ModelPlan model = plan();
            final ModelRoute route = model.route();
            final boolean mayRepeat = lastFault != null && lastFault.mayRepeat() && nextFallback >= fallbacks.size();
            final Candidate before = selection.candidate();
            lastPick = selector.pick(route, selection, dialects, mayRepeat, nowNs);
            if (lastPick == PickResult.PICKED) {
                take(model, selection.candidate(), before);
                return true;
            }
            if (lastPick == PickResult.ALL_OPEN) {
                retryAtNs = Math.min(retryAtNs, nowNs + selection.retryNs());
            }
            if (!fallBack()) {
                return false;
            }
        }
    }

    /** Whether the model has a channel that can be asked this, in its own dialect or another. */
    static boolean canAsk(ModelPlan model, Endpoint endpoint) {
        return (model.dialects() & DIALECTS[endpoint.ordinal()]) != 0;
    }

    /** The candidate in hand isn't tried after all: it can't be asked this without changing what is asked. */
    void passOver(Attempt attempt, long nowNs) {
        recordOutcome(Verdict.IGNORED, attempt, nowNs);
        attempts--;
    }

    /** Whether the upstream in hand speaks another dialect than the client at that endpoint. */
    boolean isForeign(Endpoint endpoint) {
        return !leg().speaks(endpoint);
    }

    /** How requests of other dialects are written for the upstream in hand. */
    TranslateSettings translateSettings() {
        return leg().translate();
    }

    /** Books what came of the attempt in hand with breaker and health. */
    void recordOutcome(Verdict verdict, Attempt attempt, long nowNs) {
        selection.record(verdict, attempt.firstContentAfterNs(), nowNs);
    }

    /** Where what the candidate chosen last keeps for that app can be asked for. Cold. */
    Pin pin(String app, long nowMs) {
        final MappedName mapped = leg().mapped();
        return new Pin(
                app,
                destination().channel(),
                destination().credential(),
                plan().name(),
                mapped == null ? "" : new String(mapped.utf8(), StandardCharsets.UTF_8),
                nowMs + ResponsePins.LIFE_MS);
    }

    /** Whether a candidate's permit is out. */
    boolean holdsPermit() {
        return selection.isInHand();
    }

    /** Remembers a failure; a vendor that asked to be left alone is left alone by everybody. */
    void failed(Fault fault, @Nullable String message, Attempt attempt, long nowNs) {
        lastFault = fault;
        lastMessage = message;
        lastStatus = attempt.status();
        onlyBackOff &= fault.isBackOff();
        if (fault == Fault.CREDENTIAL) {
            destination().notice().credentialRefused(lastStatus, nowNs);
        }
        final Candidate candidate = selection.candidate();
        if (attempt.retryAfterNs() != RetryAfter.NONE && candidate != null) {
            candidate.upstream().breaker().holdUntil(nowNs + attempt.retryAfterNs(), nowNs);
            retryAtNs = Math.min(retryAtNs, nowNs + attempt.retryAfterNs());
        }
    }

    /** Whether another attempt may follow this failure. */
    boolean mayGoOn(Fault fault, long nowNs, long totalDeadlineNs) {
        return fault.retry() != Fault.Retry.NEVER
                && attempts < snapshot.maxAttempts()
                && nowNs < totalDeadlineNs
                && loop.gateway().retryBudget().tryRetry(nowNs);
    }

    /** How long to wait before the attempt that was just chosen: not at all, unless the same upstream is asked again. */
    long delayNs() {
        return repeats ? snapshot.backoff().delayNs(attempts - 1, loop.random()) : 0;
    }

    /** What the client is told when nothing is left to try. */
    Refusal conclusion(long nowNs) {
        final long waitNs = retryAtNs == Long.MAX_VALUE ? RetryAfter.NONE : Math.max(0, retryAtNs - nowNs);
        final Fault fault = lastFault;
        if (fault == null) {
            return Refusal.later(
                    ErrorType.NO_CHANNEL_AVAILABLE,
                    "no channel can take requests for the model '" + plan().name() + "' at the moment",
                    waitNs == RetryAfter.NONE ? 1_000_000_000L : waitNs);
        }
        if (fault == Fault.POOL_EXHAUSTED) {
            return Refusal.later(
                    ErrorType.OVERLOADED,
                    "every connection to the channels of the model '" + plan().name() + "' is busy",
                    waitNs == RetryAfter.NONE ? 1_000_000_000L : waitNs);
        }
        if (fault.isBackOff() && onlyBackOff) {
            return Refusal.later(fault.told(), said("the upstream is asking callers to slow down"), waitNs);
        }
        if (fault == Fault.CALLER) {
            return Refusal.of(Refusals.typeOf(lastStatus), said("the upstream refused the request"));
        }
        return switch (fault.told()) {
            case UPSTREAM_TIMEOUT ->
                Refusal.of(ErrorType.UPSTREAM_TIMEOUT, said("the upstream did not answer in time"));
            default -> Refusal.of(ErrorType.UPSTREAM_ERROR, said("the upstream failed"));
        };
    }

    Outcome outcome(@Nullable Fault fault) {
        final Fault known = fault == null ? lastFault : fault;
        return known == null ? Outcome.UPSTREAM_ERROR : known.outcome();
    }

    int attempts() {
        return attempts;
    }

    ModelPlan plan() {
        final ModelPlan known = plan;
        if (known == null) {
            throw new IllegalStateException("no course was begun");
        }
        return known;
    }

    Destination destination() {
        return leg().destination();
    }

    UpstreamTimeouts timeouts() {
        return leg().timeouts();
    }

    /** What the model is called upstream; null where it is what the client calls it. */
    @Nullable
    MappedName mapped() {
        final MappedName own = leg().mapped();
        return own == null ? fallbackName : own;
    }

    /** Whether an attempt is or was on its way, so that there is a channel to name. */
    boolean hasDestination() {
        return leg != null;
    }

    private ModelPlan.Leg leg() {
        final ModelPlan.Leg known = leg;
        if (known == null) {
            throw new IllegalStateException("no candidate was chosen");
        }
        return known;
    }

    private void take(ModelPlan model, @Nullable Candidate picked, @Nullable Candidate before) {
        if (picked == null) {
            throw new IllegalStateException("picked nothing");
        }
        attempts++;
        repeats = before != null && attempts > 1 && before.upstream() == picked.upstream();
        leg = model.leg(picked);
    }

    private boolean fallBack() {
        while (nextFallback < fallbacks.size()) {
            final String name = fallbacks.get(nextFallback++);
            final ModelPlan next = snapshot.plan(name);
            if (next != null && (next.dialects() & dialects) != 0) {
                plan = next;
                fallbackName = MappedName.of(name);
                return true;
            }
        }
        return false;
    }

    private String said(String what) {
        final String message = lastMessage;
        final String status = lastStatus == 0 ? "" : " (status " + lastStatus + ")";
        return what + status + (message == null || message.isEmpty() ? "" : ": " + message);
    }

    private static int[] dialects() {
        final int[] masks = new int[Endpoint.values().length];
        for (final Endpoint endpoint : Endpoint.values()) {
            masks[endpoint.ordinal()] = dialectsFor(endpoint);
        }
        return masks;
    }

    private static int dialectsFor(Endpoint endpoint) {
        int mask = 0;
        for (final Dialect dialect : Dialect.values()) {
            if (endpoint.isServedBy(dialect) || endpoint.in(dialect, false) != null && Codecs.knows(dialect)) {
                mask |= 1 << dialect.ordinal();
            }
        }
        return mask;
    }
}
