package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer as an Anthropic message, whole or in events. */
final class AnthropicWriter {
    private AnthropicWriter() {}

    static ObjectNode unary(Answer answer) {
        final ObjectNode message = message(answer);
        final ArrayNode content = message.putArray("content");
        if (answer.reasoning().count() > 0) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", answer.reasoning().text())
                    .put("signature", Answer.SIGNATURE);
        }
        if (answer.text().count() > 0 || answer.calls().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text().text());
        }
        for (Answer.Call call : answer.calls()) {
            content.add(toolUse(call, input(call)));
        }
        message.put("stop_reason", stopReason(answer));
        putStopSequence(message, answer);
        message.set("usage", usage(answer, answer.outputTokens()));
        return message;
    }

    static EventStream stream(Answer answer) {
        final EventStream events = new EventStream(EventFormat.SSE);
        final ObjectNode message = message(answer);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", usage(answer, 1));
        add(events, event("message_start").set("message", message));
        int index = 0;
        if (answer.reasoning().count() > 0) {
            addThinking(events, answer, index++);
        }
        if (answer.text().count() > 0 || answer.calls().isEmpty()) {
            addText(events, answer, index++);
        }
        for (Answer.Call call : answer.calls()) {
            addCall(events, call, index++);
        }
        final ObjectNode delta = event("message_delta");
        putStopSequence(delta.putObject("delta").put("stop_reason", stopReason(answer)), answer);
        delta.set("usage", usage(answer, answer.outputTokens()));
        add(events, delta);
        return add(events, event("message_stop"));
    }

    private static void addThinking(EventStream events, Answer answer, int index) {
        final ObjectNode block =
                Json.object().put("type", "thinking").put("thinking", "").put("signature", "");
        addBlockStart(events, block, index);
        addDeltas(events, index, "thinking_delta", "thinking", answer.reasoning());
        final ObjectNode signature = event("content_block_delta").put("index", index);
        signature.putObject("delta").put("type", "signature_delta").put("signature", Answer.SIGNATURE);
        add(events, signature);
        add(events, event("content_block_stop").put("index", index));
    }

    private static void addText(EventStream events, Answer answer, int index) {
        addBlockStart(events, Json.object().put("type", "text").put("text", ""), index);
        addDeltas(events, index, "text_delta", "text", answer.text());
        add(events, event("content_block_stop").put("index", index));
    }

    private static void addCall(EventStream events, Answer.Call call, int index) {
        addBlockStart(events, toolUse(call, Json.object()), index);
        final ObjectNode empty = event("content_block_delta").put("index", index);
        empty.putObject("delta").put("type", "input_json_delta").put("partial_json", "");
        add(events, empty);
        addDeltas(events, index, "input_json_delta", "partial_json", Words.of(Tokens.fragments(call.arguments())));
        add(events, event("content_block_stop").put("index", index));
    }

    private static void addBlockStart(EventStream events, ObjectNode block, int index) {
        add(events, event("content_block_start").put("index", index).set("content_block", block));
        if (index == 0) {
            add(events, event("ping"));
        }
    }

    private static void addDeltas(EventStream events, int index, String type, String member, Words words) {
        final ObjectNode delta = event("content_block_delta").put("index", index);
        delta.putObject("delta").put("type", type).put(member, Template.TOKEN);
        events.addRun("content_block_delta", words, delta);
    }

    private static EventStream add(EventStream events, JsonNode data) {
        return events.add(data.path("type").asText(), data);
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private static ObjectNode message(Answer answer) {
        return Json.object()
                .put("id", answer.id("msg_"))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", answer.model());
    }

    private static ObjectNode toolUse(Answer.Call call, JsonNode input) {
        return Json.object()
                .put("type", "tool_use")
                .put("id", call.id())
                .put("name", call.name())
                .set("input", input);
    }

    private static JsonNode input(Answer.Call call) {
        try {
            return Json.parse(call.arguments());
        } catch (IllegalArgumentException e) {
            return Json.object();
        }
    }

    private static String stopReason(Answer answer) {
        return switch (answer.finish()) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL -> "tool_use";
            case FILTER -> "refusal";
        };
    }

    private static void putStopSequence(ObjectNode into, Answer answer) {
        into.put("stop_sequence", answer.stopSequence());
    }

    private static ObjectNode usage(Answer answer, long outputTokens) {
        final ObjectNode usage = Json.object();
        usage.put("input_tokens", answer.inputTokens() - answer.cachedTokens() - answer.cacheWriteTokens());
        usage.put("cache_creation_input_tokens", answer.cacheWriteTokens());
        usage.put("cache_read_input_tokens", answer.cachedTokens());
        usage.put("output_tokens", outputTokens);
        if (answer.reasoningTokens() > 0 && outputTokens > 1) {
            usage.putObject("output_tokens_details").put("thinking_tokens", answer.reasoningTokens());
        }
        return usage;
    }
}
