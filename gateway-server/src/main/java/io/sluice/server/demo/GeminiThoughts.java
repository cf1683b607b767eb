package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** What Gemini's generations of models ask of thinking: its form, and its signatures, which must come back. */
final class GeminiThoughts {
    /** What the vendor takes for a signature of history made elsewhere. */
    private static final String PLACEHOLDER = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    private GeminiThoughts() {}

    /** Whether the model thinks in levels and signs its calls. */
    static boolean signs(String model) {
        return model.startsWith("gemini-3");
    }

    /** @throws Refusal when this model wouldn't take what others do */
    static void judge(String model, JsonNode body) {
        final JsonNode thinking = GeminiRequests.path(GeminiRequests.path(body, "generationConfig"), "thinkingConfig");
        if (model.startsWith("gemini-2") && GeminiRequests.get(thinking, "thinkingLevel") != null) {
            throw Refusal.invalid("Thinking level is not supported for this model.", null);
        }
        final JsonNode contents = GeminiRequests.path(body, "contents");
        for (int i = 0; i < contents.size(); i++) {
            final JsonNode parts = GeminiRequests.path(contents.get(i), "parts");
            parts.forEach(GeminiThoughts::ownOrNone);
            if (signs(model) && i > lastWords(contents)) {
                signed(parts, i);
            }
        }
    }

    private static void ownOrNone(JsonNode part) {
        final JsonNode signature = GeminiRequests.get(part, "thoughtSignature");
        if (signature != null
                && !signature.asText().equals(PLACEHOLDER)
                && !signature.asText().equals(Answer.SIGNATURE)) {
            throw Refusal.invalid("Thought signature is not valid.", null);
        }
    }

    /** Index of the last content in which the user speaks; the steps before it are no longer looked at. */
    private static int lastWords(JsonNode contents) {
        int last = -1;
        for (int i = 0; i < contents.size(); i++) {
            final JsonNode content = contents.get(i);
            final boolean user =
                    !GeminiRequests.path(content, "role").asText("user").equals("model");
            if (user && !GeminiRequests.holds(content, "functionResponse")) {
                last = i;
            }
        }
        return last;
    }

    private static void signed(JsonNode parts, int content) {
        for (int i = 0; i < parts.size(); i++) {
            final JsonNode call = GeminiRequests.get(parts.get(i), "functionCall");
            if (call != null && GeminiRequests.get(parts.get(i), "thoughtSignature") == null) {
                throw Refusal.invalid(
                        "Function call is missing a thought_signature in functionCall parts. This is required for tools"
                                + " to work correctly, and missing thought_signature may lead to degraded model"
                                + " performance. Additional data, function call `default_api:"
                                + call.path("name").asText() + "` , position " + (content + 1) + ".",
                        null);
            }
            if (call != null) {
                return;
            }
        }
    }
}
