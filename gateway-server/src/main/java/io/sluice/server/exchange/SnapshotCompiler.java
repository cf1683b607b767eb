package io.sluice.server.exchange;

import io.sluice.codec.dialect.Dialect;
import io.sluice.core.billing.Price;
import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.config.AppConfig;
import io.sluice.core.config.AuthMode;
import io.sluice.core.config.BreakerConfig;
import io.sluice.core.config.ChannelConfig;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.KeyConfig;
import io.sluice.core.config.ModelConfig;
import io.sluice.core.config.PriceConfig;
import io.sluice.core.config.RateAlgorithm;
import io.sluice.core.config.RateConfig;
import io.sluice.core.config.RouteConfig;
import io.sluice.core.config.Secret;
import io.sluice.core.config.Selection;
import io.sluice.core.identity.AddressRange;
import io.sluice.core.identity.ApiKey;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyTable;
import io.sluice.core.limit.LimitRegistry;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.limit.RateSettings;
import io.sluice.core.pattern.Glob;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.HealthSettings;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.RouteTable;
import io.sluice.core.route.Strategy;
import io.sluice.core.route.Upstream;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TlsSetupException;
import io.sluice.server.upstream.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recipe: turns a configuration into a {@link Snapshot}, keeping the state of what did not change: limits, breakers, health
 * and pools. Cold; one thread at a time, the one that loads configurations.
 */
public final class SnapshotCompiler {
    private final LimitRegistry limits = new LimitRegistry();
    private final UpstreamRegistry upstreams;
    private final ClientTlsRegistry trusts;
    private final SeriesNames modelSeries;
    private final SeriesNames channelSeries;

    /**
     * @param upstreams keeps breakers and health over reloads
     * @param modelSeries numbers of configured model names in the telemetry
     * @param channelSeries numbers of channel names in the telemetry
     */
    public SnapshotCompiler(
            UpstreamRegistry upstreams, ClientTlsRegistry trusts, SeriesNames modelSeries, SeriesNames channelSeries) {
        this.modelSeries = modelSeries;
        this.channelSeries = channelSeries;
        this.upstreams = upstreams;
        this.trusts = trusts;
    }

    /**
     * Compiles. When this throws, nothing has changed: what is in force stays in force.
     *
     * @throws TlsSetupException when a channel's trust file can't be used
     */
    public Snapshot compile(GatewayConfig config, long nowNs) throws TlsSetupException {
        final Compilation compilation = new Compilation(config, nowNs);
        final Snapshot snapshot = compilation.snapshot();
        compilation.commit();
        return snapshot;
    }

    /** One configuration on its way to a snapshot. */
    private final class Compilation {
        private final GatewayConfig config;
        private final long nowNs;
        private final LimitRegistry.Reload limitReload = limits.reload();
        private final UpstreamRegistry.Reload upstreamReload = upstreams.reload();
        private final Map<String, Channel> channels = new LinkedHashMap<>();
        /** What many keys have in common is there once: a million of them need not have a million of it. */
        private final Map<List<String>, List<Glob>> globs = new HashMap<>();

        private final Map<String, byte[]> appNames = new HashMap<>();

        private record Channel(int index, ChannelConfig config, Dialect dialect, List<Destination> destinations) {}

        Compilation(GatewayConfig config, long nowNs) {
            this.config = config;
            this.nowNs = nowNs;
        }

        Snapshot snapshot() throws TlsSetupException {
            final List<Origin> origins = new ArrayList<>();
            for (final ChannelConfig channel : config.channels()) {
                if (channel.enabled() && !channel.credentials().isEmpty()) {
                    final Origin origin = origin(channel);
                    origins.add(origin);
                    channels.put(channel.name(), channel(channel, channels.size(), origin));
                }
            }
            final List<ModelRoute> routes = new ArrayList<>();
            final ModelPlan[] plans = new ModelPlan[config.models().size()];
            for (int i = 0; i < plans.length; i++) {
                plans[i] = plan(config.models().get(i), i);
                routes.add(plans[i].route());
            }
            final KeyTable keys = KeyTable.of(keys());
            final Caller anonymous = config.auth() == AuthMode.OPEN ? caller(ApiKey.anonymous()) : null;
            return new Snapshot(
                    config,
                    keys,
                    callers(keys),
                    anonymous,
                    RouteTable.compile(routes),
                    plans,
                    origins,
                    trusts.of(null, false));
        }

        void commit() {
            limitReload.commit();
            upstreamReload.commit();
        }

        private Origin origin(ChannelConfig channel) throws TlsSetupException {
            final ClientTls tls = channel.baseUrl().tls()
                    ? trusts.of(channel.tls().trust(), channel.tls().insecure())
                    : null;
            return new Origin(
                    channel.name(),
                    channel.baseUrl().host(),
                    channel.baseUrl().port(),
                    tls,
                    channel.proxy(),
                    channel.maxConnections(),
                    channel.timeouts().connectNs());
        }

        private Channel channel(ChannelConfig channel, int index, Origin origin) {
            final Dialect dialect = Dialect.of(channel.dialect());
            if (dialect == null) {
                throw new IllegalArgumentException("no dialect is called '" + channel.dialect() + "'");
            }
            final int series = channelSeries.numberOf(channel.name());
            final List<Destination> destinations = channel.credentials().stream()
                    .map(credential -> new Destination(channel, dialect, credential, origin, series))
                    .toList();
            return new Channel(index, channel, dialect, destinations);
        }

        private ModelPlan plan(ModelConfig model, int index) {
            final List<Candidate> candidates = new ArrayList<>();
            final Map<Candidate, ModelPlan.Leg> legs = new HashMap<>();
            for (int entry = 0; entry < model.routes().size(); entry++) {
                final RouteConfig route = model.routes().get(entry);
                final Channel channel = channels.get(route.channel());
                if (channel != null) {
                    addCandidates(model, route, entry, channel, candidates, legs);
                }
            }
            final ModelRoute compiled = new ModelRoute(
                    index,
                    model.pattern(),
                    candidates,
                    model.fallbacks(),
                    limits("model", model.pattern(), model.rate()),
                    config.routing().selection() == Selection.LEAST_LOADED ? Strategy.LEAST_LOADED : Strategy.WEIGHTED);
            final ModelPlan.Leg[] ordered = new ModelPlan.Leg[compiled.size()];
            for (int i = 0; i < ordered.length; i++) {
                ordered[i] = Objects.requireNonNull(legs.get(compiled.candidate(i)));
            }
            final long totalNs =
                    config.upstreamTimeouts().overriddenBy(model.timeouts()).totalNs();
            return new ModelPlan(
                    compiled, price(model.price()), totalNs, ordered, modelSeries.numberOf(model.pattern()));
        }

        private void addCandidates(
                ModelConfig model,
                RouteConfig route,
                int entry,
                Channel channel,
                List<Candidate> candidates,
                Map<Candidate, ModelPlan.Leg> legs) {
            final String mapped = route.model();
            for (int i = 0; i < channel.destinations().size(); i++) {
                final Secret credential = channel.config().credentials().get(i);
                final Upstream upstream = upstreamReload.of(
                        route.channel(),
                        credential.fingerprint(),
                        mapped == null ? model.pattern() : mapped,
                        breaker(channel.config().breaker()),
                        new HealthSettings(
                                config.routing().healthFloor(), config.routing().healthHalfLifeNs()),
                        nowNs);
                final Candidate candidate = new Candidate(
                        upstream,
                        entry,
                        channel.index(),
                        i,
                        route.weight(),
                        route.priority(),
                        mapped,
                        channel.dialect().ordinal());
                candidates.add(candidate);
                legs.put(
                        candidate,
                        new ModelPlan.Leg(
                                channel.destinations().get(i),
                                channel.config().timeouts().overriddenBy(model.timeouts()),
                                mapped == null ? null : MappedName.of(mapped),
                                TranslateConfig.settings(channel.config().translate(), route.translate()),
                                TranslateConfig.relaysResponses(channel.config().translate(), route.translate())));
            }
        }

        private @Nullable Caller[] callers(KeyTable keys) {
            final @Nullable Caller[] callers = new @Nullable Caller[keys.slotCount()];
            for (int slot = 0; slot < callers.length; slot++) {
                final ApiKey key = keys.at(slot);
                callers[slot] = key == null ? null : caller(key);
            }
            return callers;
        }

        private Caller caller(ApiKey key) {
            return new Caller(key, appNames.computeIfAbsent(key.app(), name -> name.getBytes(StandardCharsets.UTF_8)));
        }

        private List<ApiKey> keys() {
            final Map<String, RateLimits> apps = new HashMap<>();
            for (final AppConfig app : config.apps()) {
                apps.put(app.name(), limits("app", app.name(), app.rate()));
            }
            return config.keys().stream()
                    .map(key -> key(key, apps.getOrDefault(key.app(), RateLimits.NONE)))
                    .toList();
        }

        private List<Glob> shared(List<String> patterns) {
            return globs.computeIfAbsent(
                    patterns, texts -> texts.stream().map(Glob::of).toList());
        }

        private ApiKey key(KeyConfig key, RateLimits appLimits) {
            return new ApiKey(
                    key.id(),
                    key.app(),
                    key.user(),
                    KeyDigest.ofHex(key.sha256()),
                    shared(key.models()),
                    shared(key.endpoints()),
                    key.addresses().stream()
                            .map(range -> AddressRange.parse(range.toString()))
                            .toList(),
                    key.expires() == null ? ApiKey.NO_EXPIRY : key.expires().toEpochMilli(),
                    key.enabled(),
                    limits("key", key.id(), key.rate()),
                    appLimits);
        }

        private RateLimits limits(String scope, String name, @Nullable RateConfig rate) {
            if (rate == null) {
                return RateLimits.NONE;
            }
            return limitReload.of(
                    scope,
                    name,
                    new RateSettings(
                            rate.requestsPerMinute(),
                            rate.burst(),
                            rate.tokensPerMinute(),
                            rate.tokensBurst(),
                            rate.concurrent(),
                            rate.algorithm() == RateAlgorithm.SLIDING_WINDOW
                                    ? RateSettings.Algorithm.SLIDING_WINDOW
                                    : RateSettings.Algorithm.TOKEN_BUCKET),
                    nowNs);
        }
    }

    private static Price price(@Nullable PriceConfig price) {
        return price == null
                ? Price.FREE
                : Price.ofUsdPerMillion(
                        price.input(), price.cachedInput(), price.cacheWrite(), price.output(), price.reasoning());
    }

    private static BreakerSettings breaker(BreakerConfig breaker) {
        return new BreakerSettings(
                breaker.windowNs(),
                breaker.buckets(),
                breaker.minCalls(),
                breaker.failureRate(),
                breaker.slowRate(),
                breaker.openForNs(),
                breaker.maxOpenForNs(),
                breaker.probes(),
                breaker.rampNs(),
                breaker.slowFirstTokenNs() == BreakerConfig.NEVER_SLOW ? 0 : breaker.slowFirstTokenNs());
    }
}
