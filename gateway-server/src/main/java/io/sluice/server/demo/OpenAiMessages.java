package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The conversation in a chat request: what each role may hold, and in which order they may come. */
final class OpenAiMessages {
    private static final int MAX_CALL_ID_CHARS = 40;

    private static final Shape TEXT_PART =
            Shape.of().must("type", Check.string()).must("text", Check.string()).mayAny("prompt_cache_breakpoint");
    private static final Shape REFUSAL_PART =
            Shape.of().must("type", Check.string()).must("refusal", Check.string());
    private static final Shape IMAGE_PART = Shape.of()
            .must("type", Check.string())
            .must(
                    "image_url",
                    Shape.of().must("url", imageUrl()).may("detail", Check.oneOf("auto", "low", "high", "original")))
            .mayAny("prompt_cache_breakpoint");
    private static final Shape AUDIO_PART = Shape.of()
            .must("type", Check.string())
            .must("input_audio", Shape.of().must("data", Check.string()).must("format", Check.oneOf("wav", "mp3")))
            .mayAny("prompt_cache_breakpoint");
    private static final Shape FILE_PART = Shape.of()
            .must("type", Check.string())
            .must(
                    "file",
                    Shape.of()
                            .may("file_data", Check.string())
                            .may("file_id", Check.string())
                            .may("filename", Check.string())
                            .rule((value, path, say) -> {
                                if (!value.has("file_data") && !value.has("file_id")) {
                                    throw say.missing(path, "file_id");
                                }
                            }))
            .mayAny("prompt_cache_breakpoint");

    private static final Check TEXT_PARTS = Check.array(Check.tagged("type", Map.of("text", TEXT_PART)));
    private static final Check USER_PARTS = Check.array(
            Check.tagged(
                    "type",
                    Map.of("text", TEXT_PART, "image_url", IMAGE_PART, "input_audio", AUDIO_PART, "file", FILE_PART)),
            1,
            Integer.MAX_VALUE);
    private static final Check ASSISTANT_PARTS =
            Check.array(Check.tagged("type", Map.of("text", TEXT_PART, "refusal", REFUSAL_PART)));

    private static final Shape FUNCTION_CALL = Shape.of()
            .must("id", callId())
            .must("type", Check.string())
            .must("function", Shape.of().must("name", OpenAiSchemas.name()).must("arguments", Check.string()));
    private static final Shape CUSTOM_CALL = Shape.of()
            .must("id", callId())
            .must("type", Check.string())
            .must("custom", Shape.of().must("name", Check.string()).must("input", Check.string()));

    private static final Shape SYSTEM = message(Check.stringOr(TEXT_PARTS));
    private static final Shape USER = message(Check.stringOr(USER_PARTS));
    private static final Shape ASSISTANT = Shape.of()
            .must("role", Check.string())
            .mayBeNull("content", Check.stringOr(ASSISTANT_PARTS))
            .mayBeNull("refusal", Check.string())
            .may("name", Check.string())
            .mayBeNull("audio", Shape.of().must("id", Check.string()))
            .mayBeNull("function_call", Check.object())
            .mayAny("annotations")
            .may(
                    "tool_calls",
                    Check.array(Check.tagged("type", Map.of("function", FUNCTION_CALL, "custom", CUSTOM_CALL)), 1, 128))
            .rule(OpenAiMessages::saysSomething);
    private static final Shape TOOL = Shape.of()
            .must("role", Check.string())
            .must("content", Check.stringOr(TEXT_PARTS))
            .must("tool_call_id", callId());
    private static final Shape FUNCTION = Shape.of()
            .must("role", Check.string())
            .must("name", Check.string())
            .must("content", Check.string().orNull());

    /** The {@code messages} of a request. */
    static final Check ALL = OpenAiMessages::check;

    private static final Check EACH = Check.array(
            Check.tagged(
                    "role",
                    Map.of(
                            "system", SYSTEM,
                            "developer", SYSTEM,
                            "user", USER,
                            "assistant", ASSISTANT,
                            "tool", TOOL,
                            "function", FUNCTION)),
            1,
            Integer.MAX_VALUE);

    private OpenAiMessages() {}

    private static Shape message(Check content) {
        return Shape.of().must("role", Check.string()).must("content", content).may("name", Check.string());
    }

    private static void check(JsonNode messages, String path, Wording say) {
        EACH.check(messages, path, say);
        checkCallsAreAnswered(messages, path, say);
    }

    private static void checkCallsAreAnswered(JsonNode messages, String path, Wording say) {
        final Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            final JsonNode message = messages.get(i);
            final String at = path + ".[" + i + "].role";
            if (message.path("role").asText().equals("tool")) {
                if (!open.remove(message.path("tool_call_id").asText())) {
                    throw say.broken(
                            at,
                            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message"
                                    + " with 'tool_calls'.");
                }
                continue;
            }
            refuseOpen(open, at, say);
            message.path("tool_calls").forEach(call -> open.add(call.path("id").asText()));
        }
        refuseOpen(open, path + ".[" + (messages.size() - 1) + "].role", say);
    }

    private static void refuseOpen(Set<String> open, String at, Wording say) {
        if (!open.isEmpty()) {
            throw say.broken(
                    at,
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                            + String.join(", ", open));
        }
    }

    private static void saysSomething(JsonNode message, String path, Wording say) {
        if (!message.hasNonNull("content")
                && !message.has("tool_calls")
                && !message.hasNonNull("refusal")
                && !message.hasNonNull("function_call")
                && !message.hasNonNull("audio")) {
            throw say.missing(path, "content");
        }
    }

    private static Check callId() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (value.asText().length() > MAX_CALL_ID_CHARS) {
                throw say.broken(
                        path,
                        "Invalid '" + path + "': string too long. Expected a string with maximum length "
                                + MAX_CALL_ID_CHARS + ", but got a string with length "
                                + value.asText().length() + " instead.");
            }
        };
    }

    private static Check imageUrl() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            final String url = value.asText();
            if (!url.startsWith("https://") && !url.startsWith("http://") && !url.startsWith("data:image/")) {
                throw new Refusal(400, "Invalid image URL.", path, "invalid_image_url");
            }
        };
    }

    /** Counts the texts in valid messages and remembers the user's last words. */
    static void read(JsonNode messages, Prompt.Builder into) {
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("assistant")) {
                into.answered();
            }
            final String text = text(message.path("content"), into);
            switch (message.path("role").asText()) {
                case "user" -> into.lastUserText = text;
                case "tool" -> into.results.add(text);
                default -> {}
            }
            for (JsonNode call : message.path("tool_calls")) {
                into.arguments(call.path("function").path("arguments").asText());
            }
        }
    }

    /** The text in a content, counted. */
    static String text(JsonNode content, Prompt.Builder into) {
        if (content.isTextual()) {
            into.text(content.asText());
            return content.asText();
        }
        final StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            if (part.has("text")) {
                into.text(part.get("text").asText());
                all.append(part.get("text").asText());
            } else {
                into.attachment();
            }
        }
        return all.toString();
    }
}
