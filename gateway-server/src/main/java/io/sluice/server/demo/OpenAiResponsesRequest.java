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
                    part().mayAny("image_url", "file_id", "detail"),
                    "input_file",
                    part().mayAny("file_data", "file_id", "file_url", "filename", "detail"),
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
            .must("name", Check.string())
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
            .may("text", Shape.of().may("format", Check.object()).mayAny("verbosity"))
            .mayBeNull("reasoning", Shape.of().mayAny("effort", "summary", "context", "mode", "generate_summary"))
            .mayBeNull("include", Check.array(Check.string()))
            .mayBeNull("truncation", Check.oneOf("auto", "disabled"))
            .mayBeNull("metadata", Check.object())
            .mayBeNull("stream", Check.bool())
            .mayBeNull("stream_options", Shape.of().may("include_obfuscation", Check.bool()))
            .mayAny("conversation", "prompt", "context_management", "user", "safety_identifier", "service_tier")
            .mayAny("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "moderation")
            .rule((body, _, say) -> {
                if (body.hasNonNull("previous_response_id") && body.hasNonNull("conversation")) {
                    throw say.broken(
                            "conversation", "Only one of 'previous_response_id' and 'conversation' may be set.");
                }
            });

    private OpenAiResponsesRequest() {}

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
                .must("name", Check.string())
                .mayBeNull("description", Check.string())
                .mayBeNull("parameters", Check.object())
                .mayBeNull("strict", Check.bool())
                .mayAny("defer_loading", "output_schema", "allowed_callers");
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
