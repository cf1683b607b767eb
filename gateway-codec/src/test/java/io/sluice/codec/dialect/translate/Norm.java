package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the neutral meaning of messages is made of, for an oracle that knows nothing of the code under test: trees, collected
 * whole. Two messages of different dialects say the same when their meanings are equal.
 */
final class Norm {
    static final ObjectMapper JSON = new ObjectMapper();
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Map<Integer, String> KIND_BY_STATUS = Map.ofEntries(
            Map.entry(400, "invalid_request"),
            Map.entry(401, "auth"),
            Map.entry(402, "billing"),
            Map.entry(403, "permission"),
            Map.entry(404, "not_found"),
            Map.entry(408, "timeout"),
            Map.entry(409, "conflict"),
            Map.entry(413, "too_large"),
            Map.entry(422, "invalid_request"),
            Map.entry(429, "rate_limit"),
            Map.entry(500, "internal"),
            Map.entry(502, "internal"),
            Map.entry(503, "overloaded"),
            Map.entry(504, "timeout"),
            Map.entry(529, "overloaded"));

    private Norm() {}

    /** An event of a stream: its name, {@code message} where it has none, and its data. */
    record Sse(String name, String data) {}

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static JsonNode parse(byte[] json) {
        return parse(new String(json, StandardCharsets.UTF_8));
    }

    static void check(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("broken stream: " + rule);
        }
    }

    static boolean isSet(JsonNode node) {
        return !(node.isMissingNode() || node.isNull());
    }

    static String text(JsonNode node) {
        return isSet(node) ? node.asText() : "";
    }

    static String kind(int status) {
        return KIND_BY_STATUS.getOrDefault(status, "invalid_request");
    }

    static List<Sse> events(byte[] stream) {
        String text = new String(stream, StandardCharsets.UTF_8);
        if (text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        final List<Sse> events = new ArrayList<>();
        String name = "message";
        final List<String> data = new ArrayList<>();
        for (final String line : (text + "\n\n").split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Sse(name, String.join("\n", data)));
                }
                name = "message";
                data.clear();
            } else if (!line.startsWith(":")) {
                final int colon = line.indexOf(':');
                final String field = colon < 0 ? line : line.substring(0, colon);
                final String rest = colon < 0 ? "" : line.substring(colon + 1);
                final String value = rest.startsWith(" ") ? rest.substring(1) : rest;
                if (field.equals("event")) {
                    name = value;
                } else if (field.equals("data")) {
                    data.add(value);
                }
            }
        }
        return events;
    }

    /** A choice being collected. */
    static final class Chosen {
        final StringBuilder text = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final ArrayNode calls = NODES.arrayNode();

        @Nullable
        String finish;

        @Nullable
        String stopSequence;

        void call(String name, JsonNode arguments) {
            calls.addObject().put("name", name).set("arguments", isSet(arguments) ? arguments : NODES.objectNode());
        }

        ObjectNode node(boolean broken) {
            String end = finish;
            if (!refusal.isEmpty()) {
                end = "content_filter";
            }
            if (!calls.isEmpty() && "stop".equals(end)) {
                end = "tool_calls";
            }
            final ObjectNode node = NODES.objectNode();
            node.put("text", text.toString() + refusal);
            node.put("reasoning", reasoning.toString());
            node.set("tool_calls", broken ? NODES.arrayNode() : calls);
            node.put("finish", broken ? null : end);
            node.put("stop_sequence", broken ? null : stopSequence);
            return node;
        }
    }

    static ObjectNode answer(Iterable<Chosen> choices, @Nullable ObjectNode usage, @Nullable ObjectNode error) {
        final ObjectNode answer = NODES.objectNode();
        final ArrayNode list = answer.putArray("choices");
        choices.forEach(choice -> list.add(choice.node(error != null)));
        answer.set("usage", usage == null || error != null ? NODES.nullNode() : usage);
        if (error != null) {
            answer.set("error", error);
        }
        return answer;
    }

    static ObjectNode usage(long input, long cacheRead, long cacheWrite, long output, long reasoning) {
        return NODES.objectNode()
                .put("input_total", input)
                .put("cache_read", cacheRead)
                .put("cache_write", cacheWrite)
                .put("output_total", output)
                .put("reasoning", reasoning);
    }

    static ObjectNode error(String kind, @Nullable String message, @Nullable Integer retryAfter) {
        return NODES.objectNode().put("kind", kind).put("message", message).put("retry_after", retryAfter);
    }

    static ObjectNode truncated() {
        return error("truncated", null, null);
    }

    static @Nullable Integer retryAfter(JsonNode wrapper) {
        for (final Map.Entry<String, JsonNode> header : wrapper.path("headers").properties()) {
            if (header.getKey().equalsIgnoreCase("retry-after")) {
                return header.getValue().asInt();
            }
        }
        return null;
    }

    // Requests

    static ObjectNode part(String kind) {
        return NODES.objectNode().put("t", kind);
    }

    static ObjectNode textPart(JsonNode part) {
        return marked(part("text").put("text", part.path("text").asText()), part);
    }

    static ObjectNode marked(ObjectNode made, JsonNode part) {
        if (isSet(part.path("cache_control")) || isSet(part.path("prompt_cache_breakpoint"))) {
            made.put("cache", true);
        }
        return made;
    }

    static ObjectNode image(String url, JsonNode detail) {
        if (url.startsWith("data:")) {
            final String[] halves = url.substring(5).split(";base64,", 2);
            return part("image").put("mime", halves[0]).put("data", halves[1]);
        }
        final ObjectNode part = part("image_url").put("url", url);
        part.set("detail", isSet(detail) ? detail : NODES.nullNode());
        return part;
    }

    static ObjectNode result(String id, String text, boolean isError) {
        return part("result").put("id", id).put("text", text).put("is_error", isError);
    }

    static ObjectNode call(String id, String name, JsonNode arguments) {
        final ObjectNode call = part("call").put("id", id).put("name", name);
        call.set("args", isSet(arguments) ? arguments : NODES.objectNode());
        return call;
    }

    static List<ObjectNode> system(JsonNode content) {
        final List<ObjectNode> parts = new ArrayList<>();
        if (content.isTextual()) {
            parts.add(NODES.objectNode().put("text", content.asText()));
        } else if (content.isArray()) {
            content.forEach(part -> parts.add(
                    marked(NODES.objectNode().put("text", part.path("text").asText()), part)));
        }
        return parts;
    }

    static List<ObjectNode> plain(JsonNode content) {
        return content.isTextual() && !content.asText().isEmpty()
                ? List.of(part("text").put("text", content.asText()))
                : List.of();
    }

    /** A request being collected. */
    static final class Asked {
        final ObjectNode node = NODES.objectNode();
        private final ArrayNode system = NODES.arrayNode();
        private final ArrayNode tools = NODES.arrayNode();
        private final List<ObjectNode> turns = new ArrayList<>();

        void system(JsonNode content) {
            Norm.system(content).forEach(system::add);
        }

        void turn(String role, List<? extends JsonNode> parts) {
            final List<JsonNode> filled = new ArrayList<>(parts);
            filled.removeIf(part -> part.path("t").asText().equals("text")
                    && part.path("text").asText().isEmpty());
            if (filled.isEmpty()) {
                return;
            }
            final ObjectNode last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
            if (last != null && last.path("role").asText().equals(role)) {
                ((ArrayNode) last.path("parts")).addAll(filled);
            } else {
                final ObjectNode turn = NODES.objectNode().put("role", role);
                turn.putArray("parts").addAll(filled);
                turns.add(turn);
            }
        }

        void tool(JsonNode name, JsonNode description, JsonNode schema) {
            final ObjectNode tool = tools.addObject();
            tool.set("name", name);
            tool.set("description", isSet(description) ? description : NODES.nullNode());
            tool.set("schema", isSet(schema) ? schema : NODES.nullNode());
        }

        void choice(@Nullable String mode, @Nullable String name) {
            if (mode != null) {
                final ObjectNode choice = node.putObject("tool_choice").put("mode", mode);
                if (name != null) {
                    choice.put("name", name);
                }
            }
        }

        void set(String field, JsonNode value) {
            if (isSet(value)) {
                node.set(field, value);
            }
        }

        /** Results before what was lifted out of them, and that before the rest. */
        void resultsFirst() {
            for (final ObjectNode turn : turns) {
                final List<JsonNode> parts = new ArrayList<>();
                turn.path("parts").forEach(parts::add);
                parts.sort((a, b) -> Integer.compare(rank(a), rank(b)));
                parts.forEach(part -> ((ObjectNode) part).remove("lifted"));
                turn.putArray("parts").addAll(parts);
            }
        }

        private static int rank(JsonNode part) {
            return part.path("t").asText().equals("result") ? 0 : part.has("lifted") ? 1 : 2;
        }

        ObjectNode finish() {
            final Map<String, String> ids = new HashMap<>();
            for (final ObjectNode turn : turns) {
                turn.path("parts").forEach(part -> {
                    if (part.has("id")) {
                        final String id = ids.computeIfAbsent(part.path("id").asText(), any -> "#" + (ids.size() + 1));
                        ((ObjectNode) part).put("id", id);
                    }
                });
            }
            if (!tools.isEmpty()) {
                if (!node.has("tool_choice")) {
                    choice("auto", null);
                }
                if (!node.has("parallel")) {
                    node.put("parallel", true);
                }
                node.set("tools", tools);
            }
            if (!system.isEmpty()) {
                node.set("system", system);
            }
            node.putArray("turns").addAll(turns);
            return node;
        }
    }
}
