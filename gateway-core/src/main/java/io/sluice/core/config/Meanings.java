package io.sluice.core.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.core.billing.Money;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** How single values are read: kind, unit and bounds. */
final class Meanings {
    private Meanings() {}

    static ConfigObject object(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return object;
        }
        throw new BadValueException("must be an object { … }, is " + Values.kind(value));
    }

    static ConfigList list(ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list;
        }
        throw new BadValueException("must be a list [ … ], is " + Values.kind(value));
    }

    static String text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> Values.text(value);
            case NUMBER, BOOLEAN ->
                throw new BadValueException("must be text, is " + Values.kind(value) + ": put it in quotes");
            default -> throw new BadValueException("must be text, is " + Values.kind(value));
        };
    }

    static Section.Meaning<String> text(UnaryOperator<String> check) {
        return value -> check.apply(text(value));
    }

    static Boolean flag(ConfigValue value) {
        if (value.unwrapped() instanceof Boolean flag) {
            return flag;
        }
        final String text = isTextual(value) ? Values.text(value) : "";
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new BadValueException("must be true or false, is " + Values.shown(value));
    }

    private static boolean isTextual(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING && Place.isTextual(value);
    }

    private static BigDecimal number(ConfigValue value, String expected) {
        if (value.valueType() == ConfigValueType.NUMBER || isTextual(value)) {
            final String text = Values.text(value).strip();
            if (text.length() <= 40) {
                try {
                    return bounded(new BigDecimal(text));
                } catch (NumberFormatException e) {
                    throw new BadValueException("must be " + expected + ", is " + Texts.quoted(text));
                }
            }
        }
        throw new BadValueException("must be " + expected + ", is " + Values.shown(value));
    }

    // 1e999999999 is short to write and long to compute with.
    private static BigDecimal bounded(BigDecimal number) {
        if (number.signum() != 0 && (number.precision() - (long) number.scale() > 40 || number.scale() > 40)) {
            throw new NumberFormatException("out of any range");
        }
        return number;
    }

    static Section.Meaning<Long> whole(long min, long max) {
        final String expected = "a whole number, " + min + ".." + max;
        return value -> {
            final BigDecimal number = number(value, expected);
            if (number.stripTrailingZeros().scale() > 0) {
                throw new BadValueException("must be " + expected + ", is " + Values.text(value));
            }
            if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
                throw new BadValueException("must be " + min + ".." + max + ", is " + Values.text(value));
            }
            return number.longValueExact();
        };
    }

    static Section.Meaning<Double> share(boolean zeroAllowed) {
        final String expected = zeroAllowed ? "a number, 0..1" : "a number above 0, up to 1";
        return value -> {
            final BigDecimal number = number(value, expected);
            if (number.compareTo(BigDecimal.ONE) > 0 || number.signum() < (zeroAllowed ? 0 : 1)) {
                throw new BadValueException("must be "
                        + expected.substring("a number".length())
                                .replaceFirst("^, ", "")
                                .strip() + ", is " + Values.text(value));
            }
            return number.doubleValue();
        };
    }

    /** Dollars per million tokens, as exact as the books are. */
    static BigDecimal price(ConfigValue value) {
        final BigDecimal price = number(value, "a price in US dollars, 0..1000000");
        if (price.signum() < 0 || price.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new BadValueException("must be 0..1000000 (US dollars per million tokens), is " + Values.text(value));
        }
        if (price.stripTrailingZeros().scale() > Money.PRICE_DECIMALS) {
            throw new BadValueException(
                    "must have at most " + Money.PRICE_DECIMALS + " decimals, is " + Values.text(value));
        }
        return price;
    }

    static Section.Meaning<Long> durationNs(String min, String max) {
        final long minNs = Units.durationNs(min);
        final long maxNs = Units.durationNs(max);
        return value -> inRange(Units.durationNs(quantity(value, "a duration")), minNs, maxNs, min + ".." + max, value);
    }

    static Section.Meaning<Long> sizeBytes(String min, String max) {
        final long minBytes = Units.sizeBytes(min);
        final long maxBytes = Units.sizeBytes(max);
        return value ->
                inRange(Units.sizeBytes(quantity(value, "a size")), minBytes, maxBytes, min + ".." + max, value);
    }

    private static String quantity(ConfigValue value, String expected) {
        return switch (value.valueType()) {
            case STRING, NUMBER -> Values.text(value);
            default -> throw new BadValueException("must be " + expected + ", is " + Values.kind(value));
        };
    }

    private static long inRange(long number, long min, long max, String range, ConfigValue value) {
        if (number < min || number > max) {
            throw new BadValueException(
                    "must be " + range + ", is " + Values.text(value).strip());
        }
        return number;
    }

    /** One of several words. */
    static <T> Section.Meaning<T> choice(T[] values, Function<T, String> configName) {
        final Map<String, T> byName = new LinkedHashMap<>();
        for (T value : values) {
            byName.put(configName.apply(value), value);
        }
        return value -> {
            final String text = text(value);
            final T found = byName.get(text);
            if (found == null) {
                throw new BadValueException(notOneOf(text, byName.keySet()));
            }
            return found;
        };
    }

    static Section.Meaning<String> choice(String... words) {
        return choice(words, word -> word);
    }

    private static String notOneOf(String text, Collection<String> known) {
        final String near = Nearest.to(text, known);
        return "must be one of " + String.join(", ", known) + ", is " + Texts.quoted(text)
                + (near == null ? "" : "; did you mean " + Texts.quoted(near) + "?");
    }
}
