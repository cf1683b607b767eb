package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds a written stream against the dialect's grammar, as strictly as the official client's helper does and a little more. */
final class StreamGrammar {
    private static final Set<String> TERMINAL = Set.of("completed", "incomplete", "failed");

    private final List<JsonNode> done = new ArrayList<>();
    private @Nullable ObjectNode item;
    private @Nullable String id;
    private @Nullable JsonNode terminal;
    private final StringBuilder text = new StringBuilder();
    private boolean partOpen;
    private boolean failed;
    private int sequence;

    private StreamGrammar() {}

    /** Returns the terminal response. */
    static JsonNode check(byte[] sse) {
        final StreamGrammar grammar = new StreamGrammar();
        assertThat(new String(sse, StandardCharsets.UTF_8)).endsWith("\n\n").doesNotContain("[DONE]\n");
        final SseScanner scanner = new SseScanner(1 << 22, (event, end) -> {
            if (!event.isComment()) {
                grammar.event(event.nameText(), Fixtures.read(event.dataText().getBytes(StandardCharsets.UTF_8)));
            }
        });
        scanner.feed(Unpooled.wrappedBuffer(sse), 0, sse.length);
        scanner.finish();
        final JsonNode last = grammar.terminal;
        if (last == null) {
            throw new AssertionError("no terminal event");
        }
        return last;
    }

    private void event(String name, JsonNode data) {
        final String type = data.path("type").asText();
        assertThat(type).isEqualTo(name);
        assertThat(terminal).as("after the end: %s", type).isNull();
        assertThat(data.path("sequence_number").asInt(-1)).isEqualTo(sequence++);
        assertThat(sequence > 1 || type.equals("response.created")).isTrue();
        assertThat(!failed || type.equals("response.failed")).isTrue();
        switch (type) {
            case "response.created", "response.in_progress" -> snapshot(data.path("response"), "in_progress");
            case "error" -> {
                failed = true;
                assertThat(data.path("message").isTextual()).isTrue();
                assertThat(data.path("error").path("message")).isEqualTo(data.path("message"));
            }
            case "response.completed", "response.incomplete", "response.failed" ->
                terminal(type, data.path("response"));
            case "response.output_item.added" -> added(data);
            case "response.output_item.done" -> itemDone(data);
            default -> inside(type, data);
        }
    }

    private void snapshot(JsonNode response, String status) {
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("status").asText()).isEqualTo(status);
        assertThat(response.path("store").asBoolean(true)).isFalse();
        assertThat(response.path("id").asText()).matches("resp_sl[0-9a-f]{40}");
        assertThat(id == null || id.equals(response.path("id").asText())).isTrue();
        id = response.path("id").asText();
        for (final String member :
                List.of("usage", "error", "incomplete_details", "instructions", "tools", "tool_choice", "metadata")) {
            assertThat(response.has(member)).as(member).isTrue();
        }
    }

    private void terminal(String type, JsonNode response) {
        final String status = type.substring("response.".length());
        assertThat(TERMINAL).contains(status);
        snapshot(response, status);
        assertThat(failed).isEqualTo(status.equals("failed"));
        assertThat(item == null || failed).isTrue();
        assertThat(response.path("usage").isNull()).isEqualTo(failed);
        final List<JsonNode> output = new ArrayList<>();
        response.path("output").forEach(output::add);
        assertThat(output).isEqualTo(done);
        terminal = response;
    }

    private void added(JsonNode data) {
        assertThat(item).isNull();
        assertThat(data.path("output_index").asInt(-1)).isEqualTo(done.size());
        item = data.path("item").deepCopy();
        text.setLength(0);
        partOpen = false;
    }

    private void itemDone(JsonNode data) {
        final JsonNode open = open(data);
        final JsonNode closed = data.path("item");
        assertThat(closed.path("id")).isEqualTo(open.path("id"));
        assertThat(closed.path("type")).isEqualTo(open.path("type"));
        assertThat(partOpen).isFalse();
        final JsonNode whole = switch (closed.path("type").asText()) {
            case "message" -> closed.path("content").path(0).path("text");
            case "function_call" -> closed.path("arguments");
            default -> closed.path("summary").path(0).path("text");
        };
        if (!text.isEmpty()) {
            assertThat(whole.asText()).isEqualTo(text.toString());
        }
        done.add(closed);
        item = null;
    }

    private JsonNode open(JsonNode data) {
        final ObjectNode open = item;
        if (open == null) {
            throw new AssertionError("no item is open: " + data);
        }
        assertThat(data.path("output_index").asInt(-1)).isEqualTo(done.size());
        return open;
    }

    private void inside(String type, JsonNode data) {
        final JsonNode open = open(data);
        assertThat(data.path("item_id")).isEqualTo(open.path("id"));
        final String kind = open.path("type").asText();
        final boolean summary = type.contains("summary");
        final boolean call = type.contains("arguments");
        assertThat(kind).isEqualTo(summary ? "reasoning" : call ? "function_call" : "message");
        if (!call) {
            assertThat(data.path(summary ? "summary_index" : "content_index").asInt(-1))
                    .isZero();
        }
        if (type.endsWith("part.added")) {
            assertThat(partOpen).isFalse();
            partOpen = true;
        } else if (type.endsWith("part.done")) {
            assertThat(data.path("part").path("text").asText()).isEqualTo(text.toString());
            partOpen = false;
        } else if (type.endsWith(".delta")) {
            assertThat(call || partOpen).isTrue();
            assertThat(data.path("delta").asText()).isNotEmpty();
            text.append(data.path("delta").asText());
        } else {
            assertThat(type).endsWith(".done");
            final String whole = data.path(call ? "arguments" : "text").asText();
            assertThat(text.isEmpty() || whole.contentEquals(text)).isTrue();
        }
    }
}
