package io.sluice.server.ledger;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/** Reads a point in time as a person writes it: RFC 3339, a date (its begin in UTC), or an age such as {@code 90m}, {@code 1h}, {@code 7d}. */
public final class TimeArgument {
    private static final Map<Character, Duration> UNITS = Map.of(
            's', Duration.ofSeconds(1),
            'm', Duration.ofMinutes(1),
            'h', Duration.ofHours(1),
            'd', Duration.ofDays(1),
            'w', Duration.ofDays(7));
    private static final int MAX_AGE_DIGITS = 6;

    private TimeArgument() {}

    /** @throws IllegalArgumentException when it is none of these; the message names the argument */
    public static long epochMs(String name, String text, Instant now) {
        try {
            final Duration unit = text.isEmpty() ? null : UNITS.get(text.charAt(text.length() - 1));
            if (unit != null && text.length() <= MAX_AGE_DIGITS + 1 && isNumber(text)) {
                final int count = Integer.parseInt(text, 0, text.length() - 1, 10);
                return now.minus(unit.multipliedBy(count)).toEpochMilli();
            }
            if (text.indexOf('T') < 0 && text.indexOf('t') < 0) {
                return LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
            }
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be a time like 2026-01-31T12:00:00Z, a date, or an age like 1h: " + name + "=" + text, e);
        }
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length() - 1; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > 1;
    }
}
