package io.sluice.server.exchange;

import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.ResponseHead;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads how long an upstream wants to be left alone (RFC 9110 10.2.3, and the vendors' {@code retry-after-ms}). Cold. */
final class RetryAfter {
    /** Longer waits are cut to this: a vendor's slip must not take a channel out for days. */
    static final long MAX_NS = 3_600_000_000_000L;

    /** Nothing was said. */
    static final long NONE = -1;

    private RetryAfter() {}

    /** @return nanoseconds from now on, up to {@link #MAX_NS}, or {@link #NONE} */
    static long read(ResponseHead head, long nowEpochMs) {
        final String millis = head.value(FieldName.RETRY_AFTER_MS);
        if (millis != null) {
            final long ns = scaled(millis, 1_000_000);
            if (ns != NONE) {
                return ns;
            }
        }
        final String value = head.value(FieldName.RETRY_AFTER);
        if (value == null) {
            return NONE;
        }
        final long ns = scaled(value, 1_000_000_000);
        return ns != NONE ? ns : untilDate(value, nowEpochMs);
    }

    private static long scaled(String value, long unitNs) {
        try {
            final double number = Double.parseDouble(value.trim());
            return number >= 0 ? (long) Math.min(MAX_NS, number * unitNs) : NONE;
        } catch (NumberFormatException notANumber) {
            return NONE;
        }
    }

    private static long untilDate(@Nullable String value, long nowEpochMs) {
        try {
            final long untilMs = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .toEpochMilli()
                    - nowEpochMs;
            return Math.clamp(untilMs, 0, MAX_NS / 1_000_000) * 1_000_000;
        } catch (DateTimeException notADate) {
            return NONE;
        }
    }
}
