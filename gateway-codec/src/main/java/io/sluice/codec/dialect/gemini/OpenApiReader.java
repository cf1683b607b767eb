package io.sluice.codec.dialect.gemini;

import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns schemas of the vendor's own form into JSON Schema. Cold. */
final class OpenApiReader {
    private static final JsonValue NULL = JsonValue.of("null");
    private static final JsonValue NULL_TYPE = Tree.leaf("null");

    private OpenApiReader() {}

    static Object read(Object node) {
        final Map<String, Object> members = Tree.object(node);
        if (members == null) {
            return node;
        }
        final Map<String, Object> schema = new LinkedHashMap<>();
        boolean nullable = false;
        for (final Map.Entry<String, Object> member : members.entrySet()) {
            final String name = ProtoNames.camel(member.getKey());
            if (name.equals("nullable")) {
                nullable = Tree.is(member.getValue(), "true");
            } else {
                put(name, member.getValue(), schema);
            }
        }
        if (nullable) {
            allowNull(schema);
        }
        return schema;
    }

    private static void put(String name, Object value, Map<String, Object> schema) {
        switch (name) {
            case "type" -> {
                final String type = Tree.text(value);
                if (type != null && !type.equals("TYPE_UNSPECIFIED")) {
                    schema.put("type", Tree.leaf(type.toLowerCase(Locale.ROOT)));
                }
            }
            case "format" -> {
                if (!"enum".equals(Tree.text(value))) {
                    schema.put("format", value);
                }
            }
            case "propertyOrdering" -> {}
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" ->
                schema.put(name, number(value));
            case "properties" -> schema.put(name, each(value));
            case "defs" -> schema.put("$defs", each(value));
            case "ref" -> schema.put("$ref", value);
            case "items", "additionalProperties" -> schema.put(name, read(value));
            case "anyOf" -> schema.put(name, all(value));
            case "example" -> schema.put("examples", List.of(value));
            default -> schema.put(name, value);
        }
    }

    private static Object number(Object value) {
        final String text = Tree.text(value);
        return text == null || !isWhole(text) ? value : JsonValue.of(text);
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && (text.length() == 1 || text.charAt(0) != '0');
    }

    private static Object each(Object value) {
        final Map<String, Object> members = Tree.object(value);
        if (members == null) {
            return value;
        }
        final Map<String, Object> read = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> member : members.entrySet()) {
            read.put(member.getKey(), read(member.getValue()));
        }
        return read;
    }

    private static Object all(Object value) {
        final List<?> elements = Tree.array(value);
        if (elements == null) {
            return value;
        }
        final List<Object> read = new ArrayList<>(elements.size() + 1);
        for (final Object element : elements) {
            read.add(read(element));
        }
        return read;
    }

    private static void allowNull(Map<String, Object> schema) {
        final Object type = schema.get("type");
        if (type != null && !type.equals(NULL_TYPE)) {
            schema.put("type", List.of(type, NULL_TYPE));
        }
        final List<?> values = Tree.array(schema.get("enum"));
        if (values != null && !values.contains(NULL)) {
            schema.put("enum", with(values, NULL));
        }
        final List<?> choices = Tree.array(schema.get("anyOf"));
        if (choices != null) {
            final Map<String, Object> nothing = new LinkedHashMap<>();
            nothing.put("type", NULL_TYPE);
            schema.put("anyOf", with(choices, nothing));
        }
    }

    private static List<Object> with(List<?> elements, Object more) {
        final List<Object> all = new ArrayList<>(elements);
        all.add(more);
        return all;
    }
}
