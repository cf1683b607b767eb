package io.sluice.server.ledger;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A billing record's fields by their outside names, in the contract's order. */
final class RecordFields {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The values are of type String, Long, Boolean, or null where there is none. */
    static final List<Field> ALL = List.of(
            new Field("seq", BillingRecord::seq),
            new Field("request_id", BillingRecord::requestId),
            new Field("time", record -> time(record.timeMs())),
            new Field("key_id", record -> orNull(record.keyId())),
            new Field("app", record -> orNull(record.app())),
            new Field("user", record -> orNull(record.user())),
            new Field("model", record -> orNull(record.model())),
            new Field("channel", record -> orNull(record.channel())),
            new Field("upstream_model", record -> orNull(record.upstreamModel())),
            new Field("endpoint", record -> orNull(record.endpoint())),
            new Field("inbound_dialect", record -> orNull(record.inboundDialect())),
            new Field("upstream_dialect", record -> orNull(record.upstreamDialect())),
            new Field("stream", BillingRecord::stream),
            new Field("status", record -> (long) record.status()),
            new Field("outcome", record -> record.outcome().text()),
            new Field("attempts", record -> (long) record.attempts()),
            new Field("input_tokens", BillingRecord::inputTokens),
            new Field("cached_input_tokens", BillingRecord::cachedInputTokens),
            new Field("cache_write_tokens", BillingRecord::cacheWriteTokens),
            new Field("output_tokens", BillingRecord::outputTokens),
            new Field("reasoning_tokens", BillingRecord::reasoningTokens),
            new Field("usage_source", record -> record.usageSource().text()),
            new Field("cost_usd", BillingRecord::costUsd),
            new Field("ttfb_us", record -> known(record.ttfbUs())),
            new Field("duration_us", record -> known(record.durationUs())),
            new Field("bytes_in", BillingRecord::bytesIn),
            new Field("bytes_out", BillingRecord::bytesOut));

    private RecordFields() {}

    static Field field(String name) {
        return ALL.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such field: " + name));
    }

    private static String time(long epochMs) {
        return TIME.format(Instant.ofEpochMilli(epochMs));
    }

    private static @Nullable String orNull(String name) {
        return name.isEmpty() ? null : name;
    }

    private static @Nullable Long known(long us) {
        return us == BillingDraft.UNKNOWN ? null : us;
    }

    /** One field. */
    record Field(String name, Function<BillingRecord, @Nullable Object> reader) {
        @Nullable
        Object of(BillingRecord record) {
            return reader.apply(record);
        }

        String text(BillingRecord record) {
            final Object value = of(record);
            return value == null ? "" : value.toString();
        }
    }
}
