package io.sluice.codec.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the official client demands of a stream, taken strictly. */
final class Grammar {
    private final List<JsonNode> events = new ArrayList<>();
    private int blocks;
    private int open = -1;
    private boolean started;
    private boolean delta;
    private boolean over;

    private Grammar() {}

    /** Every event of the stream, in order, once it keeps the grammar. */
    static List<JsonNode> require(String stream) {
        final Grammar grammar = new Grammar();
        if (!stream.endsWith("\n\n")) {
            throw new AssertionError("no blank line at the end");
        }
        for (final String event : stream.substring(0, stream.length() - 2).split("\n\n", -1)) {
            final String[] lines = event.split("\n", -1);
            if (lines.length != 2 || !lines[0].startsWith("event: ") || !lines[1].startsWith("data: ")) {
                throw new AssertionError("not an event: " + event);
            }
            final JsonNode data = Translating.tree(lines[1].substring("data: ".length()));
            if (!data.path("type").asText().equals(lines[0].substring("event: ".length()))) {
                throw new AssertionError("named otherwise: " + event);
            }
            grammar.event(data);
        }
        if (!grammar.over) {
            throw new AssertionError("not ended");
        }
        return grammar.events;
    }

    private void event(JsonNode data) {
        check(!over, data);
        final String type = data.path("type").asText();
        check(started || List.of("message_start", "ping", "error").contains(type), data);
        events.add(data);
        switch (type) {
            case "message_start" -> {
                check(!started && data.path("message").path("usage").isObject(), data);
                started = true;
            }
            case "content_block_start" -> {
                check(open < 0 && !delta && data.path("index").asInt(-1) == blocks, data);
                open = blocks++;
            }
            case "content_block_delta" -> check(data.path("index").asInt(-1) == open, data);
            case "content_block_stop" -> {
                check(open >= 0 && data.path("index").asInt(-1) == open, data);
                open = -1;
            }
            case "message_delta" -> {
                check(open < 0 && data.path("usage").isObject(), data);
                check(data.path("delta").path("stop_reason").isTextual(), data);
                delta = true;
            }
            case "message_stop" -> {
                check(delta, data);
                over = true;
            }
            case "error" -> over = true;
            case "ping" -> {}
            default -> throw new AssertionError("unknown: " + data);
        }
    }

    private void check(boolean holds, JsonNode data) {
        if (!holds) {
            throw new AssertionError("out of order: " + data + " after " + events);
        }
    }
}
