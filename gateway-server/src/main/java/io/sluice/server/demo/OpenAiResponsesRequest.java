package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What OpenAI takes in {@code responses}. */
final class OpenAiResponsesRequest {
    private static final int MIN_OUTPUT_TOKENS = 16;

    private static final Check USER_PART = Check.tagged(
            "type",
            Map.of(
                    "input_text",
                    part().must("text", Check.string()),
                    "input_image",
                    part().may("image_url", Check.string())
                            .mayBeNull("file_id", Check.string())
                            .may("detail", Check.oneOf("auto", "low", "high", "original"))
                            .rule(oneOf("image_url", "file_id")),
                    "input_file",
                    part().mayAny("file_data", "file_id", "file_url", "filename", "detail")
                            .rule(oneOf("file_data", "file_id", "file_url")),
                    "input_audio",
                    part().must("input_audio", Check.object())));
    private static final Check ASSISTANT_PART = Check.tagged(
            "type",
            Map.of(
                    "output_text",
                    part().must("text", Check.string()).mayAny("annotations", "logprobs"),
                    "refusal",
                    part().must("refusal", Check.string())));
    private static final Check MESSAGE = Check.tagged(
            "role",
            Map.of(
                    "user", message(USER_PART),
                    "system", message(USER_PART),
                    "developer", message(USER_PART),
                    "assistant", message(ASSISTANT_PART)));
    private static final Shape FUNCTION_CALL = item().must("call_id", Check.string())
            .must("name", OpenAiSchemas.name())
            .must("arguments", Check.string())
            .mayAny("namespace");
    private static final Shape FUNCTION_OUTPUT =
            item().must("call_id", Check.string()).must("output", Check.stringOr(Check.array(USER_PART)));
    private static final Shape REASONING =
            item().must("summary", Check.array(Check.object())).mayAny("content", "encrypted_content");

    /** An item without a type is a message; built-in tools' items are taken as they are. */
    private static final Check ITEM = (value, path, say) -> {
        Check.object().check(value, path, say);
        switch (value.path("type").asText("message")) {
            case "message" -> MESSAGE.check(value, path, say);
            case "function_call" -> FUNCTION_CALL.check(value, path, say);
            case "function_call_output" -> FUNCTION_OUTPUT.check(value, path, say);
            case "reasoning" -> REASONING.check(value, path, say);
            default -> {}
        }
    };

    private static final Check TOOL = (value, path, say) -> {
        Check.object().check(value, path, say);
        if (!value.has("type")) {
            throw say.missing(path, "type");
        }
        if (value.path("type").asText().equals("function")) {
            functionTool().check(value, path, say);
        }
    };

    private static final Check FORMAT = Check.tagged(
            "type",
            Map.of(
                    "text",
                    Shape.of().must("type", Check.string()),
                    "json_object",
                    Shape.of().must("type", Check.string()),
                    "json_schema",
                    Shape.of()
                            .must("type", Check.string())
                            .must("name", OpenAiSchemas.name())
                            .must("schema", Check.object())
                            .mayBeNull("description", Check.string())
                            .mayBeNull("strict", Check.bool())
                            .rule(OpenAiSchemas.strict("schema", "response_format"))));

    private static final Check SUMMARY =
            Check.oneOf("auto", "concise", "detailed").orNull();

    private static final Shape REASONING_SETTINGS = Shape.of()
            .mayBeNull("effort", Check.oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max"))
            .may("summary", SUMMARY)
            .may("generate_summary", SUMMARY)
            .mayAny("context", "mode");

    private static final Check INCLUDABLE = Check.oneOf(
            "reasoning.encrypted_content",
            "message.output_text.logprobs",
            "message.input_image.image_url",
            "web_search_call.results",
            "web_search_call.action.sources",
            "file_search_call.results",
            "code_interpreter_call.outputs",
            "computer_call_output.output.image_url");

    static final Shape CREATE = Shape.of()
            .must("model", Check.string())
            .must("input", Check.stringOr(Check.array(ITEM)))
            .mayBeNull("instructions", Check.string())
            .mayBeNull("previous_response_id", Check.string())
            .mayBeNull("store", Check.bool())
            .mayBeNull("background", Check.bool())
            .mayBeNull("max_output_tokens", OpenAiResponsesRequest::enoughTokens)
            .mayBeNull("max_tool_calls", Check.integer(1, Integer.MAX_VALUE))
            .mayBeNull("temperature", Check.number(0, 2))
            .mayBeNull("top_p", Check.number(0, 1))
            .mayBeNull("top_logprobs", Check.integer(0, 20))
            .may("tools", Check.array(TOOL))
            .may("tool_choice", Check.stringOr(Check.object()))
            .mayBeNull("parallel_tool_calls", Check.bool())
            .may("text", Shape.of().may("format", FORMAT).mayBeNull("verbosity", Check.oneOf("low", "medium", "high")))
            .mayBeNull("reasoning", REASONING_SETTINGS)
            .mayBeNull("include", Check.array(INCLUDABLE))
            .mayBeNull("truncation", Check.oneOf("auto", "disabled"))
            .mayBeNull("metadata", OpenAiSchemas.metadata())
            .mayBeNull("user", OpenAiSchemas.user())
            .mayBeNull("safety_identifier", OpenAiSchemas.user())
            .mayBeNull("stream", Check.bool())
            .mayBeNull("stream_options", Shape.of().may("include_obfuscation", Check.bool()))
            .mayAny("conversation", "prompt", "context_management", "service_tier")
            .mayAny("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "moderation")
            .rule(OpenAiResponsesItems::check)
            .rule((body, _, say) -> OpenAiSchemas.speaksOfJson(
                    body.path("input"), body.path("text").path("format"), "input", "text.format", say))
            .rule((body, _, _) -> OpenAiSchemas.reasonsAlone(body, "temperature", "top_p", "top_logprobs"))
            .rule((body, _, say) -> {
                if (body.path("background").asBoolean() && !body.path("store").asBoolean(true)) {
                    throw say.broken("background", "Background mode requires 'store' to be true.");
                }
            })
            .rule((body, _, say) -> {
                if (body.hasNonNull("previous_response_id") && body.hasNonNull("conversation")) {
                    throw say.broken(
                            "conversation", "Only one of 'previous_response_id' and 'conversation' may be set.");
                }
            });

    private OpenAiResponsesRequest() {}

    private static Check oneOf(String... members) {
        return (value, path, say) -> {
            for (String member : members) {
                if (value.hasNonNull(member)) {
                    return;
                }
            }
            throw say.missing(path, members[0]);
        };
    }

    private static Shape part() {
        return Shape.of().must("type", Check.string()).mayAny("prompt_cache_breakpoint");
    }

    private static Shape item() {
        return Shape.of().must("type", Check.string()).mayAny("id", "status");
    }

    private static Shape message(Check part) {
        return Shape.of()
                .may("type", Check.string())
                .must("role", Check.string())
                .must("content", Check.stringOr(Check.array(part)))
                .mayAny("id", "status", "phase");
    }

    private static Shape functionTool() {
        return Shape.of()
                .must("type", Check.string())
                .must("name", OpenAiSchemas.name())
                .mayBeNull("description", Check.string())
                .mayBeNull("parameters", Check.object())
                .mayBeNull("strict", Check.bool())
                .mayAny("defer_loading", "output_schema", "allowed_callers")
                .rule(OpenAiSchemas.strict("parameters", "function"));
    }

    private static void enoughTokens(JsonNode value, String path, Wording say) {
        Check.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).check(value, path, say);
        if (value.asInt() < MIN_OUTPUT_TOKENS) {
            throw new Refusal(
                    400,
                    "Invalid '" + path + "': integer below minimum value. Expected a value >= " + MIN_OUTPUT_TOKENS
                            + ", but got " + value.asInt() + " instead.",
                    path,
                    "integer_below_min_value");
        }
    }

    static Prompt prompt(JsonNode body) {
        final Prompt.Builder prompt = new Prompt.Builder(body.path("model").asText());
        prompt.stream = body.path("stream").asBoolean();
        prompt.text(body.path("instructions").asText(""));
        final JsonNode input = body.path("input");
        if (input.isTextual()) {
            prompt.text(input.asText());
            prompt.lastUserText = input.asText();
        } else {
            input.forEach(item -> read(item, prompt));
        }
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").asText().equals("function")) {
                prompt.tools.add(new Prompt.Tool(tool.path("name").asText(), tool.get("parameters")));
            }
        }
        final JsonNode choice = body.path("tool_choice");
        prompt.choice = choice.isObject()
                ? new Prompt.ToolChoice(
                        Prompt.ToolChoice.Mode.REQUIRED, choice.path("name").asText(null))
                : switch (choice.asText("")) {
                    case "none" -> Prompt.ToolChoice.NONE;
                    case "required" -> Prompt.ToolChoice.REQUIRED;
                    default -> Prompt.ToolChoice.AUTO;
                };
        prompt.maxTokens = body.path("max_output_tokens").asInt(Integer.MAX_VALUE);
        prompt.thinks = body.path("reasoning").hasNonNull("summary");
        final JsonNode format = body.path("text").path("format");
        prompt.format = switch (format.path("type").asText()) {
            case "json_object" -> Json.object();
            case "json_schema" -> format.path("schema");
            default -> null;
        };
        return prompt.build();
    }

    private static void read(JsonNode item, Prompt.Builder into) {
        switch (item.path("type").asText("message")) {
            case "message" -> {
                if (item.path("role").asText().equals("assistant")) {
                    into.answered();
                }
                final String text = OpenAiMessages.text(item.path("content"), into);
                if (item.path("role").asText().equals("user")) {
                    into.lastUserText = text;
                }
            }
            case "function_call" -> {
                into.answered();
                into.arguments(item.path("arguments").asText());
            }
            case "function_call_output" -> into.results.add(OpenAiMessages.text(item.path("output"), into));
            default -> {}
        }
    }
}
