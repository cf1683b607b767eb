package io.sluice.codec.dialect.translate;

import static io.sluice.codec.dialect.translate.Norm.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The neutral meaning of Gemini's generateContent. */
final class GeminiNorm {
    private static final Set<String> FILTERS = Set.of(
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");
    private static final Map<String, String> KIND = Map.ofEntries(
            Map.entry("INVALID_ARGUMENT", "invalid_request"),
            Map.entry("FAILED_PRECONDITION", "invalid_request"),
            Map.entry("OUT_OF_RANGE", "invalid_request"),
            Map.entry("UNAUTHENTICATED", "auth"),
            Map.entry("PERMISSION_DENIED", "permission"),
            Map.entry("NOT_FOUND", "not_found"),
            Map.entry("ABORTED", "conflict"),
            Map.entry("ALREADY_EXISTS", "conflict"),
            Map.entry("RESOURCE_EXHAUSTED", "rate_limit"),
            Map.entry("INTERNAL", "internal"),
            Map.entry("UNKNOWN", "internal"),
            Map.entry("UNAVAILABLE", "overloaded"),
            Map.entry("DEADLINE_EXCEEDED", "timeout"));

    private GeminiNorm() {}

    private static @Nullable ObjectNode usageOf(JsonNode usage) {
        if (!usage.has("promptTokenCount")) {
            return null;
        }
        final long thoughts = usage.path("thoughtsTokenCount").asLong();
        return usage(
                usage.path("promptTokenCount").asLong()
                        + usage.path("toolUsePromptTokenCount").asLong(),
                usage.path("cachedContentTokenCount").asLong(),
                0,
                usage.path("candidatesTokenCount").asLong() + thoughts,
                thoughts);
    }

    private static @Nullable String finish(JsonNode reason) {
        if (!isSet(reason)) {
            return null;
        }
        final String word = reason.asText();
        if (word.equals("MAX_TOKENS") || word.equals("CONTINUATION")) {
            return "length";
        }
        return FILTERS.contains(word) ? "content_filter" : "stop";
    }

    private static void parts(JsonNode candidate, Chosen chosen) {
        for (final JsonNode part : candidate.path("content").path("parts")) {
            if (part.has("functionCall")) {
                chosen.call(
                        part.path("functionCall").path("name").asText(),
                        part.path("functionCall").path("args"));
            } else if (part.path("thought").asBoolean()) {
                chosen.reasoning.append(text(part.path("text")));
            } else {
                chosen.text.append(text(part.path("text")));
            }
        }
    }

    private static boolean isBlocked(JsonNode body) {
        return isSet(body.path("promptFeedback").path("blockReason"));
    }

    private static Chosen blocked() {
        final Chosen blocked = new Chosen();
        blocked.finish = "content_filter";
        return blocked;
    }

    static ObjectNode response(JsonNode body) {
        final List<Chosen> choices = new ArrayList<>();
        for (final JsonNode candidate : body.path("candidates")) {
            final Chosen chosen = new Chosen();
            parts(candidate, chosen);
            chosen.finish = finish(candidate.path("finishReason"));
            choices.add(chosen);
        }
        if (choices.isEmpty() && isBlocked(body)) {
            choices.add(blocked());
        }
        return answer(choices, usageOf(body.path("usageMetadata")), null);
    }

    static ObjectNode error(@Nullable JsonNode wrapper, JsonNode body) {
        final JsonNode error = body.path("error");
        String kind = error.path("code").asInt() == 413
                ? "too_large"
                : KIND.getOrDefault(error.path("status").asText(), "?");
        Integer retryAfter = wrapper == null ? null : retryAfter(wrapper);
        for (final JsonNode detail : error.path("details")) {
            if (detail.path("reason").asText().equals("API_KEY_INVALID")) {
                kind = "auth";
            }
            if (detail.path("@type").asText().endsWith("RetryInfo")) {
                final String delay = detail.path("retryDelay").asText();
                retryAfter = (int) Math.ceil(Double.parseDouble(delay.substring(0, delay.length() - 1)));
            }
        }
        return Norm.error(kind, error.path("message").asText(), retryAfter);
    }

    static ObjectNode stream(List<Sse> events) {
        final TreeMap<Integer, Chosen> choices = new TreeMap<>();
        final ObjectNode usage = NODES.objectNode();
        ObjectNode error = null;
        boolean blocked = false;
        for (final Sse event : events) {
            final JsonNode chunk = parse(event.data());
            if (chunk.has("error")) {
                error = error(null, chunk);
                continue;
            }
            check(error == null, "data after an error");
            chunk.path("usageMetadata").properties().forEach(field -> usage.set(field.getKey(), field.getValue()));
            blocked |= isBlocked(chunk);
            for (final JsonNode candidate : chunk.path("candidates")) {
                final Chosen chosen =
                        choices.computeIfAbsent(candidate.path("index").asInt(), any -> new Chosen());
                parts(candidate, chosen);
                if (isSet(candidate.path("finishReason"))) {
                    chosen.finish = finish(candidate.path("finishReason"));
                }
            }
        }
        if (choices.isEmpty() && blocked) {
            choices.put(0, blocked());
        }
        if (error == null && choices.values().stream().anyMatch(choice -> choice.finish == null)) {
            error = truncated();
        }
        return answer(choices.values(), usageOf(usage), error);
    }

    static ObjectNode request(JsonNode body) {
        final Asked asked = new Asked();
        asked.system(body.path("systemInstruction").path("parts"));
        for (final JsonNode content : body.path("contents")) {
            final List<ObjectNode> parts = new ArrayList<>();
            content.path("parts").forEach(part -> {
                if (!part.path("thought").asBoolean()) {
                    parts.add(part(part));
                }
            });
            asked.turn(content.path("role").asText().equals("model") ? "assistant" : "user", parts);
        }
        for (final JsonNode entry : body.path("tools")) {
            for (final JsonNode function : entry.path("functionDeclarations")) {
                asked.tool(function.path("name"), function.path("description"), function.path("parametersJsonSchema"));
            }
        }
        choice(asked, body.path("toolConfig").path("functionCallingConfig"));
        final JsonNode config = body.path("generationConfig");
        asked.set("max_tokens", config.path("maxOutputTokens"));
        asked.set("temperature", config.path("temperature"));
        asked.set("top_p", config.path("topP"));
        asked.set("top_k", config.path("topK"));
        asked.set("stop", config.path("stopSequences"));
        asked.set("seed", config.path("seed"));
        asked.set("presence_penalty", config.path("presencePenalty"));
        asked.set("frequency_penalty", config.path("frequencyPenalty"));
        asked.set("schema", config.path("responseJsonSchema"));
        asked.set("n", config.path("candidateCount"));
        if (config.path("thinkingConfig").has("thinkingLevel")) {
            asked.node.put(
                    "effort",
                    config.path("thinkingConfig").path("thinkingLevel").asText().toLowerCase(java.util.Locale.ROOT));
        }
        return asked.finish();
    }

    private static void choice(Asked asked, JsonNode config) {
        final JsonNode names = config.path("allowedFunctionNames");
        switch (config.path("mode").asText()) {
            case "AUTO" -> asked.choice("auto", null);
            case "NONE" -> asked.choice("none", null);
            case "ANY" ->
                asked.choice(
                        names.size() == 1 ? "tool" : "any",
                        names.size() == 1 ? names.get(0).asText() : null);
            default -> {}
        }
    }

    private static ObjectNode part(JsonNode part) {
        if (part.has("functionCall")) {
            final JsonNode call = part.path("functionCall");
            return call(
                    call.path("id").asText(call.path("name").asText()),
                    call.path("name").asText(),
                    call.path("args"));
        }
        if (part.has("functionResponse")) {
            final JsonNode response = part.path("functionResponse");
            final JsonNode value = response.path("response");
            final boolean failed = value.has("error") && value.size() == 1;
            return result(
                    response.path("id").asText(response.path("name").asText()),
                    value.path(failed ? "error" : "output").asText(),
                    failed);
        }
        if (part.has("inlineData")) {
            return Norm.part("image")
                    .put("mime", part.path("inlineData").path("mimeType").asText())
                    .put("data", part.path("inlineData").path("data").asText());
        }
        return part.has("fileData")
                ? image(part.path("fileData").path("fileUri").asText(), NODES.nullNode())
                : textPart(part);
    }
}
