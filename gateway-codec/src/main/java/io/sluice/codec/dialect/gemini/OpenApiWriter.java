package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns one JSON Schema into the vendor's own form, which knows no references. Cold; used once. */
final class OpenApiWriter {
    /** Most subschemas that come of one schema, for references that multiply. */
    private static final int MAX_SCHEMAS = 10_000;

    /** How many references may lead on from one to the next. */
    private static final int MAX_REFERENCES = 64;

    private static final JsonValue TRUE = JsonValue.of("true");
    private static final JsonValue STRING = Tree.leaf("STRING");
    private static final JsonValue NULL_TYPE = Tree.leaf("null");
    private static final Set<String> FORMATS = Set.of("enum", "date-time", "int32", "int64", "float", "double");
    private static final Set<String> SILENT = Set.of(
            "$schema", "$id", "$defs", "definitions", "$comment", "$anchor", "deprecated", "readOnly", "writeOnly");

    private final Object root;
    private final Losses losses;
    private final Dialect upstream;
    private final Deque<String> following = new ArrayDeque<>();
    private int schemas;

    OpenApiWriter(JsonValue schema, Losses losses, Dialect upstream) {
        root = Tree.read(schema);
        this.losses = losses;
        this.upstream = upstream;
    }

    JsonValue written() throws UnsupportedException {
        return Tree.write(schema(root));
    }

    private Map<String, Object> schema(Object node) throws UnsupportedException {
        if (++schemas > MAX_SCHEMAS) {
            throw new UnsupportedException("schema", "the schema has more than " + MAX_SCHEMAS + " parts");
        }
        final Map<String, Object> members = Tree.object(node);
        if (members == null) {
            return new LinkedHashMap<>();
        }
        final String reference = Tree.text(members.get("$ref"));
        if (reference != null) {
            return referred(reference, members);
        }
        final Map<String, Object> whole = Tree.array(members.get("allOf")) == null ? members : merged(members);
        final Map<String, Object> to = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> member : whole.entrySet()) {
            put(member.getKey(), member.getValue(), to);
        }
        if (!to.containsKey("type") && to.containsKey("enum")) {
            to.put("type", STRING);
        }
        return to;
    }

    private Map<String, Object> referred(String reference, Map<String, Object> members) throws UnsupportedException {
        final Object target = find(reference);
        follow(reference);
        final Map<String, Object> joined = new LinkedHashMap<>();
        final Map<String, Object> there = Tree.object(target);
        if (there != null) {
            joined.putAll(there);
        }
        for (final Map.Entry<String, Object> member : members.entrySet()) {
            if (!member.getKey().equals("$ref")) {
                joined.put(member.getKey(), member.getValue());
            }
        }
        final Map<String, Object> written = schema(joined);
        following.pop();
        return written;
    }

    private void follow(String reference) throws UnsupportedException {
        if (following.contains(reference) || following.size() == MAX_REFERENCES) {
            throw new UnsupportedException(
                    "schema",
                    "the schema refers to itself ('" + reference + "'), which can't be said to an upstream that speaks "
                            + upstream.configName());
        }
        following.push(reference);
    }

    private Object find(String reference) throws UnsupportedException {
        @Nullable Object at = root;
        if (reference.startsWith("#")) {
            for (final String step : reference.substring(1).split("/", -1)) {
                final Map<String, Object> members = Tree.object(at);
                final String name = step.replace("~1", "/").replace("~0", "~");
                at = step.isEmpty() ? at : members == null ? null : members.get(name);
                if (at == null) {
                    break;
                }
            }
        } else {
            at = null;
        }
        if (at == null) {
            throw new UnsupportedException("schema", "the schema refers to '" + reference + "', which it doesn't hold");
        }
        return at;
    }

    /** All of these schemas at once: what one says later gives way to what was said before, but properties come together. */
    private Map<String, Object> merged(Map<String, Object> members) throws UnsupportedException {
        final Map<String, Object> whole = new LinkedHashMap<>(members);
        whole.remove("allOf");
        final List<?> all = Tree.array(members.get("allOf"));
        for (final Object one : all == null ? List.of() : all) {
            Map<String, Object> part = Tree.object(one);
            final String reference = part == null ? null : Tree.text(part.get("$ref"));
            if (reference != null) {
                part = Tree.object(find(reference));
                follow(reference);
            }
            if (part != null) {
                join(Tree.array(part.get("allOf")) == null ? part : merged(part), whole);
            }
            if (reference != null) {
                following.pop();
            }
        }
        return whole;
    }

    private static void join(Map<String, Object> part, Map<String, Object> whole) {
        for (final Map.Entry<String, Object> member : part.entrySet()) {
            final Object before = whole.get(member.getKey());
            final Object more = member.getValue();
            if (before == null) {
                whole.put(member.getKey(), more);
            } else if (member.getKey().equals("properties")) {
                whole.put("properties", joinedProperties(before, more));
            } else if (member.getKey().equals("required")) {
                whole.put("required", joinedNames(before, more));
            }
        }
    }

    private static Object joinedProperties(Object before, Object more) {
        final Map<String, Object> first = Tree.object(before);
        final Map<String, Object> second = Tree.object(more);
        if (first == null || second == null) {
            return before;
        }
        final Map<String, Object> joined = new LinkedHashMap<>(first);
        second.forEach(joined::putIfAbsent);
        return joined;
    }

    private static Object joinedNames(Object before, Object more) {
        final List<?> first = Tree.array(before);
        final List<?> second = Tree.array(more);
        if (first == null || second == null) {
            return before;
        }
        final List<Object> joined = new ArrayList<>(first);
        for (final Object name : second) {
            if (!joined.contains(name)) {
                joined.add(name);
            }
        }
        return joined;
    }

    private void put(String name, Object value, Map<String, Object> to) throws UnsupportedException {
        switch (name) {
            case "type" -> type(value, to);
            case "enum" -> values(Tree.array(value), to);
            case "const" -> values(List.of(value), to);
            case "anyOf", "oneOf" -> choices(Tree.array(value), to);
            case "properties" -> properties(Tree.object(value), to);
            case "items" -> items(value, to);
            case "format" -> {
                final String format = Tree.text(value);
                if (format != null && FORMATS.contains(format)) {
                    to.put("format", value);
                } else {
                    drop("format");
                }
            }
            case "examples" -> {
                final List<?> examples = Tree.array(value);
                if (examples != null && !examples.isEmpty()) {
                    to.put("example", examples.get(0));
                }
            }
            case "title",
                    "description",
                    "nullable",
                    "required",
                    "propertyOrdering",
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties",
                    "pattern",
                    "default",
                    "example" -> to.putIfAbsent(name, value);
            default -> {
                if (!SILENT.contains(name)) {
                    drop(name);
                }
            }
        }
    }

    private void drop(String name) throws UnsupportedException {
        losses.drop("schema." + name, upstream);
    }

    private void type(Object value, Map<String, Object> to) {
        final List<?> types = Tree.array(value);
        if (types == null) {
            putType(value, to);
            return;
        }
        final List<Object> others = new ArrayList<>(types);
        if (others.remove(NULL_TYPE)) {
            to.put("nullable", TRUE);
        }
        if (others.size() == 1) {
            putType(others.get(0), to);
        } else if (!others.isEmpty()) {
            final List<Object> choices = new ArrayList<>(others.size());
            for (final Object one : others) {
                final Map<String, Object> choice = new LinkedHashMap<>();
                putType(one, choice);
                choices.add(choice);
            }
            to.putIfAbsent("anyOf", choices);
        }
    }

    private static void putType(Object value, Map<String, Object> to) {
        final String type = Tree.text(value);
        if (type != null) {
            to.putIfAbsent("type", Tree.leaf(type.toUpperCase(Locale.ROOT)));
        }
    }

    /** The vendor's values are strings alone. */
    private void values(@Nullable List<?> values, Map<String, Object> to) throws UnsupportedException {
        if (values == null) {
            return;
        }
        final List<Object> strings = new ArrayList<>(values.size());
        boolean changed = false;
        for (final Object value : values) {
            if (Tree.is(value, "null")) {
                to.put("nullable", TRUE);
            } else if (Tree.text(value) != null) {
                strings.add(value);
            } else {
                changed = true;
                strings.add(Tree.leaf(Tree.write(value).text()));
            }
        }
        if (changed) {
            drop("enum");
            to.put("type", STRING);
        }
        if (!strings.isEmpty()) {
            to.put("enum", strings);
        }
    }

    private void choices(@Nullable List<?> choices, Map<String, Object> to) throws UnsupportedException {
        if (choices == null) {
            return;
        }
        final List<Object> written = new ArrayList<>(choices.size());
        for (final Object choice : choices) {
            final Map<String, Object> members = Tree.object(choice);
            if (members != null && NULL_TYPE.equals(members.get("type"))) {
                to.put("nullable", TRUE);
            } else {
                written.add(schema(choice));
            }
        }
        if (written.size() == 1) {
            final Map<String, Object> only = Tree.object(written.get(0));
            if (only != null) {
                only.forEach(to::putIfAbsent);
            }
        } else if (!written.isEmpty()) {
            to.put("anyOf", written);
        }
    }

    private void properties(@Nullable Map<String, Object> properties, Map<String, Object> to)
            throws UnsupportedException {
        if (properties == null || properties.isEmpty()) {
            return;
        }
        final Map<String, Object> written = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> property : properties.entrySet()) {
            written.put(property.getKey(), schema(property.getValue()));
        }
        to.put("properties", written);
    }

    private void items(Object value, Map<String, Object> to) throws UnsupportedException {
        if (Tree.array(value) == null) {
            to.put("items", schema(value));
        } else {
            drop("items");
        }
    }
}
