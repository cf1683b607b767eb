package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What OpenAI asks of names, of schemas it is to keep to strictly, and of settings that go together. */
final class OpenAiSchemas {
    private static final int MAX_PAIRS = 16;
    private static final int MAX_USER_CHARS = 64;

    private OpenAiSchemas() {}

    static Check name() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (!value.asText().matches("[a-zA-Z0-9_-]{1,64}")) {
                throw say.broken(
                        path,
                        "Invalid '" + path + "': string does not match pattern. Expected a string that matches the"
                                + " pattern '^[a-zA-Z0-9_-]+$'.");
            }
        };
    }

    /** Who uses it. */
    static Check user() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (value.asText().length() > MAX_USER_CHARS) {
                throw say.broken(
                        path,
                        "Invalid '" + path + "': string too long. Expected a string with maximum length "
                                + MAX_USER_CHARS + ", but got a string with length "
                                + value.asText().length() + " instead.");
            }
        };
    }

    static Check metadata() {
        return (value, path, say) -> {
            Check.object().check(value, path, say);
            if (value.size() > MAX_PAIRS) {
                throw say.broken(
                        path,
                        "Invalid '" + path + "': too many properties. Expected an object with at most " + MAX_PAIRS
                                + " properties, but got an object with " + value.size() + " properties instead.");
            }
            value.properties().forEach(pair -> Check.string().check(pair.getValue(), path + "." + pair.getKey(), say));
        };
    }

    /** A member that holds a name, a schema and whether it is strict. {@code what}: a response_format or a function. */
    static Check strict(String schemaName, String what) {
        return (value, path, say) -> {
            final JsonNode schema = value.path(schemaName);
            if (value.path("strict").asBoolean() && schema.isObject()) {
                closed(
                        schema,
                        Wording.child(path, schemaName),
                        what + " '" + value.path("name").asText() + "'",
                        say);
            }
        };
    }

    private static void closed(JsonNode schema, String path, String what, Wording say) {
        if (schema.path("type").asText().equals("object")) {
            if (!schema.path("additionalProperties").isBoolean()
                    || schema.path("additionalProperties").asBoolean()) {
                throw invalid(path, what, "'additionalProperties' is required to be supplied and to be false.", say);
            }
            final Set<String> required = new HashSet<>();
            schema.path("required").forEach(each -> required.add(each.asText()));
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                if (!required.contains(property.getKey())) {
                    throw invalid(
                            path,
                            what,
                            "'required' is required to be supplied and to be an array including every key in"
                                    + " properties. Missing '" + property.getKey() + "'.",
                            say);
                }
                closed(property.getValue(), path, what, say);
            }
        }
        if (schema.has("items")) {
            closed(schema.path("items"), path, what, say);
        }
    }

    private static Refusal invalid(String path, String what, String reason, Wording say) {
        return say.broken(path, "Invalid schema for " + what + ": In context=(), " + reason);
    }

    /** Any JSON object is only promised to callers that speak of JSON. */
    static void speaksOfJson(JsonNode told, JsonNode format, String path, String member, Wording say) {
        if (format.path("type").asText().equals("json_object")
                && !Json.text(told).toLowerCase(Locale.ROOT).contains("json")) {
            throw say.broken(
                    path,
                    "'" + path + "' must contain the word 'json' in some form, to use '" + member
                            + "' of type 'json_object'.");
        }
    }

    /** Models that reason take only the defaults of what tunes others. */
    static void reasonsAlone(JsonNode body, String... refused) {
        if (!body.path("model").asText().matches("o[0-9].*")) {
            return;
        }
        for (String field : refused) {
            if (body.hasNonNull(field)) {
                throw new Refusal(
                        400,
                        "Unsupported parameter: '" + field + "' is not supported with this model.",
                        field,
                        "unsupported_parameter");
            }
        }
    }
}
