package io.sluice.server.admin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.core.billing.Outcome;
import io.sluice.core.breaker.State;
import io.sluice.core.route.Upstream;
import io.sluice.core.telemetry.RequestSample;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.core.telemetry.Telemetry;
import io.sluice.server.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * {@code GET /metrics}: Prometheus text. Labels come from the configuration and from closed lists alone, so their number is
 * bounded and none of them can hold a secret.
 */
final class MetricsPage {
    private static final double[] BOUNDS_S = {
        0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
        2.5, 5, 10, 30, 60, 120, 300, 900
    };
    private static final double US_PER_S = 1e6;
    private static final String NONE = "none";

    private final AdminSources sources;
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    MetricsPage(AdminSources sources) {
        this.sources = sources;
    }

    byte[] render() throws IOException {
        final List<MetricSnapshot> all = new ArrayList<>();
        requests(all);
        errors(all);
        latencies(all);
        breakers(all);
        ledger(all);
        process(all);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, new MetricSnapshots(all));
        return out.toByteArray();
    }

    private void requests(List<MetricSnapshot> all) {
        final List<Telemetry.Requests> rows = sources.telemetry().requests();
        all.add(counter(
                "sluice_requests",
                "Requests with an end, refused ones included.",
                rows,
                this::full,
                row -> row.requests()));
        final Function<Telemetry.Requests, Labels> served =
                row -> Labels.of("model", modelOf(row), "channel", channelOf(row));
        all.add(counter("sluice_attempts", "Attempts at upstreams.", rows, served, row -> row.attempts()));
        all.add(counter(
                "sluice_input_tokens", "Input tokens, cached ones included.", rows, served, row -> row.inputTokens()));
        all.add(counter(
                "sluice_cached_input_tokens",
                "Input tokens read from a vendor's cache.",
                rows,
                served,
                row -> row.cachedInputTokens()));
        all.add(counter(
                "sluice_output_tokens", "Output tokens, reasoning included.", rows, served, row -> row.outputTokens()));
        all.add(counter(
                "sluice_cost_usd",
                "Cost by the configured prices; near enough for a graph, the ledger is exact.",
                rows,
                served,
                row -> row.costUsd()));
        all.add(gauge(
                "sluice_requests_in_flight",
                "Requests without an end yet.",
                sources.telemetry().inFlight()));
    }

    private Labels full(Telemetry.Requests row) {
        return Labels.of(
                "endpoint",
                row.endpoint() == RequestSample.NONE ? NONE : Endpoint.values()[row.endpoint()].configName(),
                "model",
                modelOf(row),
                "channel",
                channelOf(row),
                "outcome",
                row.outcome() == RequestSample.NONE ? "refused" : Outcome.values()[row.outcome()].text(),
                "status",
                Integer.toString(row.status()));
    }

    private String modelOf(Telemetry.Requests row) {
        return nameOf(sources.modelNames(), row.model());
    }

    private String channelOf(Telemetry.Requests row) {
        return nameOf(sources.channelNames(), row.channel());
    }

    private static String nameOf(SeriesNames names, int number) {
        return number == RequestSample.NONE ? NONE : names.nameOf(number);
    }

    private void errors(List<MetricSnapshot> all) {
        final CounterSnapshot.Builder told =
                CounterSnapshot.builder().name("sluice_errors").help("Errors of the gateway's own, by cause.");
        for (final ErrorType type : ErrorType.values()) {
            told.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("cause", type.name().toLowerCase(Locale.ROOT)))
                    .value(sources.telemetry().errors(type.ordinal()))
                    .build());
        }
        all.add(told.build());
        final List<String> faults = sources.faultNames();
        final CounterSnapshot.Builder failed = CounterSnapshot.builder()
                .name("sluice_failed_attempts")
                .help("Attempts that came to nothing, by cause.");
        for (int i = 0; i < faults.size(); i++) {
            failed.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("cause", faults.get(i)))
                    .value(sources.telemetry().failedAttempts(i))
                    .build());
        }
        all.add(failed.build());
    }

    private void latencies(List<MetricSnapshot> all) {
        final Telemetry telemetry = sources.telemetry();
        all.add(histogram(
                "sluice_gateway_overhead",
                "The gateway's own share of the time up to the answer's head.",
                telemetry.overheadUs()));
        all.add(histogram(
                "sluice_first_token",
                "From a request's head to the first content of its answer.",
                telemetry.firstTokenUs()));
        all.add(histogram(
                "sluice_request_duration", "From a request's head to its settlement.", telemetry.durationUs()));
    }

    private void breakers(List<MetricSnapshot> all) {
        final long nowNs = System.nanoTime();
        final GaugeSnapshot.Builder state = GaugeSnapshot.builder()
                .name("sluice_breaker_state")
                .help("0 closed, 1 open, 2 half open, 3 ramping; by channel, credential and upstream model.");
        final GaugeSnapshot.Builder health = GaugeSnapshot.builder()
                .name("sluice_upstream_health")
                .help("Share of attempts that succeed, faded by time.");
        final CounterSnapshot.Builder opened =
                CounterSnapshot.builder().name("sluice_breaker_opened").help("Times a breaker opened.");
        final Set<Labels> seen = new HashSet<>();
        for (final Upstream upstream : sources.upstreams().upstreams()) {
            final Labels labels = Labels.of(
                    "channel",
                    upstream.channel(),
                    "credential",
                    Integer.toString(upstream.credentialId()),
                    "model",
                    upstream.model());
            if (seen.add(labels)) {
                state.dataPoint(point(labels, upstream.breaker().state(nowNs).ordinal()));
                health.dataPoint(point(labels, upstream.health().score(nowNs)));
                opened.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(upstream.breaker().moves(State.OPEN))
                        .build());
            }
        }
        all.add(state.build());
        all.add(health.build());
        all.add(opened.build());
    }

    private void ledger(List<MetricSnapshot> all) {
        final Ledger ledger = sources.ledger();
        all.add(count(
                "sluice_billing_published",
                "Billing events published by this process.",
                ledger.ring().published()));
        all.add(count(
                "sluice_billing_journaled",
                "Billing events of this process in the journal.",
                ledger.journaledEvents()));
        all.add(count(
                "sluice_billing_records",
                "Billing records in the journal since the start.",
                ledger.journaledRecords()));
        all.add(count("sluice_billing_lost", "Billing events lost: always 0.", ledger.lostEvents()));
        all.add(count(
                "sluice_billing_write_failures", "Writes and syncs of the journal that failed.", ledger.failures()));
        all.add(gauge(
                "sluice_billing_ring_depth",
                "Billing events waiting for the journal.",
                ledger.ring().depth()));
        all.add(gauge(
                "sluice_billing_ring_slots",
                "Slots of the billing ring.",
                ledger.ring().slotCount()));
        all.add(gauge("sluice_billing_healthy", "1 while the journal can be written.", ledger.isHealthy() ? 1 : 0));
    }

    private void process(List<MetricSnapshot> all) {
        all.add(gauge("sluice_client_connections", "Client connections that are open.", sources.connections()));
        all.add(gauge("sluice_held_bytes", "Memory of bodies, answers and requests that wait.", sources.heldBytes()));
        all.add(gauge(
                "sluice_held_limit_bytes",
                "What sluice_held_bytes may be before requests are turned away.",
                sources.maxHeldBytes()));
        all.add(gauge(
                "sluice_requests_in_flight_limit",
                "How many requests may be served before others are turned away.",
                sources.maxInFlight()));
        final CounterSnapshot.Builder shed = CounterSnapshot.builder()
                .name("sluice_shed")
                .help("Requests turned away for want of room, by what there was no room for.");
        sources.shed()
                .forEach((cause, count) -> shed.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(Labels.of("cause", cause))
                        .value(count)
                        .build()));
        all.add(shed.build());
        all.add(gauge("sluice_draining", "1 on the way out.", sources.isDraining() ? 1 : 0));
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            all.add(gauge(
                    "sluice_buffer_direct_bytes",
                    "Direct memory that the buffer allocator holds.",
                    provider.metric().usedDirectMemory()));
            all.add(gauge(
                    "sluice_buffer_heap_bytes",
                    "Heap memory that the buffer allocator holds.",
                    provider.metric().usedHeapMemory()));
        }
        final Runtime runtime = Runtime.getRuntime();
        all.add(gauge("sluice_heap_used_bytes", "Heap in use.", runtime.totalMemory() - runtime.freeMemory()));
    }

    /** Adds up rows that have the same labels. */
    private static CounterSnapshot counter(
            String name,
            String help,
            List<Telemetry.Requests> rows,
            Function<Telemetry.Requests, Labels> labels,
            ToDoubleFunction<Telemetry.Requests> value) {
        final java.util.Map<Labels, Double> sums = new java.util.LinkedHashMap<>();
        rows.forEach(row -> sums.merge(labels.apply(row), value.applyAsDouble(row), Double::sum));
        final CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(name).help(help);
        sums.forEach((label, sum) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(label)
                .value(sum)
                .build()));
        return counter.build();
    }

    private static CounterSnapshot count(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static HistogramSnapshot histogram(String name, String help, Histogram histogramUs) {
        final ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (final double bound : BOUNDS_S) {
            final long boundUs = Math.round(bound * US_PER_S);
            final long upTo = histogramUs.getTotalCount() == 0 ? 0 : histogramUs.getCountBetweenValues(0, boundUs);
            buckets.bucket(bound, Math.max(0, upTo - below));
            below = Math.max(below, upTo);
        }
        buckets.bucket(Double.POSITIVE_INFINITY, histogramUs.getTotalCount() - below);
        return HistogramSnapshot.builder()
                .name(name + "_seconds")
                .help(help)
                .unit(Unit.SECONDS)
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(
                                histogramUs.getTotalCount() == 0
                                        ? 0
                                        : histogramUs.getMean() * histogramUs.getTotalCount() / US_PER_S)
                        .build())
                .build();
    }
}
