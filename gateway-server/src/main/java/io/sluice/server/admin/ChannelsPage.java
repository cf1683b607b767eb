package io.sluice.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.core.config.ChannelConfig;
import io.sluice.core.route.Upstream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/** {@code GET /admin/v1/channels}: how each channel does, and each credential and model of it. */
final class ChannelsPage {
    private static final double MS_PER_US = 1e-3;
    private static final double S_PER_NS = 1e-9;

    private final AdminSources sources;

    ChannelsPage(AdminSources sources) {
        this.sources = sources;
    }

    String render() {
        final long nowNs = System.nanoTime();
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("channels");
            for (final ChannelConfig channel : sources.config().channels()) {
                channel(json, channel, nowNs);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void channel(JsonGenerator json, ChannelConfig channel, long nowNs) throws IOException {
        final List<Upstream> upstreams = sources.upstreams().upstreams().stream()
                .filter(upstream -> upstream.channel().equals(channel.name()))
                .sorted(Comparator.comparing(Upstream::model).thenComparingInt(Upstream::credentialId))
                .toList();
        final int number = sources.channelNames().numberOf(channel.name());
        json.writeStartObject();
        json.writeStringField("name", channel.name());
        json.writeStringField("dialect", channel.dialect());
        json.writeStringField("base_url", channel.baseUrl().toString());
        json.writeBooleanField("configured", channel.enabled());
        json.writeBooleanField(
                "enabled", channel.enabled() && sources.upstreams().isEnabled(channel.name()));
        json.writeNumberField(
                "in_flight", upstreams.stream().mapToInt(Upstream::inFlight).sum());
        percentiles(json, "first_token_ms", sources.telemetry().channelFirstTokenUs(number));
        percentiles(json, "duration_ms", sources.telemetry().channelDurationUs(number));
        json.writeArrayFieldStart("upstreams");
        for (final Upstream upstream : upstreams) {
            upstream(json, upstream, nowNs);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void upstream(JsonGenerator json, Upstream upstream, long nowNs) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", upstream.model());
        json.writeNumberField("credential", upstream.credentialId());
        json.writeStringField("breaker", upstream.breaker().state(nowNs).name().toLowerCase(java.util.Locale.ROOT));
        json.writeNumberField("health", upstream.health().score(nowNs));
        json.writeNumberField("admittance", upstream.breaker().admittance(nowNs));
        json.writeNumberField("held_for_s", upstream.breaker().heldForNs(nowNs) * S_PER_NS);
        json.writeNumberField("retry_in_s", upstream.breaker().nsUntilProbe(nowNs) * S_PER_NS);
        json.writeNumberField("in_flight", upstream.inFlight());
        json.writeEndObject();
    }

    private static void percentiles(JsonGenerator json, String name, Histogram histogram) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            json.writeNumberField("p50", histogram.getValueAtPercentile(50) * MS_PER_US);
            json.writeNumberField("p90", histogram.getValueAtPercentile(90) * MS_PER_US);
            json.writeNumberField("p99", histogram.getValueAtPercentile(99) * MS_PER_US);
            json.writeNumberField("max", histogram.getMaxValue() * MS_PER_US);
        }
        json.writeEndObject();
    }
}
