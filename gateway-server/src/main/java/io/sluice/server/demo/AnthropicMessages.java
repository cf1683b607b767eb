package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The conversation in a messages request: what each role may hold, and in which order blocks may come. */
final class AnthropicMessages {
    /** Of a tool. */
    static final Check TOOL_NAME = matching("[a-zA-Z0-9_-]{1,64}");

    private static final Check TOOL_ID = matching("[a-zA-Z0-9_-]+");

    private static final Shape CACHE_CONTROL =
            Shape.of().must("type", Check.oneOf("ephemeral")).may("ttl", Check.oneOf("5m", "1h"));

    static final Check CACHE = CACHE_CONTROL.orNull();

    static final Shape TEXT = block().must("text", nonEmptyText()).mayBeNull("citations", Check.array(Check.object()));

    private static final Check SOURCE = Check.tagged(
            "type",
            Map.of(
                    "base64",
                    Shape.of()
                            .must("type", Check.string())
                            .must("media_type", Check.string())
                            .must("data", Check.base64()),
                    "url",
                    Shape.of().must("type", Check.string()).must("url", Check.string()),
                    "file",
                    Shape.of().must("type", Check.string()).must("file_id", Check.string()),
                    "text",
                    Shape.of()
                            .must("type", Check.string())
                            .must("media_type", Check.string())
                            .must("data", Check.string()),
                    "content",
                    Shape.of().must("type", Check.string()).mayAny("content")));

    private static final Shape IMAGE = block().must("source", SOURCE).rule((value, path, say) -> {
        final JsonNode type = value.path("source").path("media_type");
        if (!type.isMissingNode()) {
            Check.oneOf("image/jpeg", "image/png", "image/gif", "image/webp")
                    .check(type, path + ".source.media_type", say);
        }
    });
    private static final Shape DOCUMENT =
            block().must("source", SOURCE).mayAny("title", "context").mayAny("citations");
    private static final Shape TOOL_USE = block().must("id", TOOL_ID)
            .must("name", TOOL_NAME)
            .must("input", Check.object())
            .mayAny("caller");
    private static final Shape TOOL_RESULT = block().must("tool_use_id", TOOL_ID)
            .may(
                    "content",
                    Check.stringOr(Check.array(
                            Check.tagged("type", Map.of("text", TEXT, "image", IMAGE, "document", DOCUMENT)))))
            .may("is_error", Check.bool());
    private static final Shape THINKING = Shape.of()
            .must("type", Check.string())
            .must("thinking", Check.string())
            .must("signature", Check.string())
            .rule(AnthropicMessages::ownSignature);
    private static final Shape REDACTED =
            Shape.of().must("type", Check.string()).must("data", Check.string());

    private static final Check USER_BLOCKS = Check.array(Check.tagged(
            "type", Map.of("text", TEXT, "image", IMAGE, "document", DOCUMENT, "tool_result", TOOL_RESULT)));
    private static final Check ASSISTANT_BLOCKS = Check.array(Check.tagged(
            "type", Map.of("text", TEXT, "tool_use", TOOL_USE, "thinking", THINKING, "redacted_thinking", REDACTED)));

    private static final Check EACH = Check.array(
            Check.tagged("role", Map.of("user", message(USER_BLOCKS), "assistant", message(ASSISTANT_BLOCKS))));

    /** The {@code messages} of a request. */
    static final Check ALL = AnthropicMessages::check;

    private AnthropicMessages() {}

    private static Shape block() {
        return Shape.of().must("type", Check.string()).may("cache_control", CACHE_CONTROL.orNull());
    }

    private static Shape message(Check blocks) {
        return Shape.of()
                .must("role", Check.string())
                .must("content", Check.stringOr(blocks))
                .rule(AnthropicMessages::notEmpty);
    }

    private static void check(JsonNode messages, String path, Wording say) {
        EACH.check(messages, path, say);
        if (messages.isEmpty()) {
            throw say.broken(path, "at least one message is required");
        }
        if (!messages.get(0).path("role").asText().equals("user")) {
            throw say.broken(path, "first message must use the \"user\" role");
        }
        for (int i = 0; i < messages.size(); i++) {
            checkCalls(messages, i, path, say);
        }
    }

    private static void checkCalls(JsonNode messages, int i, String path, Wording say) {
        final Set<String> calls = ids(messages.path(i), "tool_use", "id");
        final Set<String> results = ids(messages.path(i + 1), "tool_result", "tool_use_id");
        final Set<String> unanswered = new LinkedHashSet<>(calls);
        unanswered.removeAll(results);
        if (!unanswered.isEmpty()) {
            throw say.broken(
                    path + "." + i,
                    "`tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", unanswered)
                            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
                            + " message.");
        }
        results.removeAll(calls);
        if (!results.isEmpty()) {
            throw say.broken(
                    path + "." + (i + 1) + ".content.0",
                    "unexpected `tool_use_id` found in `tool_result` blocks: " + String.join(", ", results)
                            + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                            + " message.");
        }
        if (i == 0 && !ids(messages.path(0), "tool_result", "tool_use_id").isEmpty()) {
            throw say.broken(path + ".0.content.0", "unexpected `tool_use_id` found in `tool_result` blocks");
        }
        resultsFirst(messages.path(i), path + "." + i, say);
    }

    private static void resultsFirst(JsonNode message, String path, Wording say) {
        boolean sawOther = false;
        for (JsonNode block : message.path("content")) {
            final boolean result = block.path("type").asText().equals("tool_result");
            if (result && sawOther) {
                throw say.broken(path, "`tool_result` blocks must come before other content");
            }
            sawOther |= !result;
        }
    }

    private static Set<String> ids(JsonNode message, String type, String member) {
        final Set<String> ids = new LinkedHashSet<>();
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals(type)) {
                ids.add(block.path(member).asText());
            }
        }
        return ids;
    }

    private static void notEmpty(JsonNode message, String path, Wording say) {
        final JsonNode content = message.path("content");
        if (content.isTextual() ? content.asText().isEmpty() : content.isEmpty()) {
            throw say.broken(
                    "", path.replace("[", ".").replace("]", "") + ": all messages must have non-empty content");
        }
    }

    private static Check nonEmptyText() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (value.asText().isEmpty()) {
                throw say.broken("", "messages: text content blocks must be non-empty");
            }
            if (value.asText().isBlank()) {
                throw say.broken("", "messages: text content blocks must contain non-whitespace text");
            }
        };
    }

    private static Check matching(String pattern) {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (!value.asText().matches(pattern)) {
                throw say.broken(path, "String should match pattern '^" + pattern + "$'");
            }
        };
    }

    /** What a model thought comes back as it was signed. */
    private static void ownSignature(JsonNode block, String path, Wording say) {
        if (!block.path("signature").asText().equals(Answer.SIGNATURE)) {
            throw say.broken(path, "Invalid `signature` in `thinking` block");
        }
    }

    /** Counts the texts in valid messages and remembers the user's last words. */
    static void read(JsonNode messages, Prompt.Builder into) {
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("assistant")) {
                into.answered();
            }
            final String text = text(message.path("content"), into);
            if (message.path("role").asText().equals("user")) {
                into.lastUserText = text;
            }
        }
    }

    static String text(JsonNode content, Prompt.Builder into) {
        if (content.isTextual()) {
            into.text(content.asText());
            return content.asText();
        }
        final StringBuilder all = new StringBuilder();
        for (JsonNode block : content) {
            switch (block.path("type").asText()) {
                case "text" -> {
                    into.text(block.path("text").asText());
                    all.append(block.path("text").asText());
                }
                case "tool_use" -> into.arguments(Json.text(block.path("input")));
                case "tool_result" -> into.results.add(text(block.path("content"), into));
                case "thinking" -> into.text(block.path("thinking").asText());
                default -> into.attachment();
            }
        }
        return all.toString();
    }
}
