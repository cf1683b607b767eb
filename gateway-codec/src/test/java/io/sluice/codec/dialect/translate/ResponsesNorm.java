package io.sluice.codec.dialect.translate;

import static io.sluice.codec.dialect.translate.Norm.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The neutral meaning of OpenAI's Responses; streams by the grammar its client needs. */
final class ResponsesNorm {
    private static final Map<String, String> DELTAS = Map.of(
            "response.output_text.delta", "text",
            "response.refusal.delta", "refusal",
            "response.reasoning_text.delta", "text",
            "response.reasoning_summary_text.delta", "text");

    private ResponsesNorm() {}

    private static @Nullable ObjectNode usageOf(JsonNode usage) {
        return usage.isObject()
                ? usage(
                        usage.path("input_tokens").asLong(),
                        usage.path("input_tokens_details").path("cached_tokens").asLong(),
                        usage.path("input_tokens_details")
                                .path("cache_write_tokens")
                                .asLong(),
                        usage.path("output_tokens").asLong(),
                        usage.path("output_tokens_details")
                                .path("reasoning_tokens")
                                .asLong())
                : null;
    }

    static ObjectNode response(JsonNode body) {
        return answer(List.of(chosen(body)), usageOf(body.path("usage")), null);
    }

    private static Chosen chosen(JsonNode body) {
        final Chosen chosen = new Chosen();
        for (final JsonNode item : body.path("output")) {
            switch (item.path("type").asText()) {
                case "message" ->
                    item.path("content").forEach(part -> {
                        chosen.text.append(text(part.path("text")));
                        chosen.refusal.append(text(part.path("refusal")));
                    });
                case "reasoning" -> {
                    final List<String> summary = new ArrayList<>();
                    item.path("summary").forEach(part -> summary.add(text(part.path("text"))));
                    chosen.reasoning.append(String.join("\n\n", summary));
                    item.path("content").forEach(part -> chosen.reasoning.append(text(part.path("text"))));
                }
                case "function_call" -> {
                    final String arguments = text(item.path("arguments"));
                    chosen.call(item.path("name").asText(), parse(arguments.isEmpty() ? "{}" : arguments));
                }
                default -> {}
            }
        }
        chosen.finish = switch (body.path("status").asText()) {
            case "completed" -> "stop";
            case "incomplete" ->
                switch (body.path("incomplete_details").path("reason").asText()) {
                    case "max_output_tokens" -> "length";
                    case "content_filter" -> "content_filter";
                    default -> "stop";
                };
            default -> null;
        };
        return chosen;
    }

    static ObjectNode error(@Nullable JsonNode wrapper, JsonNode body) {
        if (!body.has("error")) {
            final String code = text(body.path("code"));
            final ObjectNode nested = body.deepCopy();
            nested.put(
                    "type", code.isEmpty() || code.equals("server_error") ? "server_error" : "invalid_request_error");
            final ObjectNode wrapped = NODES.objectNode();
            wrapped.set("error", nested);
            return error(wrapper, wrapped);
        }
        final String code = text(body.path("error").path("code"));
        if (wrapper == null && (code.equals("server_error") || code.equals("rate_limit_exceeded"))) {
            return Norm.error(
                    code.equals("server_error") ? "internal" : "rate_limit",
                    body.path("error").path("message").asText(),
                    null);
        }
        return OpenAiNorm.error(wrapper, body);
    }

    private record Place(int item, String kind, int index) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return item != other.item
                    ? Integer.compare(item, other.item)
                    : !kind.equals(other.kind) ? kind.compareTo(other.kind) : Integer.compare(index, other.index);
        }
    }

    private static final class Streamed {
        final List<ObjectNode> items = new ArrayList<>();
        final Set<Integer> done = new HashSet<>();
        final TreeMap<Place, ObjectNode> parts = new TreeMap<>();
        int sequence = -1;

        @Nullable
        String id;

        @Nullable
        JsonNode terminal;

        @Nullable
        ObjectNode error;
    }

    static ObjectNode stream(List<Sse> events) {
        final Streamed stream = new Streamed();
        for (final Sse event : events) {
            if (event.data().strip().equals("[DONE]")) {
                check(stream.terminal != null, "[DONE] before the end");
                continue;
            }
            final JsonNode data = parse(event.data());
            check(event.name().equals(data.path("type").asText()), "the name " + event.name() + " is not the type");
            check(stream.terminal == null, "an event after the end");
            check(data.path("sequence_number").asInt() == stream.sequence + 1, "sequence_number");
            stream.sequence++;
            step(stream, data);
        }
        return result(stream);
    }

    private static void step(Streamed stream, JsonNode data) {
        final String type = data.path("type").asText();
        if (type.equals("error")) {
            stream.error = error(null, data);
            return;
        }
        check(stream.error == null || type.equals("response.failed"), "an event after an error");
        if (type.equals("response.created")) {
            check(stream.sequence == 0, "response.created is not first");
            stream.id = data.path("response").path("id").asText();
            return;
        }
        check(stream.id != null, "no response.created");
        switch (type) {
            case "response.in_progress", "response.queued" -> {}
            case "response.completed", "response.incomplete", "response.failed" -> terminal(stream, type, data);
            case "response.output_item.added" -> {
                final int index = data.path("output_index").asInt();
                check(index == stream.items.size() && (index == 0 || stream.done.contains(index - 1)), "output_index");
                stream.items.add(data.path("item").deepCopy());
            }
            case "response.output_item.done" -> {
                final int index = data.path("output_index").asInt();
                check(stream.done.add(index), "an item done twice");
                check(sameId(stream.items.get(index), data.path("item")), "the id of an item changes");
                stream.items.set(index, data.path("item").deepCopy());
            }
            default -> inside(stream, type, data);
        }
    }

    private static void terminal(Streamed stream, String type, JsonNode data) {
        final JsonNode response = data.path("response");
        stream.terminal = response;
        check(("response." + response.path("status").asText()).equals(type), "the status of the terminal response");
        check(response.path("id").asText().equals(stream.id), "the id of the terminal response");
        if (type.equals("response.failed") && stream.error == null) {
            final ObjectNode wrapped = NODES.objectNode();
            wrapped.set("error", response.path("error"));
            stream.error = error(null, wrapped);
        }
    }

    private static boolean sameId(JsonNode a, JsonNode b) {
        return a.path("id").asText().equals(b.path("id").asText());
    }

    private static void inside(Streamed stream, String type, JsonNode data) {
        final int index = data.path("output_index").asInt(-1);
        check(index >= 0 && index < stream.items.size() && !stream.done.contains(index), type + ": no item is open");
        final ObjectNode item = stream.items.get(index);
        check(data.path("item_id").asText().equals(item.path("id").asText()), type + ": another item");
        if (type.equals("response.function_call_arguments.delta")) {
            item.put(
                    "arguments",
                    text(item.path("arguments")) + data.path("delta").asText());
            return;
        }
        if (type.equals("response.function_call_arguments.done")) {
            agree(text(item.path("arguments")), data.path("arguments").asText());
            item.set("arguments", data.path("arguments"));
            return;
        }
        final boolean summary = data.has("summary_index");
        final Place place = new Place(
                index,
                summary ? "summary" : "content",
                data.path(summary ? "summary_index" : "content_index").asInt());
        part(stream, type, data, place);
        final ArrayNode parts = item.putArray(place.kind());
        stream.parts.forEach((other, part) -> {
            if (other.item() == index && other.kind().equals(place.kind())) {
                parts.add(part);
            }
        });
    }

    private static void part(Streamed stream, String type, JsonNode data, Place place) {
        final String field = DELTAS.get(type);
        if (type.endsWith("_part.added")) {
            stream.parts.put(place, data.path("part").deepCopy());
            return;
        }
        final ObjectNode part = stream.parts.get(place);
        check(part != null, type + ": no part is open");
        if (part == null) {
            return;
        }
        if (field != null) {
            part.put(field, text(part.path(field)) + data.path("delta").asText());
        } else if (type.endsWith("_part.done")) {
            agree(text(part.path("text")), text(data.path("part").path("text")));
            stream.parts.put(place, data.path("part").deepCopy());
        } else if (type.endsWith(".done")) {
            final String whole = data.has("refusal") ? "refusal" : "text";
            agree(text(part.path(whole)), data.path(whole).asText());
            part.set(whole, data.path(whole));
        }
    }

    private static void agree(String deltas, String whole) {
        check(deltas.isEmpty() || deltas.equals(whole), "the whole differs from its deltas");
    }

    private static ObjectNode result(Streamed stream) {
        final JsonNode terminal = stream.terminal;
        if (terminal == null && stream.error == null) {
            stream.error = truncated();
        }
        final ObjectNode collected = NODES.objectNode();
        collected.putArray("output").addAll(stream.items);
        if (stream.error != null || terminal == null) {
            stream.items.removeIf(item -> item.path("type").asText().equals("function_call"));
            collected.putArray("output").addAll(stream.items);
            return answer(stream.items.isEmpty() ? List.of() : List.of(chosen(collected)), null, stream.error);
        }
        check(stream.done.size() == stream.items.size(), "an item was never done");
        collected.setAll((ObjectNode) terminal.deepCopy());
        collected.putArray("output").addAll(stream.items);
        check(response(collected).equals(response(terminal)), "the terminal response differs from the events");
        return response(terminal);
    }

    static ObjectNode request(JsonNode body) {
        final Asked asked = new Asked();
        asked.system(body.path("instructions"));
        final JsonNode input = body.path("input");
        if (input.isTextual()) {
            asked.turn("user", plain(input));
        }
        input.forEach(item -> item(asked, item));
        asked.resultsFirst();
        for (final JsonNode tool : body.path("tools")) {
            asked.tool(tool.path("name"), tool.path("description"), tool.path("parameters"));
        }
        final JsonNode choice = body.path("tool_choice");
        if (choice.isTextual()) {
            asked.choice(choice.asText().equals("required") ? "any" : choice.asText(), null);
        } else if (choice.isObject()) {
            asked.choice("tool", choice.path("name").asText());
        }
        asked.set("parallel", body.path("parallel_tool_calls"));
        asked.set("max_tokens", body.path("max_output_tokens"));
        asked.set("temperature", body.path("temperature"));
        asked.set("top_p", body.path("top_p"));
        asked.set("user", isSet(body.path("safety_identifier")) ? body.path("safety_identifier") : body.path("user"));
        asked.set("schema", body.path("text").path("format").path("schema"));
        asked.set("effort", body.path("reasoning").path("effort"));
        return asked.finish();
    }

    private static void item(Asked asked, JsonNode item) {
        switch (item.path("type").asText("message")) {
            case "function_call" ->
                asked.turn(
                        "assistant",
                        List.of(call(
                                item.path("call_id").asText(),
                                item.path("name").asText(),
                                parse(item.path("arguments").asText()))));
            case "function_call_output" -> output(asked, item);
            case "message" -> {
                final String role = item.path("role").asText();
                final JsonNode content = item.path("content");
                if (role.equals("system") || role.equals("developer")) {
                    asked.system(content);
                } else {
                    final List<ObjectNode> parts = new ArrayList<>(plain(content));
                    content.forEach(part -> parts.add(part(part)));
                    asked.turn(role, parts);
                }
            }
            case "reasoning" -> {}
            default -> throw new AssertionError("unknown item: " + item);
        }
    }

    private static void output(Asked asked, JsonNode item) {
        final JsonNode output = item.path("output");
        final StringBuilder text = new StringBuilder(output.isTextual() ? output.asText() : "");
        final List<ObjectNode> parts = new ArrayList<>();
        output.forEach(piece -> {
            final ObjectNode part = part(piece);
            if (part.path("t").asText().equals("text")) {
                text.append(part.path("text").asText());
            } else {
                parts.add(part.put("lifted", true));
            }
        });
        parts.add(0, Norm.result(item.path("call_id").asText(), text.toString(), false));
        asked.turn("user", parts);
    }

    private static ObjectNode part(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "input_text", "output_text" -> textPart(part);
            case "input_image" -> image(part.path("image_url").asText(), part.path("detail"));
            default -> throw new AssertionError("unknown part: " + part);
        };
    }
}
