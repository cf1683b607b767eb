package io.sluice.core.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writer: the configuration in force as JSON, by the names of the config file. Secrets are masked, digests of keys are cut. Cold path. */
public final class ConfigView {
    private static final int DIGEST_SHOWN = 8;

    private ConfigView() {}

    /** The whole of it under {@code sluice}, every default filled in; a null is written as such. */
    public static String json(GatewayConfig config) {
        final Map<String, @Nullable Object> sluice = new LinkedHashMap<>();
        sluice.put("listen", listen(config.listen()));
        sluice.put("admin", admin(config.admin()));
        sluice.put("transport", config.transport().configName());
        sluice.put("event-loops", config.eventLoops());
        sluice.put("data-dir", config.dataDir().toString());
        sluice.put("limits", limits(config.limits()));
        sluice.put("timeouts", timeouts(config.clientTimeouts(), config.upstreamTimeouts()));
        sluice.put("auth", Map.of("mode", config.auth().configName()));
        sluice.put("channels", byName(config.channels(), ChannelConfig::name, ConfigView::channel));
        sluice.put("models", byName(config.models(), ModelConfig::pattern, ConfigView::model));
        sluice.put("apps", byName(config.apps(), AppConfig::name, app -> withRate(new LinkedHashMap<>(), app.rate())));
        sluice.put("keys", config.keys().stream().map(ConfigView::key).toList());
        sluice.put("routing", routing(config.routing()));
        sluice.put("breaker", breaker(config.breaker()));
        sluice.put("retry", retry(config.retry()));
        sluice.put("billing", billing(config.billing()));
        sluice.put("log", log(config.log()));
        return ConfigValueFactory.fromMap(Map.of("sluice", sluice))
                .render(ConfigRenderOptions.concise().setFormatted(true));
    }

    private static <T> Map<String, Object> byName(
            Collection<T> entries, Function<T, String> name, Function<T, Map<String, @Nullable Object>> view) {
        final Map<String, Object> views = new TreeMap<>();
        entries.forEach(entry -> views.put(name.apply(entry), view.apply(entry)));
        return views;
    }

    private static Map<String, @Nullable Object> listen(Listen listen) {
        final TlsFiles tls = listen.tls();
        final Map<String, @Nullable Object> files = new LinkedHashMap<>();
        files.put("certificate", tls == null ? null : tls.certificate().toString());
        files.put("private-key", tls == null ? null : tls.privateKey().toString());
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("host", listen.host());
        view.put("port", listen.port());
        view.put("backlog", listen.backlog());
        view.put("tls", files);
        return view;
    }

    private static Map<String, @Nullable Object> admin(Admin admin) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("host", admin.host());
        view.put("port", admin.port());
        view.put("token", masked(admin.token()));
        return view;
    }

    private static @Nullable String masked(@Nullable Secret secret) {
        return secret == null ? null : secret.toString();
    }

    private static Map<String, @Nullable Object> limits(Limits limits) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("max-head", Units.size(limits.maxHeadBytes()));
        view.put("max-headers", limits.maxHeaders());
        view.put("max-body", Units.size(limits.maxBodyBytes()));
        view.put("max-connections", limits.maxConnections());
        view.put("max-buffered-per-stream", Units.size(limits.maxBufferedPerStreamBytes()));
        view.put("max-in-flight", limits.maxInFlight());
        view.put("max-memory", Units.size(limits.maxMemoryBytes()));
        return view;
    }

    private static Map<String, @Nullable Object> timeouts(ClientTimeouts client, UpstreamTimeouts upstream) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("head", Units.duration(client.headNs()));
        view.put("body-idle", Units.duration(client.bodyIdleNs()));
        view.put("keep-alive", Units.duration(client.keepAliveNs()));
        view.put("write-idle", Units.duration(client.writeIdleNs()));
        view.put("drain", Units.duration(client.drainNs()));
        view.putAll(timeouts(upstream));
        return view;
    }

    private static Map<String, @Nullable Object> timeouts(@Nullable UpstreamTimeouts timeouts) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        if (timeouts != null) {
            putDuration(view, "connect", timeouts.connectNs());
            putDuration(view, "first-token", timeouts.firstTokenNs());
            putDuration(view, "stream-idle", timeouts.streamIdleNs());
            putDuration(view, "total", timeouts.totalNs());
        }
        return view;
    }

    private static void putDuration(Map<String, @Nullable Object> view, String name, long ns) {
        if (ns != UpstreamTimeouts.UNSET) {
            view.put(name, Units.duration(ns));
        }
    }

    private static Map<String, @Nullable Object> channel(ChannelConfig channel) {
        final Map<String, Object> headers = new TreeMap<>();
        channel.headers().forEach((name, value) -> headers.put(name, value.toString()));
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("dialect", channel.dialect());
        view.put("base-url", channel.baseUrl().toString());
        view.put(
                "credentials",
                channel.credentials().stream().map(Secret::toString).toList());
        view.put("enabled", channel.enabled());
        view.put("max-connections", channel.maxConnections());
        view.put("headers", headers);
        view.put("breaker", breaker(channel.breaker()));
        view.put("timeouts", timeouts(channel.timeouts()));
        view.put("tls", tls(channel.tls()));
        view.put("proxy", proxy(channel.proxy()));
        view.put("translate", channel.translate());
        return view;
    }

    private static Map<String, @Nullable Object> tls(TlsTrust tls) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("trust", tls.trust() == null ? "system" : tls.trust().toString());
        view.put("insecure", tls.insecure());
        return view;
    }

    private static @Nullable String proxy(@Nullable ProxyConfig proxy) {
        if (proxy == null) {
            return null;
        }
        final String password = proxy.password() == null ? "" : ":" + proxy.password();
        final String user = proxy.user() == null ? "" : proxy.user() + password + "@";
        final String host = proxy.host().indexOf(':') < 0 ? proxy.host() : "[" + proxy.host() + "]";
        return proxy.kind().configName() + "://" + user + host + ":" + proxy.port();
    }

    private static Map<String, @Nullable Object> model(ModelConfig model) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("routes", model.routes().stream().map(ConfigView::route).toList());
        view.put("price", price(model.price()));
        view.put("fallbacks", model.fallbacks());
        view.put("timeouts", timeouts(model.timeouts()));
        return withRate(view, model.rate());
    }

    private static Map<String, @Nullable Object> route(RouteConfig route) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("channel", route.channel());
        view.put("weight", route.weight());
        view.put("priority", route.priority());
        view.put("model", route.model());
        view.put("translate", route.translate());
        return view;
    }

    // As text: a JSON number would pass through a double.
    private static @Nullable Map<String, String> price(@Nullable PriceConfig price) {
        if (price == null) {
            return null;
        }
        final Map<String, String> view = new LinkedHashMap<>();
        view.put("input", price.input().toPlainString());
        view.put("cached-input", price.cachedInput().toPlainString());
        view.put("cache-write", price.cacheWrite().toPlainString());
        view.put("output", price.output().toPlainString());
        view.put("reasoning", price.reasoning().toPlainString());
        return view;
    }

    private static Map<String, @Nullable Object> withRate(
            Map<String, @Nullable Object> view, @Nullable RateConfig rate) {
        final Map<String, @Nullable Object> limits = new LinkedHashMap<>();
        if (rate != null) {
            limits.put("algorithm", rate.algorithm().configName());
            putLimit(limits, "requests-per-minute", rate.requestsPerMinute());
            putLimit(limits, "burst", rate.burst());
            putLimit(limits, "tokens-per-minute", rate.tokensPerMinute());
            putLimit(limits, "tokens-burst", rate.tokensBurst());
            putLimit(limits, "concurrent", rate.concurrent());
        }
        view.put("rate", limits);
        return view;
    }

    private static void putLimit(Map<String, @Nullable Object> view, String name, long limit) {
        view.put(name, limit == RateConfig.UNLIMITED ? null : limit);
    }

    private static Map<String, @Nullable Object> key(KeyConfig key) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", key.id());
        view.put("sha256", key.sha256().substring(0, DIGEST_SHOWN) + "…");
        view.put("app", key.app());
        view.put("user", key.user());
        view.put("models", key.models());
        view.put("endpoints", key.endpoints());
        view.put("addresses", strings(key.addresses()));
        view.put("expires", key.expires() == null ? null : key.expires().toString());
        view.put("enabled", key.enabled());
        return withRate(view, key.rate());
    }

    private static List<String> strings(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static Map<String, @Nullable Object> routing(Routing routing) {
        final Map<String, @Nullable Object> health = new LinkedHashMap<>();
        health.put("floor", routing.healthFloor());
        health.put("half-life", Units.duration(routing.healthHalfLifeNs()));
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("selection", routing.selection().configName());
        view.put("health", health);
        return view;
    }

    private static Map<String, @Nullable Object> breaker(BreakerConfig breaker) {
        final boolean anySlow = breaker.slowFirstTokenNs() != BreakerConfig.NEVER_SLOW;
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("window", Units.duration(breaker.windowNs()));
        view.put("buckets", breaker.buckets());
        view.put("min-calls", breaker.minCalls());
        view.put("failure-rate", breaker.failureRate());
        view.put("slow-rate", breaker.slowRate());
        view.put("open-for", Units.duration(breaker.openForNs()));
        view.put("max-open-for", Units.duration(breaker.maxOpenForNs()));
        view.put("probes", breaker.probes());
        view.put("ramp", Units.duration(breaker.rampNs()));
        view.put("slow-first-token", anySlow ? Units.duration(breaker.slowFirstTokenNs()) : null);
        return view;
    }

    private static Map<String, @Nullable Object> retry(RetryConfig retry) {
        final Map<String, @Nullable Object> backoff = new LinkedHashMap<>();
        backoff.put("first", Units.duration(retry.backoffFirstNs()));
        backoff.put("max", Units.duration(retry.backoffMaxNs()));
        backoff.put("jitter", retry.backoffJitter());
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("max-attempts", retry.maxAttempts());
        view.put("backoff", backoff);
        view.put("budget", retry.budget());
        return view;
    }

    private static Map<String, @Nullable Object> billing(BillingConfig billing) {
        final Map<String, @Nullable Object> journal = new LinkedHashMap<>();
        journal.put("dir", billing.journal().dir().toString());
        journal.put("segment", Units.size(billing.journal().segmentBytes()));
        journal.put("sync", Units.duration(billing.journal().syncNs()));
        journal.put("retain", Units.duration(billing.journal().retainNs()));
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("ring-size", billing.ringSize());
        view.put("when-full", billing.whenFull().configName());
        view.put(
                "on-disconnect",
                billing.onDisconnect() == OnDisconnect.CANCEL
                        ? OnDisconnect.CANCEL.configName()
                        : Map.of("drain", Map.of("up-to", Units.duration(billing.drainUpToNs()))));
        view.put("journal", journal);
        return view;
    }

    private static Map<String, @Nullable Object> log(LogConfig log) {
        final Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("format", log.format().configName());
        view.put("level", log.level().configName());
        view.put("requests", log.requests().configName());
        return view;
    }
}
