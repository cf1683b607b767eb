package io.sluice.codec.dialect.translate;

import static io.sluice.codec.dialect.translate.Norm.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The neutral meaning of chat completions. */
final class OpenAiNorm {
    private static final Map<String, String> FINISH = Map.of(
            "stop",
            "stop",
            "length",
            "length",
            "tool_calls",
            "tool_calls",
            "function_call",
            "tool_calls",
            "content_filter",
            "content_filter");
    private static final Map<String, String> KIND_BY_CODE = Map.of(
            "invalid_api_key", "auth",
            "permission_denied", "permission",
            "model_not_found", "not_found",
            "overloaded", "overloaded",
            "insufficient_quota", "billing");

    private OpenAiNorm() {}

    static @Nullable ObjectNode usageOf(JsonNode usage) {
        if (!usage.isObject()) {
            return null;
        }
        final JsonNode prompt = usage.path("prompt_tokens_details");
        return usage(
                usage.path("prompt_tokens").asLong(),
                prompt.path("cached_tokens").asLong(),
                prompt.path("cache_write_tokens").asLong(),
                usage.path("completion_tokens").asLong(),
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong());
    }

    static ObjectNode response(JsonNode body) {
        final List<Chosen> choices = new ArrayList<>();
        for (final JsonNode choice : body.path("choices")) {
            final JsonNode message = choice.path("message");
            final Chosen chosen = new Chosen();
            chosen.text.append(text(message.path("content")));
            chosen.refusal.append(text(message.path("refusal")));
            chosen.reasoning.append(text(message.path("reasoning_content")));
            chosen.finish = FINISH.get(choice.path("finish_reason").asText());
            for (final JsonNode call : message.path("tool_calls")) {
                final String arguments = call.path("function").path("arguments").asText();
                chosen.call(call.path("function").path("name").asText(), parse(arguments.isEmpty() ? "{}" : arguments));
            }
            choices.add(chosen);
        }
        return answer(choices, usageOf(body.path("usage")), null);
    }

    static ObjectNode error(@Nullable JsonNode wrapper, JsonNode body) {
        final JsonNode error = body.path("error");
        String kind = KIND_BY_CODE.get(error.path("code").asText());
        if (kind == null && wrapper != null) {
            kind = kind(wrapper.path("status").asInt());
        }
        if (kind == null) {
            kind = switch (error.path("type").asText()) {
                case "server_error" -> "internal";
                case "rate_limit_error" -> "rate_limit";
                default -> "invalid_request";
            };
        }
        return Norm.error(kind, error.path("message").asText(), wrapper == null ? null : retryAfter(wrapper));
    }

    private static final class Streamed {
        final Chosen chosen = new Chosen();
        final TreeMap<Integer, String> names = new TreeMap<>();
        final Map<Integer, StringBuilder> arguments = new HashMap<>();
        String finish = "";
    }

    static ObjectNode stream(List<Sse> events) {
        final TreeMap<Integer, Streamed> choices = new TreeMap<>();
        ObjectNode usage = null;
        ObjectNode error = null;
        boolean done = false;
        for (final Sse event : events) {
            check(!done, "data after [DONE]");
            if (event.data().strip().equals("[DONE]")) {
                done = true;
                continue;
            }
            final JsonNode chunk = parse(event.data());
            if (isSet(chunk.path("error"))) {
                error = error(null, chunk);
                continue;
            }
            check(error == null, "data after an error");
            if (chunk.path("usage").isObject()) {
                usage = usageOf(chunk.path("usage"));
            }
            for (final JsonNode choice : chunk.path("choices")) {
                delta(choices.computeIfAbsent(choice.path("index").asInt(), any -> new Streamed()), choice);
            }
        }
        final boolean ended = done && choices.values().stream().noneMatch(choice -> choice.finish.isEmpty());
        if (!ended && error == null) {
            error = truncated();
        }
        final List<Chosen> chosen = new ArrayList<>();
        final boolean broken = error != null;
        choices.values().forEach(choice -> {
            choice.chosen.finish = FINISH.get(choice.finish);
            if (!broken) {
                choice.names.forEach((index, name) -> {
                    final String arguments = String.valueOf(choice.arguments.get(index));
                    choice.chosen.call(name, parse(arguments.isEmpty() ? "{}" : arguments));
                });
            } else {
                choice.chosen.refusal.setLength(0);
            }
            chosen.add(choice.chosen);
        });
        return answer(chosen, usage, error);
    }

    private static void delta(Streamed choice, JsonNode chunk) {
        final JsonNode delta = chunk.path("delta");
        choice.chosen.text.append(text(delta.path("content")));
        choice.chosen.reasoning.append(text(delta.path("reasoning_content")));
        choice.chosen.refusal.append(text(delta.path("refusal")));
        for (final JsonNode call : delta.path("tool_calls")) {
            final JsonNode function = call.path("function");
            int index = call.path("index").asInt(-1);
            if (index < 0) {
                index = isSet(call.path("id")) || choice.names.isEmpty() ? choice.names.size() : choice.names.lastKey();
            }
            final String name = text(function.path("name"));
            choice.names.merge(index, name, (before, now) -> now.isEmpty() ? before : now);
            choice.arguments
                    .computeIfAbsent(index, any -> new StringBuilder())
                    .append(text(function.path("arguments")));
        }
        final String finish = text(chunk.path("finish_reason"));
        choice.finish = finish.isEmpty() ? choice.finish : finish;
    }

    static ObjectNode request(JsonNode body) {
        final Asked asked = new Asked();
        for (final JsonNode message : body.path("messages")) {
            message(asked, message);
        }
        for (final JsonNode tool : body.path("tools")) {
            final JsonNode function = tool.path("function");
            asked.tool(function.path("name"), function.path("description"), function.path("parameters"));
        }
        final JsonNode choice = body.path("tool_choice");
        if (choice.isTextual()) {
            asked.choice(choice.asText().equals("required") ? "any" : choice.asText(), null);
        } else if (choice.isObject()) {
            asked.choice("tool", choice.path("function").path("name").asText());
        }
        asked.set("parallel", body.path("parallel_tool_calls"));
        asked.set(
                "max_tokens",
                body.has("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens"));
        for (final String same :
                List.of("temperature", "top_p", "seed", "presence_penalty", "frequency_penalty", "n")) {
            asked.set(same, body.path(same));
        }
        final JsonNode stop = body.path("stop");
        asked.set("stop", stop.isTextual() ? NODES.arrayNode().add(stop) : stop);
        asked.set("user", isSet(body.path("safety_identifier")) ? body.path("safety_identifier") : body.path("user"));
        asked.set("schema", body.path("response_format").path("json_schema").path("schema"));
        asked.set("effort", body.path("reasoning_effort"));
        return asked.finish();
    }

    private static void message(Asked asked, JsonNode message) {
        final String role = message.path("role").asText();
        final JsonNode content = message.path("content");
        if (role.equals("system") || role.equals("developer")) {
            asked.system(content);
            return;
        }
        if (role.equals("tool")) {
            asked.turn("user", List.of(result(message.path("tool_call_id").asText(), joined(content), false)));
            return;
        }
        final List<ObjectNode> parts = new ArrayList<>(plain(content));
        if (content.isArray()) {
            content.forEach(part -> parts.add(
                    part.path("type").asText().equals("text")
                            ? textPart(part)
                            : image(
                                    part.path("image_url").path("url").asText(),
                                    part.path("image_url").path("detail"))));
        }
        for (final JsonNode call : message.path("tool_calls")) {
            parts.add(call(
                    call.path("id").asText(),
                    call.path("function").path("name").asText(),
                    parse(call.path("function").path("arguments").asText())));
        }
        asked.turn(role, parts);
    }

    private static String joined(JsonNode content) {
        final StringBuilder text = new StringBuilder(content.isTextual() ? content.asText() : "");
        if (content.isArray()) {
            content.forEach(part -> text.append(part.path("text").asText()));
        }
        return text.toString();
    }
}
