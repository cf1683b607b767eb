package io.sluice.server.exchange;

import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.OnDisconnect;
import io.sluice.core.config.WhenFull;
import io.sluice.core.identity.KeyTable;
import io.sluice.core.route.Backoff;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.RouteTable;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.upstream.Origin;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: one configuration, compiled for the request path. Immutable; a reload makes another, and a request runs on the one
 * it began with.
 */
public final class Snapshot {
    private final GatewayConfig config;
    private final KeyTable keys;
    /** By the slots of {@link #keys}. */
    private final @Nullable Caller[] callers;

    private final @Nullable Caller anonymous;
    private final RouteTable routes;
    private final ModelPlan[] plans;
    private final List<Origin> origins;
    private final Backoff backoff;
    private final ClientTls mediaTls;

    Snapshot(
            GatewayConfig config,
            KeyTable keys,
            @Nullable Caller[] callers,
            @Nullable Caller anonymous,
            RouteTable routes,
            ModelPlan[] plans,
            Collection<Origin> origins,
            ClientTls mediaTls) {
        this.mediaTls = mediaTls;
        this.config = config;
        this.keys = keys;
        this.callers = callers.clone();
        this.anonymous = anonymous;
        this.routes = routes;
        this.plans = plans.clone();
        this.origins = List.copyOf(origins);
        this.backoff = new Backoff(
                config.retry().backoffFirstNs(),
                config.retry().backoffMaxNs(),
                config.retry().backoffJitter());
    }

    /** The configuration this was compiled from. */
    public GatewayConfig config() {
        return config;
    }

    /** Every place its channels connect to: what is pooled for others can go. */
    public List<Origin> origins() {
        return origins;
    }

    /** Whether anybody may call, without a key. */
    boolean isOpen() {
        return anonymous != null;
    }

    @Nullable
    Caller anonymous() {
        return anonymous;
    }

    /** The caller whose key has this digest, when it is good at that moment. */
    @Nullable
    Caller caller(byte[] sha256, long nowEpochMs) {
        final int slot = keys.slotOf(sha256, nowEpochMs);
        return slot < 0 ? null : callers[slot];
    }

    @Nullable
    ModelPlan plan(byte[] name, int offset, int length) {
        final ModelRoute route = routes.find(name, offset, length);
        return route == null ? null : plans[route.index()];
    }

    @Nullable
    ModelPlan plan(String name) {
        final ModelRoute route = routes.find(name);
        return route == null ? null : plans[route.index()];
    }

    /** Names a list of models can show, less those the caller may not use. */
    List<String> modelsFor(Caller caller) {
        return routes.exactNames().stream().filter(caller.key()::mayUseModel).toList();
    }

    /** Whom to believe where a caller's addresses lead: the system's authorities. */
    ClientTls mediaTls() {
        return mediaTls;
    }

    Backoff backoff() {
        return backoff;
    }

    int maxAttempts() {
        return config.retry().maxAttempts();
    }

    int maxBufferedBytes() {
        return config.limits().maxBufferedPerStreamBytes();
    }

    long maxBodyBytes() {
        return config.limits().maxBodyBytes();
    }

    boolean waitsWhenFull() {
        return config.billing().whenFull() == WhenFull.WAIT;
    }

    OnDisconnect onDisconnect() {
        return config.billing().onDisconnect();
    }

    long drainUpToNs() {
        return config.billing().drainUpToNs();
    }
}
