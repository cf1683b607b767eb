package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Anthropic asks of a whole request, beyond the shape of each field. */
final class AnthropicRules {
    private static final int MAX_CACHE_MARKS = 4;
    private static final double MIN_THINKING_TOP_P = 0.95;
    private static final String OLD_THINKERS = "-4-5";

    private AnthropicRules() {}

    static Shape add(Shape request) {
        return request.rule(AnthropicRules::thinkingAlone)
                .rule(AnthropicRules::thinkingFirst)
                .rule(AnthropicRules::thinkingOfTheModel)
                .rule(AnthropicRules::tools)
                .rule(AnthropicRules::fewCacheMarks)
                .rule(AnthropicRules::noBlankStops)
                .rule(AnthropicRules::noBlankEnd);
    }

    private static boolean thinks(JsonNode body) {
        final String type = body.path("thinking").path("type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    private static void thinkingAlone(JsonNode body, String path, Wording say) {
        if (!thinks(body)) {
            return;
        }
        final String choice = body.path("tool_choice").path("type").asText();
        if (choice.equals("any") || choice.equals("tool")) {
            throw say.broken("", "Thinking may not be enabled when tool_choice forces tool use.");
        }
        if (body.path("temperature").asDouble(1) != 1) {
            throw say.broken("", "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.");
        }
        if (body.path("top_p").asDouble(1) < MIN_THINKING_TOP_P) {
            throw say.broken("", "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.");
        }
        if (body.has("top_k")) {
            throw say.broken("", "`top_k` must be unset when thinking is enabled or in adaptive mode.");
        }
    }

    /** Where the model must think, what it thought before its last calls must come back with them. */
    private static void thinkingFirst(JsonNode body, String path, Wording say) {
        if (!body.path("thinking").path("type").asText().equals("enabled")) {
            return;
        }
        final JsonNode messages = body.path("messages");
        for (int i = messages.size() - 1; i >= 0; i--) {
            final JsonNode message = messages.get(i);
            final JsonNode first = message.path("content").path(0);
            if (message.path("role").asText().equals("assistant")) {
                final String type = first.path("type").asText("text");
                if (holdsCall(message) && !type.endsWith("thinking")) {
                    throw say.broken(
                            "messages." + i + ".content.0.type",
                            "Expected `thinking` or `redacted_thinking`, but found `" + type
                                    + "`. When `thinking` is enabled, a final `assistant` message must start with a"
                                    + " thinking block (preceeding the lastmost set of `tool_use` and `tool_result`"
                                    + " blocks).");
                }
                return;
            }
        }
    }

    private static boolean holdsCall(JsonNode message) {
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals("tool_use")) {
                return true;
            }
        }
        return false;
    }

    private static void thinkingOfTheModel(JsonNode body, String path, Wording say) {
        if (body.path("model").asText().endsWith(OLD_THINKERS)
                && body.path("thinking").path("type").asText().equals("adaptive")) {
            throw say.broken("", "adaptive thinking is not supported on this model");
        }
    }

    private static void tools(JsonNode body, String path, Wording say) {
        final Set<String> names = new HashSet<>();
        for (JsonNode tool : body.path("tools")) {
            if (!names.add(tool.path("name").asText())) {
                throw say.broken("tools", "Tool names must be unique.");
            }
        }
        final JsonNode wanted = body.path("tool_choice").path("name");
        if (wanted.isTextual() && !names.contains(wanted.asText())) {
            throw say.broken("", "Tool '" + wanted.asText() + "' not found in provided tools");
        }
    }

    private static void fewCacheMarks(JsonNode body, String path, Wording say) {
        final List<JsonNode> marks = body.findValues("cache_control");
        final long set = marks.stream().filter(JsonNode::isObject).count();
        if (set > MAX_CACHE_MARKS) {
            throw say.broken("", "A maximum of 4 blocks with cache_control may be provided. Found " + set + ".");
        }
    }

    private static void noBlankStops(JsonNode body, String path, Wording say) {
        for (JsonNode stop : body.path("stop_sequences")) {
            if (stop.asText().isBlank()) {
                throw say.broken("stop_sequences", "each stop sequence must contain non-whitespace");
            }
        }
    }

    private static void noBlankEnd(JsonNode body, String path, Wording say) {
        final JsonNode last = body.path("messages").path(body.path("messages").size() - 1);
        final JsonNode content = last.path("content");
        final String text = content.isTextual()
                ? content.asText()
                : content.path(content.size() - 1).path("text").asText();
        if (last.path("role").asText().equals("assistant") && !text.equals(text.stripTrailing())) {
            throw say.broken("messages", "final assistant content cannot end with trailing whitespace");
        }
    }

    /** An object in a schema that answers keep to says that it holds nothing else. */
    static void closed(JsonNode schema, String path, Wording say) {
        if (schema.path("type").asText().equals("object")
                && !schema.path("additionalProperties").isBoolean()) {
            throw say.broken(path, "For 'object' type, 'additionalProperties' must be explicitly set to false");
        }
        schema.path("properties").forEach(each -> closed(each, path, say));
        if (schema.has("items")) {
            closed(schema.path("items"), path, say);
        }
    }
}
