package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what a client is sent to the grammar of its dialect, whatever it says: well-formed, and brought to an end by an answer or a typed error. */
final class ClientGrammar {
    private static final ObjectReader STRICT = Norm.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ClientGrammar() {}

    /** One JSON value and nothing else. */
    static JsonNode json(byte[] text) {
        return json(new String(text, StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        try {
            return STRICT.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static void check(Speech client, byte[] stream) {
        final String text = new String(stream, StandardCharsets.UTF_8);
        Norm.check(text.endsWith("\n\n"), "no blank line at the end");
        final List<Norm.Sse> events = Norm.events(stream);
        switch (client) {
            case OPENAI -> openAi(events);
            case ANTHROPIC -> anthropic(events);
            case RESPONSES -> responses(events);
            case GEMINI -> gemini(events);
        }
    }

    private static void openAi(List<Norm.Sse> events) {
        final Map<Integer, Boolean> finished = new HashMap<>();
        boolean over = false;
        for (final Norm.Sse event : events) {
            Norm.check(!over, "data behind the end");
            if (event.data().equals("[DONE]")) {
                Norm.check(!finished.isEmpty() && !finished.containsValue(false), "[DONE] before the finish");
                over = true;
                continue;
            }
            final JsonNode chunk = json(event.data());
            if (chunk.has("error")) {
                typed(chunk.path("error"), "message", "type");
                over = true;
                continue;
            }
            Norm.check(chunk.path("object").asText().equals("chat.completion.chunk"), "an object of another kind");
            chunk.path("choices").forEach(choice -> {
                final boolean ends = Norm.isSet(choice.path("finish_reason"));
                Norm.check(!finished.getOrDefault(choice.path("index").asInt(-1), false), "a delta behind the finish");
                finished.put(choice.path("index").asInt(-1), ends);
            });
        }
        Norm.check(over, "no end");
    }

    private static void anthropic(List<Norm.Sse> events) {
        int blocks = 0;
        boolean open = false;
        boolean reasoned = false;
        boolean over = false;
        boolean started = false;
        for (final Norm.Sse event : events) {
            final JsonNode data = json(event.data());
            final String type = data.path("type").asText();
            Norm.check(type.equals(event.name()), "another name than type");
            Norm.check(!over, "data behind the end");
            Norm.check(
                    started || type.equals("message_start") || type.equals("error") || type.equals("ping"), "no start");
            switch (type) {
                case "message_start" -> {
                    Norm.check(!started, "a second start");
                    started = true;
                }
                case "ping" -> {}
                case "content_block_start" -> {
                    Norm.check(!open && !reasoned && data.path("index").asInt(-1) == blocks++, "blocks mix");
                    open = true;
                }
                case "content_block_delta" ->
                    Norm.check(open && data.path("index").asInt(-1) == blocks - 1, "a delta of no open block");
                case "content_block_stop" -> {
                    Norm.check(open && data.path("index").asInt(-1) == blocks - 1, "a stop of no open block");
                    open = false;
                }
                case "message_delta" -> {
                    Norm.check(!open && data.path("delta").path("stop_reason").isTextual(), "no stop reason");
                    reasoned = true;
                }
                case "message_stop" -> {
                    Norm.check(reasoned, "a stop without reason");
                    over = true;
                }
                case "error" -> {
                    typed(data.path("error"), "message", "type");
                    over = true;
                }
                default -> throw new AssertionError("no event of the dialect: " + type);
            }
        }
        Norm.check(over, "no end");
    }

    private static void responses(List<Norm.Sse> events) {
        int sequence = 0;
        boolean failed = false;
        boolean over = false;
        for (final Norm.Sse event : events) {
            final JsonNode data = json(event.data());
            final String type = data.path("type").asText();
            Norm.check(type.equals(event.name()), "another name than type");
            Norm.check(!over, "data behind the end");
            Norm.check(data.path("sequence_number").asInt(-1) == sequence, "a gap in sequence_number");
            Norm.check(sequence++ > 0 || type.equals("response.created") || type.equals("error"), "no start");
            Norm.check(!failed || type.equals("response.failed"), "data behind the error");
            switch (type) {
                case "error" -> {
                    typed(data.path("error"), "message", "type");
                    failed = true;
                }
                case "response.failed" -> {
                    typed(data.path("response").path("error"), "message", "code");
                    over = true;
                }
                case "response.completed", "response.incomplete" -> over = true;
                default -> {}
            }
        }
        Norm.check(over, "no end");
    }

    private static void gemini(List<Norm.Sse> events) {
        final Map<Integer, Boolean> finished = new HashMap<>();
        boolean over = false;
        for (final Norm.Sse event : events) {
            Norm.check(!over, "data behind the end");
            final JsonNode chunk = json(event.data());
            if (chunk.has("error")) {
                typed(chunk.path("error"), "message", "status");
                over = true;
                continue;
            }
            chunk.path("candidates").forEach(candidate -> {
                final boolean ends = Norm.isSet(candidate.path("finishReason"));
                final int index = candidate.path("index").asInt(0);
                Norm.check(!finished.getOrDefault(index, false), "a part behind the finish");
                finished.put(index, ends);
            });
        }
        Norm.check(over || !finished.isEmpty() && !finished.containsValue(false), "no end");
    }

    /** An error a client can tell apart; the words may be none, as some upstream's are. */
    static void typed(JsonNode error, String message, String type) {
        Norm.check(error.path(message).isTextual(), "an error without words: " + error);
        Norm.check(!error.path(type).asText().isEmpty(), "an error without type: " + error);
    }
}
