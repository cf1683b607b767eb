package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A rule for one JSON value. */
@FunctionalInterface
interface Check {
    /** @throws Refusal in the vendor's words */
    void check(JsonNode value, String path, Wording say);

    static Check any() {
        return (_, _, _) -> {};
    }

    static Check string() {
        return (value, path, say) -> require(value.isTextual(), value, path, "string", say);
    }

    /** Bytes in the standard alphabet or, as proto3 has it, the one for URLs. */
    static Check base64() {
        return (value, path, say) -> {
            string().check(value, path, say);
            final String text = value.asText();
            if (text.length() % 4 == 1 || !text.matches("[A-Za-z0-9+/_-]*={0,2}")) {
                throw say.broken(path, "Base64 decoding failed");
            }
        };
    }

    static Check bool() {
        return (value, path, say) -> require(value.isBoolean(), value, path, "boolean", say);
    }

    static Check integer(long min, long max) {
        return (value, path, say) -> {
            require(value.isIntegralNumber(), value, path, "integer", say);
            range(value, path, (double) min, (double) max, say);
        };
    }

    static Check number(double min, double max) {
        return (value, path, say) -> {
            require(value.isNumber(), value, path, "number", say);
            range(value, path, min, max, say);
        };
    }

    static Check oneOf(String... allowed) {
        final List<String> names = List.of(allowed);
        return (value, path, say) -> {
            require(value.isTextual(), value, path, "string", say);
            if (!names.contains(value.asText())) {
                throw say.notOneOf(path, value.asText(), names);
            }
        };
    }

    static Check object() {
        return (value, path, say) -> require(value.isObject(), value, path, "object", say);
    }

    static Check array(Check element) {
        return (value, path, say) -> {
            require(value.isArray(), value, path, "array", say);
            for (int i = 0; i < value.size(); i++) {
                element.check(value.get(i), path + "[" + i + "]", say);
            }
        };
    }

    static Check array(Check element, int min, int max) {
        return (value, path, say) -> {
            array(element).check(value, path, say);
            if (value.size() < min || value.size() > max) {
                throw say.outOfRange(path, value.size() + " elements", min, max);
            }
        };
    }

    /** A text, or whatever {@code other} takes. */
    static Check stringOr(Check other) {
        return (value, path, say) -> {
            if (!value.isTextual()) {
                other.check(value, path, say);
            }
        };
    }

    /** An object whose member {@code tag} chooses its shape. */
    static Check tagged(String tag, Map<String, Shape> shapes) {
        return (value, path, say) -> {
            require(value.isObject(), value, path, "object", say);
            final JsonNode kind = value.get(tag);
            if (kind == null) {
                throw say.missing(path, tag);
            }
            final Shape shape = shapes.get(kind.asText());
            if (shape == null) {
                throw say.notOneOf(
                        Wording.child(path, tag),
                        kind.asText(),
                        shapes.keySet().stream().sorted().toList());
            }
            shape.check(value, path, say);
        };
    }

    default Check orNull() {
        return (value, path, say) -> {
            if (!value.isNull()) {
                check(value, path, say);
            }
        };
    }

    static void require(boolean fine, JsonNode value, String path, String expected, Wording say) {
        if (!fine) {
            throw say.wrongType(path, expected, value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void range(JsonNode value, String path, double min, double max, Wording say) {
        if (value.asDouble() < min || value.asDouble() > max) {
            throw say.outOfRange(path, value.asText(), min, max);
        }
    }
}
