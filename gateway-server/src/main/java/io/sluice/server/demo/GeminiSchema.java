package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The part of OpenAPI's schemas that Gemini's {@code Schema} has; anything else is a field it can't find. */
final class GeminiSchema {
    static final Check ANY = GeminiSchema::check;

    private static final Shape SCHEMA = Shape.of()
            .may(
                    "type",
                    Check.oneOf(
                            "TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"))
            .may("format", Check.string())
            .may("title", Check.string())
            .may("description", Check.string())
            .may("nullable", Check.bool())
            .may("enum", Check.array(Check.string()))
            .may("items", ANY)
            .may("properties", (value, path, say) -> {
                Check.object().check(value, path, say);
                value.properties().forEach(each -> ANY.check(each.getValue(), path + "." + each.getKey(), say));
            })
            .may("required", Check.array(Check.string()))
            .may("propertyOrdering", Check.array(Check.string()))
            .may("anyOf", Check.array(ANY))
            .may("pattern", Check.string())
            .mayAny("minimum", "maximum", "default", "example")
            .mayAny("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties")
            .rule(GeminiSchema::sound);

    private GeminiSchema() {}

    private static void check(JsonNode value, String path, Wording say) {
        SCHEMA.check(value, path, say);
    }

    private static void sound(JsonNode schema, String path, Wording say) {
        final String type = schema.path("type").asText();
        if (type.equals("ARRAY") && !schema.has("items")) {
            throw say.broken(path, "* " + path + ".items: missing field.\n");
        }
        if (schema.path("properties").isObject() && schema.path("properties").isEmpty()) {
            throw say.broken(path, "* " + path + ".properties: should be non-empty for OBJECT type\n");
        }
        for (JsonNode name : schema.path("required")) {
            if (!schema.path("properties").has(name.asText())) {
                throw say.broken(path, "* " + path + ".required[0]: property is not defined\n");
            }
        }
    }
}
