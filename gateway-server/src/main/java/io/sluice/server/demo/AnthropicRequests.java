package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What Anthropic takes in {@code messages} and {@code count_tokens}. */
final class AnthropicRequests {
    static final String NEW_VERSION = "2026-10-21";

    private static final Check SYSTEM =
            Check.stringOr(Check.array(Check.tagged("type", Map.of("text", AnthropicMessages.TEXT))));

    /** A tool of the vendor's own has a dated type and is taken as it is. */
    private static final Check TOOL = (value, path, say) -> {
        final String type = value.path("type").asText("custom");
        if (type.equals("custom")) {
            clientTool().check(value, path, say);
        } else {
            Check.object().check(value, path, say);
        }
    };

    private static final Check TOOL_CHOICE = Check.tagged(
            "type",
            Map.of(
                    "auto", choice(),
                    "any", choice(),
                    "none", Shape.of().must("type", Check.string()),
                    "tool", choice().must("name", Check.string())));

    private static final Check THINKING = Check.tagged(
            "type",
            Map.of(
                    "adaptive",
                    Shape.of().must("type", Check.string()).mayAny("display"),
                    "enabled",
                    Shape.of()
                            .must("type", Check.string())
                            .must("budget_tokens", Check.integer(1024, Integer.MAX_VALUE))
                            .mayAny("display"),
                    "disabled",
                    Shape.of().must("type", Check.string()),
                    "between_tools",
                    Shape.of().must("type", Check.string())));

    private static final Check FORMAT = Check.tagged(
            "type",
            Map.of("json_schema", Shape.of().must("type", Check.string()).must("schema", (value, path, say) -> {
                Check.object().check(value, path, say);
                AnthropicRules.closed(value, path, say);
            })));

    static final Shape COUNT = common();

    static final Shape MESSAGE = common().must("max_tokens", Check.integer(0, Integer.MAX_VALUE))
            .may("stream", Check.bool())
            .may("stop_sequences", Check.array(Check.string()))
            .may("temperature", Check.number(0, 1))
            .may("top_p", Check.number(0, 1))
            .may("top_k", Check.integer(0, Integer.MAX_VALUE))
            .may("metadata", Shape.of().mayBeNull("user_id", Check.string()))
            .may("service_tier", Check.oneOf("auto", "standard_only"))
            .mayAny("speed", "inference_geo", "container", "diagnostics")
            .rule(AnthropicRequests::budgetFits);

    static {
        AnthropicRules.add(MESSAGE);
    }

    private AnthropicRequests() {}

    private static Shape common() {
        return Shape.of()
                .must("model", Check.string())
                .must("messages", AnthropicMessages.ALL)
                .may("system", SYSTEM)
                .may("tools", Check.array(TOOL))
                .may("tool_choice", TOOL_CHOICE)
                .may("thinking", THINKING)
                .may(
                        "output_config",
                        Shape.of()
                                .mayBeNull("effort", Check.oneOf("low", "medium", "high", "xhigh", "max"))
                                .mayBeNull("format", FORMAT))
                .may("cache_control", AnthropicMessages.CACHE)
                .rule(AnthropicRequests::choiceNeedsTools);
    }

    private static Shape choice() {
        return Shape.of().must("type", Check.string()).may("disable_parallel_tool_use", Check.bool());
    }

    private static Shape clientTool() {
        return Shape.of()
                .may("type", Check.string())
                .must("name", AnthropicMessages.TOOL_NAME)
                .may("description", Check.string())
                .must("input_schema", (value, path, say) -> {
                    Check.object().check(value, path, say);
                    if (!value.path("type").asText().equals("object")) {
                        throw say.missing(path, "type");
                    }
                })
                .mayBeNull("strict", Check.bool())
                .may("cache_control", AnthropicMessages.CACHE)
                .mayAny("eager_input_streaming", "input_examples", "defer_loading", "allowed_callers");
    }

    private static void budgetFits(JsonNode body, String path, Wording say) {
        final JsonNode budget = body.path("thinking").path("budget_tokens");
        if (budget.asLong() >= body.path("max_tokens").asLong() && !budget.isMissingNode()) {
            throw say.broken("", "`max_tokens` must be greater than `thinking.budget_tokens`.");
        }
    }

    private static void choiceNeedsTools(JsonNode body, String path, Wording say) {
        if (body.has("tool_choice") && body.path("tools").isEmpty()) {
            throw say.broken("tool_choice", "may only be specified while providing tools");
        }
    }

    /** The newer version of the API takes no sampling settings at all. */
    static void judgeVersion(JsonNode body, String version) {
        if (!version.equals(NEW_VERSION)) {
            return;
        }
        for (String field : new String[] {"temperature", "top_p", "top_k"}) {
            if (body.has(field)) {
                throw AnthropicWording.INSTANCE.broken(field, "not supported in version " + NEW_VERSION);
            }
        }
    }

    static Prompt prompt(JsonNode body) {
        final Prompt.Builder prompt = new Prompt.Builder(body.path("model").asText());
        AnthropicMessages.text(body.path("system"), prompt);
        AnthropicMessages.read(body.path("messages"), prompt);
        for (JsonNode tool : body.path("tools")) {
            prompt.tools.add(new Prompt.Tool(tool.path("name").asText(), tool.get("input_schema")));
        }
        prompt.choice = switch (body.path("tool_choice").path("type").asText()) {
            case "any" -> Prompt.ToolChoice.REQUIRED;
            case "none" -> Prompt.ToolChoice.NONE;
            case "tool" ->
                new Prompt.ToolChoice(
                        Prompt.ToolChoice.Mode.REQUIRED,
                        body.path("tool_choice").path("name").asText());
            default -> Prompt.ToolChoice.AUTO;
        };
        prompt.format = body.path("output_config").path("format").get("schema");
        prompt.maxTokens = body.path("max_tokens").asInt();
        prompt.stops(body.get("stop_sequences"));
        final String thinking = body.path("thinking").path("type").asText("disabled");
        prompt.thinks = thinking.equals("enabled") || thinking.equals("adaptive");
        return prompt.build();
    }
}
