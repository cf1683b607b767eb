package io.sluice.codec.dialect.translate;

import static io.sluice.codec.dialect.translate.Norm.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The neutral meaning of Anthropic's messages; streams by the grammar its client needs. */
final class AnthropicNorm {
    private static final Map<String, String> FINISH = Map.of(
            "end_turn", "stop",
            "stop_sequence", "stop",
            "pause_turn", "stop",
            "max_tokens", "length",
            "model_context_window_exceeded", "length",
            "tool_use", "tool_calls",
            "refusal", "content_filter");
    private static final Map<String, String> KIND = Map.ofEntries(
            Map.entry("invalid_request_error", "invalid_request"),
            Map.entry("authentication_error", "auth"),
            Map.entry("billing_error", "billing"),
            Map.entry("permission_error", "permission"),
            Map.entry("not_found_error", "not_found"),
            Map.entry("conflict_error", "conflict"),
            Map.entry("request_too_large", "too_large"),
            Map.entry("rate_limit_error", "rate_limit"),
            Map.entry("api_error", "internal"),
            Map.entry("overloaded_error", "overloaded"),
            Map.entry("timeout_error", "timeout"));

    private AnthropicNorm() {}

    private static @Nullable ObjectNode usageOf(JsonNode usage) {
        final long read = usage.path("cache_read_input_tokens").asLong();
        final long write = usage.path("cache_creation_input_tokens").asLong();
        final long input = usage.path("input_tokens").asLong() + read + write;
        final long output = usage.path("output_tokens").asLong();
        return input == 0 && output == 0
                ? null
                : usage(
                        input,
                        read,
                        write,
                        output,
                        usage.path("output_tokens_details")
                                .path("thinking_tokens")
                                .asLong());
    }

    static ObjectNode response(JsonNode body) {
        return answer(List.of(chosen(body)), usageOf(body.path("usage")), null);
    }

    private static Chosen chosen(JsonNode body) {
        final Chosen chosen = new Chosen();
        for (final JsonNode block : body.path("content")) {
            switch (block.path("type").asText()) {
                case "text" -> chosen.text.append(block.path("text").asText());
                case "thinking" ->
                    chosen.reasoning.append(block.path("thinking").asText());
                case "tool_use" -> chosen.call(block.path("name").asText(), block.path("input"));
                default -> {}
            }
        }
        chosen.finish = FINISH.get(body.path("stop_reason").asText());
        chosen.stopSequence =
                isSet(body.path("stop_sequence")) ? body.path("stop_sequence").asText() : null;
        return chosen;
    }

    static ObjectNode error(@Nullable JsonNode wrapper, JsonNode body) {
        return Norm.error(
                KIND.getOrDefault(body.path("error").path("type").asText(), "?"),
                body.path("error").path("message").asText(),
                wrapper == null ? null : retryAfter(wrapper));
    }

    private static final class Streamed {
        final ObjectNode body = NODES.objectNode();
        final List<ObjectNode> blocks = new ArrayList<>();
        final List<StringBuilder> inputs = new ArrayList<>();
        final ObjectNode usage = NODES.objectNode();
        int open = -1;
        boolean started;
        boolean stopped;

        @Nullable
        ObjectNode error;
    }

    static ObjectNode stream(List<Sse> events) {
        final Streamed stream = new Streamed();
        for (final Sse event : events) {
            final JsonNode data = parse(event.data());
            check(event.name().equals(data.path("type").asText()), "the name " + event.name() + " is not the type");
            check(stream.error == null && !stream.stopped, "an event after the end");
            step(stream, data);
        }
        if (!stream.stopped && stream.error == null) {
            stream.error = truncated();
        }
        for (int i = 0; i < stream.blocks.size(); i++) {
            if (!stream.inputs.get(i).isEmpty() && stream.error == null) {
                stream.blocks.get(i).set("input", parse(stream.inputs.get(i).toString()));
            }
        }
        stream.body.putArray("content").addAll(stream.blocks);
        return answer(List.of(chosen(stream.body)), usageOf(stream.usage), stream.error);
    }

    private static void step(Streamed stream, JsonNode data) {
        final String type = data.path("type").asText();
        check(stream.started || List.of("ping", "error", "message_start").contains(type), "no message_start");
        switch (type) {
            case "error" -> stream.error = error(null, data);
            case "message_start" -> {
                check(!stream.started, "a second message_start");
                stream.started = true;
                tell(stream, data.path("message").path("usage"));
            }
            case "content_block_start" -> {
                check(stream.open < 0, "a block inside another");
                check(data.path("index").asInt() == stream.blocks.size(), "a gap between blocks");
                stream.open = stream.blocks.size();
                stream.blocks.add(data.path("content_block").deepCopy());
                stream.inputs.add(new StringBuilder());
            }
            case "content_block_delta" -> {
                check(data.path("index").asInt(-1) == stream.open, "a delta for a block that is not open");
                delta(stream, data.path("delta"));
            }
            case "content_block_stop" -> {
                check(data.path("index").asInt(-1) == stream.open, "a stop of a block that is not open");
                stream.open = -1;
            }
            case "message_delta" -> {
                check(stream.open < 0, "message_delta while a block is open");
                check(data.path("usage").isObject(), "message_delta without usage");
                if (isSet(data.path("delta").path("stop_reason"))) {
                    stream.body.set("stop_reason", data.path("delta").path("stop_reason"));
                }
                stream.body.set("stop_sequence", data.path("delta").path("stop_sequence"));
                tell(stream, data.path("usage"));
            }
            case "message_stop" -> {
                check(stream.body.has("stop_reason"), "message_stop without stop_reason");
                stream.stopped = true;
            }
            default -> {}
        }
    }

    private static void delta(Streamed stream, JsonNode delta) {
        final ObjectNode block = stream.blocks.get(stream.open);
        switch (delta.path("type").asText()) {
            case "text_delta" ->
                block.put(
                        "text", block.path("text").asText() + delta.path("text").asText());
            case "thinking_delta" ->
                block.put(
                        "thinking",
                        block.path("thinking").asText() + delta.path("thinking").asText());
            case "input_json_delta" ->
                stream.inputs.get(stream.open).append(delta.path("partial_json").asText());
            default -> {}
        }
    }

    private static void tell(Streamed stream, JsonNode usage) {
        usage.properties().forEach(field -> {
            if (isSet(field.getValue())) {
                stream.usage.set(field.getKey(), field.getValue());
            }
        });
    }

    static ObjectNode request(JsonNode body) {
        final Asked asked = new Asked();
        asked.system(body.path("system"));
        for (final JsonNode message : body.path("messages")) {
            turn(asked, message);
        }
        for (final JsonNode tool : body.path("tools")) {
            asked.tool(tool.path("name"), tool.path("description"), tool.path("input_schema"));
        }
        final JsonNode choice = body.path("tool_choice");
        if (choice.isObject()) {
            final String type = choice.path("type").asText();
            asked.choice(type, type.equals("tool") ? choice.path("name").asText() : null);
            if (choice.has("disable_parallel_tool_use")) {
                asked.node.put(
                        "parallel", !choice.path("disable_parallel_tool_use").asBoolean());
            }
        }
        for (final String same : List.of("max_tokens", "temperature", "top_p", "top_k")) {
            asked.set(same, body.path(same));
        }
        asked.set("stop", body.path("stop_sequences"));
        asked.set("user", body.path("metadata").path("user_id"));
        asked.set("schema", body.path("output_config").path("format").path("schema"));
        asked.set("effort", body.path("output_config").path("effort"));
        return asked.finish();
    }

    private static void turn(Asked asked, JsonNode message) {
        final JsonNode content = message.path("content");
        final String role = message.path("role").asText();
        if (content.isTextual()) {
            asked.turn(role, plain(content));
            return;
        }
        final List<ObjectNode> results = new ArrayList<>();
        final List<ObjectNode> images = new ArrayList<>();
        final List<ObjectNode> rest = new ArrayList<>();
        for (final JsonNode block : content) {
            if (!block.path("type").asText().equals("tool_result")) {
                final ObjectNode part = part(block);
                if (part != null) {
                    rest.add(part);
                }
                continue;
            }
            final JsonNode inner = block.path("content");
            final StringBuilder text = new StringBuilder(inner.isTextual() ? inner.asText() : "");
            if (inner.isArray()) {
                for (final JsonNode piece : inner) {
                    final ObjectNode part = part(piece);
                    if (part != null && part.path("t").asText().equals("text")) {
                        text.append(part.path("text").asText());
                    } else if (part != null) {
                        images.add(part);
                    }
                }
            }
            results.add(result(
                    block.path("tool_use_id").asText(),
                    text.toString(),
                    block.path("is_error").asBoolean()));
        }
        results.addAll(images);
        results.addAll(rest);
        asked.turn(role, results);
    }

    private static @Nullable ObjectNode part(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> textPart(block);
            case "image" -> {
                final JsonNode source = block.path("source");
                yield source.path("type").asText().equals("base64")
                        ? Norm.part("image")
                                .put("mime", source.path("media_type").asText())
                                .put("data", source.path("data").asText())
                        : image(source.path("url").asText(), NODES.nullNode());
            }
            case "tool_use" ->
                call(block.path("id").asText(), block.path("name").asText(), block.path("input"));
            case "thinking", "redacted_thinking" -> null;
            default -> throw new AssertionError("unknown block: " + block);
        };
    }
}
