package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class OpenAiChat {
    private static final Shape FUNCTION_TOOL = Shape.of()
            .must("type", Check.string())
            .must(
                    "function",
                    Shape.of()
                            .must("name", OpenAiSchemas.name())
                            .may("description", Check.string())
                            .mayBeNull("parameters", Check.object())
                            .mayBeNull("strict", Check.bool())
                            .rule(OpenAiSchemas.strict("parameters", "function")));
    private static final Shape CUSTOM_TOOL =
            Shape.of().must("type", Check.string()).must("custom", Check.object());
    private static final Check TOOLS =
            Check.array(Check.tagged("type", Map.of("function", FUNCTION_TOOL, "custom", CUSTOM_TOOL)), 1, 128);

    private static final Check TOOL_CHOICE = (value, path, say) -> {
        if (value.isTextual()) {
            Check.oneOf("none", "auto", "required").check(value, path, say);
            return;
        }
        Check.tagged(
                        "type",
                        Map.of(
                                "function",
                                Shape.of()
                                        .must("type", Check.string())
                                        .must("function", Shape.of().must("name", Check.string())),
                                "custom",
                                Shape.of().must("type", Check.string()).must("custom", Check.object()),
                                "allowed_tools",
                                Shape.of().must("type", Check.string()).must("allowed_tools", Check.object())))
                .check(value, path, say);
    };

    private static final Check RESPONSE_FORMAT = Check.tagged(
            "type",
            Map.of(
                    "text",
                    Shape.of().must("type", Check.string()),
                    "json_object",
                    Shape.of().must("type", Check.string()),
                    "json_schema",
                    Shape.of()
                            .must("type", Check.string())
                            .must(
                                    "json_schema",
                                    Shape.of()
                                            .must("name", OpenAiSchemas.name())
                                            .may("description", Check.string())
                                            .may("schema", Check.object())
                                            .mayBeNull("strict", Check.bool())
                                            .rule(OpenAiSchemas.strict("schema", "response_format")))));

    static final Shape STREAM_OPTIONS =
            Shape.of().may("include_usage", Check.bool()).may("include_obfuscation", Check.bool());

    static final Check STOP = Check.stringOr(Check.array(Check.string(), 1, 4)).orNull();

    private static final Shape REQUEST = Shape.of()
            .must("model", Check.string())
            .must("messages", OpenAiMessages.ALL)
            .mayBeNull("max_completion_tokens", Check.integer(1, Integer.MAX_VALUE))
            .mayBeNull("max_tokens", Check.integer(1, Integer.MAX_VALUE))
            .mayBeNull("temperature", Check.number(0, 2))
            .mayBeNull("top_p", Check.number(0, 1))
            .mayBeNull("n", Check.integer(1, 128))
            .may("stop", STOP)
            .mayBeNull("stream", Check.bool())
            .mayBeNull("stream_options", STREAM_OPTIONS)
            .mayBeNull("presence_penalty", Check.number(-2, 2))
            .mayBeNull("frequency_penalty", Check.number(-2, 2))
            .mayBeNull("logit_bias", Check.object())
            .mayBeNull("logprobs", Check.bool())
            .mayBeNull("top_logprobs", Check.integer(0, 20))
            .mayBeNull("seed", Check.integer(Long.MIN_VALUE, Long.MAX_VALUE))
            .may("response_format", RESPONSE_FORMAT)
            .may("tools", TOOLS)
            .may("tool_choice", TOOL_CHOICE)
            .may("parallel_tool_calls", Check.bool())
            .mayBeNull("reasoning_effort", Check.oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max"))
            .mayBeNull("verbosity", Check.oneOf("low", "medium", "high"))
            .mayBeNull("metadata", OpenAiSchemas.metadata())
            .may("user", OpenAiSchemas.user())
            .may("safety_identifier", OpenAiSchemas.user())
            .may("prompt_cache_key", Check.string())
            .mayBeNull("service_tier", Check.oneOf("auto", "default", "flex", "scale", "priority"))
            .mayBeNull("store", Check.bool())
            .mayAny(
                    "modalities",
                    "audio",
                    "prediction",
                    "web_search_options",
                    "moderation",
                    "prompt_cache_options",
                    "prompt_cache_retention",
                    "functions",
                    "function_call")
            .rule(OpenAiChat::streamOptionsNeedStream)
            .rule(OpenAiChat::toolFieldsNeedTools)
            .rule(OpenAiChat::choiceIsOffered)
            .rule((body, _, say) -> OpenAiSchemas.speaksOfJson(
                    body.path("messages"), body.path("response_format"), "messages", "response_format", say))
            .rule((body, _, _) -> OpenAiSchemas.reasonsAlone(body, "max_tokens", "top_p", "logprobs", "stop"));

    private OpenAiChat() {}

    static Reply answer(OpenAiApi api, ReceivedRequest request, SimScript script) {
        final JsonNode body = api.read(request, REQUEST);
        api.servedModel(body);
        final Answer answer = Answer.to(prompt(body), script, request.number());
        return body.path("stream").asBoolean()
                ? Reply.stream(stream(answer, includeUsage(body, script), script.has(SimScript.Key.INTERLEAVE)))
                : Reply.json(200, Json.bytes(unary(answer)));
    }

    private static Prompt prompt(JsonNode body) {
        final Prompt.Builder prompt = new Prompt.Builder(body.path("model").asText());
        OpenAiMessages.read(body.path("messages"), prompt);
        for (JsonNode tool : body.path("tools")) {
            final JsonNode function = tool.path("function");
            if (!function.isMissingNode()) {
                prompt.tools.add(new Prompt.Tool(function.path("name").asText(), function.get("parameters")));
            }
        }
        prompt.choice = choice(body.path("tool_choice"));
        final JsonNode limit =
                body.hasNonNull("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens");
        prompt.maxTokens = limit.asInt(Integer.MAX_VALUE);
        prompt.stops(body.get("stop"));
        prompt.choices = body.path("n").asInt(1);
        prompt.format = switch (body.path("response_format").path("type").asText()) {
            case "json_object" -> Json.object();
            case "json_schema" ->
                body.path("response_format").path("json_schema").path("schema");
            default -> null;
        };
        return prompt.build();
    }

    private static Prompt.ToolChoice choice(JsonNode choice) {
        if (choice.isObject()) {
            final JsonNode name = choice.path("function").get("name");
            return new Prompt.ToolChoice(Prompt.ToolChoice.Mode.REQUIRED, name == null ? null : name.asText());
        }
        return switch (choice.asText("")) {
            case "none" -> Prompt.ToolChoice.NONE;
            case "required" -> Prompt.ToolChoice.REQUIRED;
            default -> Prompt.ToolChoice.AUTO;
        };
    }

    /** {@code usage=on|off} in a script overrules the caller. */
    static boolean includeUsage(JsonNode body, SimScript script) {
        final boolean asked = body.path("stream_options").path("include_usage").asBoolean();
        return switch (script.text(SimScript.Key.USAGE, "")) {
            case "on" -> true;
            case "off" -> false;
            default -> asked;
        };
    }

    private static ObjectNode unary(Answer answer) {
        final ObjectNode body = head(answer, "chatcmpl-", "chat.completion");
        final ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < answer.choices(); i++) {
            final ObjectNode choice = choices.addObject().put("index", i);
            final ObjectNode message = choice.putObject("message").put("role", "assistant");
            message.put(
                    "content",
                    answer.text().count() == 0 && !answer.calls().isEmpty()
                            ? null
                            : answer.text().text());
            message.putNull("refusal");
            if (answer.reasoning().count() > 0) {
                message.put("reasoning_content", answer.reasoning().text());
            }
            if (!answer.calls().isEmpty()) {
                final ArrayNode calls = message.putArray("tool_calls");
                answer.calls().forEach(call -> calls.add(call(call, call.arguments())));
            }
            message.putArray("annotations");
            choice.putNull("logprobs").put("finish_reason", finish(answer));
        }
        body.set("usage", usage(answer));
        return body;
    }

    private static EventStream stream(Answer answer, boolean includeUsage, boolean interleave) {
        final EventStream events = new EventStream(EventFormat.SSE);
        for (int i = 0; i < answer.choices(); i++) {
            final ObjectNode role = Json.object().put("role", "assistant").put("content", "");
            events.add(chunk(answer, i, role.putNull("refusal"), null, includeUsage));
        }
        addRun(events, answer, "reasoning_content", answer.reasoning(), includeUsage);
        addRun(events, answer, "content", answer.text(), includeUsage);
        if (interleave) {
            addCallsInterleaved(events, answer, includeUsage);
        } else {
            for (int c = 0; c < answer.calls().size(); c++) {
                addCall(events, answer, c, includeUsage);
            }
        }
        for (int i = 0; i < answer.choices(); i++) {
            events.add(chunk(answer, i, Json.object(), finish(answer), includeUsage));
        }
        if (includeUsage) {
            final ObjectNode last = head(answer, "chatcmpl-", "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(answer));
            events.add(last);
        }
        return events.add("", "[DONE]");
    }

    private static void addRun(EventStream events, Answer answer, String member, Words words, boolean usage) {
        final JsonNode[] lanes = new JsonNode[answer.choices()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = chunk(answer, i, Json.object().put(member, Template.TOKEN), null, usage);
        }
        events.addRun("", words, lanes);
    }

    private static void addCall(EventStream events, Answer answer, int index, boolean usage) {
        final Answer.Call call = answer.calls().get(index);
        for (int i = 0; i < answer.choices(); i++) {
            final ObjectNode first = Json.object();
            first.putArray("tool_calls").add(Json.object().put("index", index).setAll(call(call, "")));
            events.add(chunk(answer, i, first, null, usage));
        }
        final JsonNode[] lanes = new JsonNode[answer.choices()];
        for (int i = 0; i < lanes.length; i++) {
            final ObjectNode delta = Json.object();
            delta.putArray("tool_calls")
                    .addObject()
                    .put("index", index)
                    .putObject("function")
                    .put("arguments", Template.TOKEN);
            lanes[i] = chunk(answer, i, delta, null, usage);
        }
        events.addRun("", Words.of(Tokens.fragments(call.arguments())), lanes);
    }

    /** All calls of the first choice at once, a fragment of each in turn. */
    private static void addCallsInterleaved(EventStream events, Answer answer, boolean usage) {
        final List<List<String>> fragments = new ArrayList<>();
        for (int c = 0; c < answer.calls().size(); c++) {
            final Answer.Call call = answer.calls().get(c);
            fragments.add(Tokens.fragments(call.arguments()));
            final ObjectNode first = Json.object();
            first.putArray("tool_calls").add(Json.object().put("index", c).setAll(call(call, "")));
            events.add(chunk(answer, 0, first, null, usage));
        }
        final int longest = fragments.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (int c = 0; c < fragments.size(); c++) {
                if (i < fragments.get(c).size()) {
                    final ObjectNode delta = Json.object();
                    delta.putArray("tool_calls")
                            .addObject()
                            .put("index", c)
                            .putObject("function")
                            .put("arguments", fragments.get(c).get(i));
                    events.add(chunk(answer, 0, delta, null, usage));
                }
            }
        }
    }

    private static ObjectNode call(Answer.Call call, String arguments) {
        final ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", arguments);
        return node;
    }

    private static ObjectNode chunk(
            Answer answer, int index, ObjectNode delta, @Nullable String finish, boolean includeUsage) {
        final ObjectNode chunk = head(answer, "chatcmpl-", "chat.completion.chunk");
        final ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    static ObjectNode head(Answer answer, String idPrefix, String object) {
        return Json.object()
                .put("id", answer.id(idPrefix))
                .put("object", object)
                .put("created", Answer.CREATED_S)
                .put("model", answer.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_simulated");
    }

    static String finish(Answer answer) {
        return switch (answer.finish()) {
            case STOP, STOP_SEQUENCE -> "stop";
            case LENGTH -> "length";
            case TOOL -> "tool_calls";
            case FILTER -> "content_filter";
        };
    }

    static ObjectNode usage(Answer answer) {
        final ObjectNode usage = Json.object()
                .put("prompt_tokens", answer.inputTokens())
                .put("completion_tokens", answer.outputTokens())
                .put("total_tokens", answer.totalTokens());
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", answer.cachedTokens())
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", answer.reasoningTokens())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    static void streamOptionsNeedStream(JsonNode body, String path, Wording say) {
        if (body.hasNonNull("stream_options") && !body.path("stream").asBoolean()) {
            throw say.broken(
                    "stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
    }

    private static void toolFieldsNeedTools(JsonNode body, String path, Wording say) {
        for (String field : new String[] {"tool_choice", "parallel_tool_calls"}) {
            if (body.has(field) && !body.has("tools")) {
                throw say.broken(field, "'" + field + "' is only allowed when 'tools' are specified.");
            }
        }
    }

    private static void choiceIsOffered(JsonNode body, String path, Wording say) {
        final JsonNode name = body.path("tool_choice").path("function").path("name");
        if (name.isTextual() && !offered(body).contains(name.asText())) {
            throw say.broken("tool_choice", "Tool choice '" + name.asText() + "' not found in 'tools' parameter.");
        }
    }

    private static Set<String> offered(JsonNode body) {
        final Set<String> names = new HashSet<>();
        body.path("tools")
                .forEach(tool -> names.add(tool.path("function").path("name").asText()));
        return names;
    }
}
