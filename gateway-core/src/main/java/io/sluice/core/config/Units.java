package io.sluice.core.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as text; a unit is never guessed. */
final class Units {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([A-Za-z]*)");
    private static final Map<String, Long> NANOS = durationUnits();
    private static final Map<String, Long> BYTES = sizeUnits();

    private Units() {}

    private static Map<String, Long> durationUnits() {
        final Map<String, Long> units = new LinkedHashMap<>();
        units.put("ns", 1L);
        units.put("us", 1_000L);
        units.put("ms", 1_000_000L);
        units.put("s", 1_000_000_000L);
        units.put("m", 60_000_000_000L);
        units.put("h", 3_600_000_000_000L);
        units.put("d", 86_400_000_000_000L);
        return units;
    }

    private static Map<String, Long> sizeUnits() {
        final Map<String, Long> units = new LinkedHashMap<>();
        units.put("B", 1L);
        units.put("kB", 1_000L);
        units.put("MB", 1_000_000L);
        units.put("GB", 1_000_000_000L);
        units.put("TB", 1_000_000_000_000L);
        units.put("KiB", 1L << 10);
        units.put("MiB", 1L << 20);
        units.put("GiB", 1L << 30);
        units.put("TiB", 1L << 40);
        return units;
    }

    static long durationNs(String text) {
        return quantity(text, NANOS, "a duration such as 500ms, 10s or 5m");
    }

    static long sizeBytes(String text) {
        return quantity(text, BYTES, "a size such as 256 KiB or 32 MiB");
    }

    private static long quantity(String text, Map<String, Long> units, String expected) {
        final Matcher matcher = QUANTITY.matcher(text.strip());
        if (!matcher.matches()) {
            throw new BadValueException("must be " + expected + ", is " + Texts.quoted(text));
        }
        final String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw new BadValueException("must be " + expected + ", is " + text.strip() + " without a unit");
        }
        final Long factor = units.get(unit);
        if (factor == null) {
            throw new BadValueException("must be " + expected + ", is " + Texts.quoted(text) + "; units are "
                    + String.join(", ", units.keySet()));
        }
        final BigDecimal total = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
        if (total.stripTrailingZeros().scale() > 0) {
            throw new BadValueException(
                    "must be a whole number of " + units.keySet().iterator().next() + ", is " + Texts.quoted(text));
        }
        // Clipped: every bound lies far below, so the range check that follows tells it.
        return total.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    static String duration(long ns) {
        return largest(ns, NANOS, "");
    }

    static String size(long bytes) {
        for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
            final long factor = factor(unit);
            if (bytes != 0 && bytes % factor == 0) {
                return bytes / factor + " " + unit;
            }
        }
        return bytes + " B";
    }

    private static long factor(String unit) {
        return Objects.requireNonNull(BYTES.get(unit), unit);
    }

    private static String largest(long value, Map<String, Long> units, String gap) {
        String text = value == 0 ? "0s" : "";
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value != 0 && value % unit.getValue() == 0) {
                text = value / unit.getValue() + gap + unit.getKey();
            }
        }
        return text;
    }
}
