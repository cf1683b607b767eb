package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer as a response object, whole or in events with a rising number. */
final class OpenAiResponsesWriter {
    private OpenAiResponsesWriter() {}

    static ObjectNode finished(Answer answer, JsonNode request) {
        final boolean whole = answer.finish() != Answer.Finish.LENGTH && answer.finish() != Answer.Finish.FILTER;
        final ObjectNode response = response(answer.id("resp_"), whole ? "completed" : "incomplete", request);
        if (whole) {
            response.put("completed_at", Answer.CREATED_S + 1);
        } else {
            response.putObject("incomplete_details")
                    .put("reason", answer.finish() == Answer.Finish.LENGTH ? "max_output_tokens" : "content_filter");
        }
        final ArrayNode output = response.putArray("output");
        final boolean encrypted = encrypts(request);
        for (Item item : Item.of(answer)) {
            output.add(item.done(encrypted));
        }
        response.set("usage", usage(answer));
        return response;
    }

    static EventStream stream(Answer answer, JsonNode request) {
        final EventStream events = new EventStream(EventFormat.SSE);
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            final ObjectNode event = Json.object().put("type", type);
            event.set("response", response(answer.id("resp_"), "in_progress", request));
            add(events, event);
        }
        int index = 0;
        for (Item item : Item.of(answer)) {
            addItem(events, item, index++, encrypts(request));
        }
        final ObjectNode finished = finished(answer, request);
        final ObjectNode last =
                Json.object().put("type", "response." + finished.path("status").asText());
        last.set("response", finished);
        return add(events, last);
    }

    /** One output item: a reasoning, a message, or a call. */
    private record Item(Kind kind, String id, Words words, String callId, String name) {
        enum Kind {
            REASONING,
            MESSAGE,
            CALL
        }

        static List<Item> of(Answer answer) {
            final List<Item> items = new ArrayList<>();
            if (answer.reasoning().count() > 0) {
                items.add(new Item(Kind.REASONING, answer.id("rs_"), answer.reasoning(), "", ""));
            }
            if (answer.text().count() > 0 || answer.calls().isEmpty()) {
                items.add(new Item(Kind.MESSAGE, answer.id("msg_"), answer.text(), "", ""));
            }
            for (Answer.Call call : answer.calls()) {
                final Words fragments = Words.of(Tokens.fragments(call.arguments()));
                items.add(new Item(Kind.CALL, call.id().replace("call_", "fc_"), fragments, call.id(), call.name()));
            }
            return items;
        }

        ObjectNode added() {
            final ObjectNode item = bare();
            return switch (kind) {
                case REASONING -> {
                    item.putArray("summary");
                    yield item;
                }
                case MESSAGE -> {
                    item.put("status", "in_progress").put("role", "assistant").putArray("content");
                    yield item;
                }
                case CALL ->
                    item.put("status", "in_progress")
                            .put("arguments", "")
                            .put("call_id", callId)
                            .put("name", name);
            };
        }

        /** @param encrypted whether what was reasoned is to come in the vendor's own hand, too */
        ObjectNode done(boolean encrypted) {
            final ObjectNode item = bare();
            return switch (kind) {
                case REASONING -> {
                    item.putArray("summary").add(part());
                    if (encrypted) {
                        item.put("encrypted_content", OpenAiResponsesItems.ENCRYPTED);
                    }
                    yield item;
                }
                case MESSAGE -> {
                    item.put("status", "completed")
                            .put("role", "assistant")
                            .putArray("content")
                            .add(part());
                    yield item;
                }
                case CALL ->
                    item.put("status", "completed")
                            .put("arguments", words.text())
                            .put("call_id", callId)
                            .put("name", name);
            };
        }

        private ObjectNode bare() {
            final String type = switch (kind) {
                case REASONING -> "reasoning";
                case MESSAGE -> "message";
                case CALL -> "function_call";
            };
            return Json.object().put("id", id).put("type", type);
        }

        ObjectNode part() {
            return part(words.text());
        }

        ObjectNode part(String text) {
            if (kind == Kind.REASONING) {
                return Json.object().put("type", "summary_text").put("text", text);
            }
            final ObjectNode part = Json.object().put("type", "output_text");
            part.putArray("annotations");
            part.putArray("logprobs");
            return part.put("text", text);
        }
    }

    private static boolean encrypts(JsonNode request) {
        for (JsonNode wanted : request.path("include")) {
            if (wanted.asText().equals("reasoning.encrypted_content")) {
                return true;
            }
        }
        return false;
    }

    private static void addItem(EventStream events, Item item, int index, boolean encrypted) {
        final ObjectNode added =
                Json.object().put("type", "response.output_item.added").put("output_index", index);
        added.set("item", item.added());
        add(events, added);
        switch (item.kind()) {
            case CALL -> addText(events, item, index, "response.function_call_arguments", "", "arguments");
            case MESSAGE -> {
                addPart(events, item, index, "response.content_part.added", "content_index", item.part(""));
                addText(events, item, index, "response.output_text", "content_index", "text");
                addPart(events, item, index, "response.content_part.done", "content_index", item.part());
            }
            case REASONING -> {
                addPart(events, item, index, "response.reasoning_summary_part.added", "summary_index", item.part(""));
                addText(events, item, index, "response.reasoning_summary_text", "summary_index", "text");
                addPart(events, item, index, "response.reasoning_summary_part.done", "summary_index", item.part());
            }
        }
        final ObjectNode done =
                Json.object().put("type", "response.output_item.done").put("output_index", index);
        done.set("item", item.done(encrypted));
        add(events, done);
    }

    private static void addText(
            EventStream events, Item item, int index, String type, String partIndex, String member) {
        final ObjectNode delta = about(item, index, type + ".delta", partIndex);
        if (type.endsWith("output_text")) {
            delta.putArray("logprobs");
        }
        delta.put("delta", Template.TOKEN).put("sequence_number", Template.NUMBER);
        events.addRun(type + ".delta", item.words(), delta);
        final ObjectNode done = about(item, index, type + ".done", partIndex);
        if (type.endsWith("output_text")) {
            done.putArray("logprobs");
        }
        if (item.kind() == Item.Kind.CALL) {
            done.put("name", item.name());
        }
        add(events, done.put(member, item.words().text()));
    }

    private static void addPart(
            EventStream events, Item item, int index, String type, String partIndex, ObjectNode part) {
        final ObjectNode event = about(item, index, type, partIndex);
        event.set("part", part);
        add(events, event);
    }

    private static ObjectNode about(Item item, int index, String type, String partIndex) {
        final ObjectNode event =
                Json.object().put("type", type).put("item_id", item.id()).put("output_index", index);
        return partIndex.isEmpty() ? event : event.put(partIndex, 0);
    }

    private static EventStream add(EventStream events, ObjectNode event) {
        return events.add(event.path("type").asText(), event.put("sequence_number", events.number()));
    }

    /** The error nested, as it is seen on the wire, and the failed response. */
    static byte[] failure(ReceivedRequest request, EventStream events, ObjectNode error) {
        final ObjectNode first = Json.object().put("type", "error");
        first.setAll(error);
        final ObjectNode response = response("resp_sim%08x".formatted(request.number()), "failed", request.json());
        response.putObject("error")
                .put("code", error.path("error").path("code").asText("server_error"))
                .put("message", error.path("error").path("message").asText());
        final ObjectNode failed = Json.object().put("type", "response.failed");
        failed.set("response", response);
        final String both = new String(events.bytes("error", Json.text(first)), StandardCharsets.UTF_8)
                + new String(events.bytes("response.failed", Json.text(failed)), StandardCharsets.UTF_8);
        return both.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode response(String id, String status, JsonNode request) {
        final ObjectNode response = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", Answer.CREATED_S)
                .put("status", status)
                .put("background", request.path("background").asBoolean())
                .putNull("completed_at")
                .putNull("error")
                .putNull("incomplete_details");
        echo(response, request, "instructions", Json.object().nullNode());
        echo(response, request, "max_output_tokens", Json.object().nullNode());
        response.put("model", request.path("model").asText()).putArray("output");
        response.put("parallel_tool_calls", request.path("parallel_tool_calls").asBoolean(true));
        echo(response, request, "previous_response_id", Json.object().nullNode());
        echo(response, request, "reasoning", Json.object().putNull("effort").putNull("summary"));
        response.put("service_tier", "default");
        response.put("store", request.path("store").asBoolean(true));
        response.put("temperature", request.path("temperature").asDouble(1));
        final ObjectNode text = Json.object();
        text.putObject("format").put("type", "text");
        echo(response, request, "text", text);
        echo(response, request, "tool_choice", Json.object().textNode("auto"));
        echo(response, request, "tools", Json.array());
        response.put("top_p", request.path("top_p").asDouble(1)).put("truncation", "disabled");
        response.putNull("usage").putNull("user");
        echo(response, request, "metadata", Json.object());
        return response;
    }

    private static void echo(ObjectNode response, JsonNode request, String member, JsonNode otherwise) {
        response.set(member, request.hasNonNull(member) ? request.get(member) : otherwise);
    }

    private static ObjectNode usage(Answer answer) {
        final ObjectNode usage = Json.object().put("input_tokens", answer.inputTokens());
        usage.putObject("input_tokens_details")
                .put("cached_tokens", answer.cachedTokens())
                .put("cache_write_tokens", answer.cacheWriteTokens());
        usage.put("output_tokens", answer.outputTokens());
        usage.putObject("output_tokens_details").put("reasoning_tokens", answer.reasoningTokens());
        return usage.put("total_tokens", answer.totalTokens());
    }
}
