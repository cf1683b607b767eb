package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds a written stream against what the official client needs, and a little more. */
final class ChunkGrammar {
    final List<JsonNode> chunks = new ArrayList<>();
    private final Map<Integer, List<JsonNode>> callsOfChoice = new HashMap<>();
    private final Map<Integer, String> finishes = new HashMap<>();
    private boolean usageTold;
    private boolean failed;
    private boolean done;

    private ChunkGrammar() {}

    static ChunkGrammar check(byte[] sse) {
        final ChunkGrammar grammar = new ChunkGrammar();
        assertThat(new String(sse, StandardCharsets.UTF_8)).endsWith("\n\n");
        final SseScanner scanner = new SseScanner(1 << 22, (event, end) -> {
            if (!event.isComment()) {
                assertThat(event.nameLength()).isZero();
                grammar.event(event.dataText());
            }
        });
        scanner.feed(Unpooled.wrappedBuffer(sse), 0, sse.length);
        scanner.finish();
        assertThat(grammar.done ^ grammar.failed).isTrue();
        if (grammar.done) {
            assertThat(grammar.finishes).isNotEmpty().doesNotContainValue("");
        }
        return grammar;
    }

    private void event(String data) {
        assertThat(done || failed).as("told after the end: %s", data).isFalse();
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        final JsonNode chunk = Fixtures.read(data.getBytes(StandardCharsets.UTF_8));
        if (chunk.has("error")) {
            failed = true;
            assertThat(chunk.path("error").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("message", "type", "param", "code");
            return;
        }
        chunks.add(chunk);
        assertThat(usageTold).isFalse();
        for (final String same : List.of("id", "object", "created", "model")) {
            assertThat(chunk.path(same)).isEqualTo(chunks.getFirst().path(same));
        }
        assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(chunk.path("id").asText()).startsWith("chatcmpl-");
        usageTold = chunk.path("usage").isObject();
        assertThat(chunk.path("choices").size()).isEqualTo(usageTold ? 0 : 1);
        chunk.path("choices").forEach(this::choice);
    }

    private void choice(JsonNode choice) {
        final int index = choice.path("index").asInt(-1);
        assertThat(choice.path("delta").isObject()).isTrue();
        assertThat(choice.has("finish_reason")).isTrue();
        if (finishes.get(index) == null) {
            assertThat(choice.path("delta").path("role").asText()).isEqualTo("assistant");
            finishes.put(index, "");
            return;
        }
        assertThat(finishes.get(index)).isEmpty();
        if (choice.path("finish_reason").isTextual()) {
            assertThat(choice.path("delta").isEmpty()).isTrue();
            finishes.put(index, choice.path("finish_reason").asText());
            return;
        }
        assertThat(choice.path("delta").size()).isEqualTo(1);
        choice.path("delta").path("tool_calls").forEach(call -> call(index, call));
    }

    private void call(int choice, JsonNode call) {
        final List<JsonNode> calls = callsOfChoice.computeIfAbsent(choice, any -> new ArrayList<>());
        final int index = call.path("index").asInt(-1);
        assertThat(index).isBetween(0, calls.size());
        if (index == calls.size()) {
            assertThat(call.path("type").asText()).isEqualTo("function");
            assertThat(call.path("id").asText()).isNotEmpty();
            assertThat(call.path("function").path("name").asText()).isNotEmpty();
            assertThat(call.path("function").path("arguments").asText("none")).isEmpty();
            calls.add(call);
        } else {
            assertThat(call.path("function").path("arguments").asText()).isNotEmpty();
        }
    }
}
