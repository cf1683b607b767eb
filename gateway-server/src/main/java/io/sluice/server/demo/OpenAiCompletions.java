package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/completions}. */
final class OpenAiCompletions {
    static final Check TEXT_OR_TOKENS = Check.stringOr((value, path, say) -> {
        Check.require(value.isArray() && !value.isEmpty(), value, path, "string or array", say);
        final JsonNode first = value.get(0);
        final Check ids = Check.array(Check.integer(0, Integer.MAX_VALUE), 1, Integer.MAX_VALUE);
        final Check element =
                first.isTextual() ? Check.string() : first.isArray() ? ids : Check.integer(0, Integer.MAX_VALUE);
        Check.array(element).check(value, path, say);
    });

    private static final Shape REQUEST = Shape.of()
            .must("model", Check.string())
            .must("prompt", TEXT_OR_TOKENS)
            .mayBeNull("suffix", Check.string())
            .mayBeNull("max_tokens", Check.integer(0, Integer.MAX_VALUE))
            .mayBeNull("temperature", Check.number(0, 2))
            .mayBeNull("top_p", Check.number(0, 1))
            .mayBeNull("n", Check.integer(1, 128))
            .mayBeNull("best_of", Check.integer(1, 20))
            .mayBeNull("echo", Check.bool())
            .mayBeNull("logprobs", Check.integer(0, 5))
            .may("stop", OpenAiChat.STOP)
            .mayBeNull("stream", Check.bool())
            .mayBeNull("stream_options", OpenAiChat.STREAM_OPTIONS)
            .mayBeNull("presence_penalty", Check.number(-2, 2))
            .mayBeNull("frequency_penalty", Check.number(-2, 2))
            .mayBeNull("logit_bias", Check.object())
            .mayBeNull("seed", Check.integer(Long.MIN_VALUE, Long.MAX_VALUE))
            .may("user", Check.string())
            .rule(OpenAiChat::streamOptionsNeedStream);

    private OpenAiCompletions() {}

    static Reply answer(OpenAiApi api, ReceivedRequest request, SimScript script) {
        final JsonNode body = api.read(request, REQUEST);
        api.servedModel(body);
        final Prompt.Builder prompt = new Prompt.Builder(body.path("model").asText());
        prompt.lastUserText = read(body.path("prompt"), prompt);
        prompt.maxTokens = body.path("max_tokens").asInt(16);
        prompt.stops(body.get("stop"));
        prompt.choices = body.path("n").asInt(1);
        final Answer answer = Answer.to(prompt.build(), script, request.number());
        return body.path("stream").asBoolean()
                ? Reply.stream(stream(answer, OpenAiChat.includeUsage(body, script)))
                : Reply.json(200, Json.bytes(unary(answer)));
    }

    /** Counts a text, some texts, or token ids. @return the first text */
    static String read(JsonNode input, Prompt.Builder into) {
        if (input.isTextual()) {
            into.text(input.asText());
            return input.asText();
        }
        String first = "";
        for (JsonNode each : input) {
            if (each.isTextual()) {
                into.text(each.asText());
                first = first.isEmpty() ? each.asText() : first;
            } else {
                into.inputTokens += each.isArray() ? each.size() : 1;
            }
        }
        return first;
    }

    private static ObjectNode unary(Answer answer) {
        final ObjectNode body = OpenAiChat.head(answer, "cmpl-", "text_completion");
        final ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < answer.choices(); i++) {
            choices.add(choice(i, answer.text().text(), OpenAiChat.finish(answer)));
        }
        body.set("usage", OpenAiChat.usage(answer));
        return body;
    }

    private static EventStream stream(Answer answer, boolean includeUsage) {
        final EventStream events = new EventStream(EventFormat.SSE);
        final JsonNode[] lanes = new JsonNode[answer.choices()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = chunk(answer, choice(i, Template.TOKEN, null), includeUsage);
        }
        events.addRun("", answer.text(), lanes);
        for (int i = 0; i < answer.choices(); i++) {
            events.add(chunk(answer, choice(i, "", OpenAiChat.finish(answer)), includeUsage));
        }
        if (includeUsage) {
            final ObjectNode last = OpenAiChat.head(answer, "cmpl-", "text_completion");
            last.putArray("choices");
            last.set("usage", OpenAiChat.usage(answer));
            events.add(last);
        }
        return events.add("", "[DONE]");
    }

    private static ObjectNode chunk(Answer answer, ObjectNode choice, boolean includeUsage) {
        final ObjectNode chunk = OpenAiChat.head(answer, "cmpl-", "text_completion");
        chunk.putArray("choices").add(choice);
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static ObjectNode choice(int index, String text, @Nullable String finish) {
        return Json.object()
                .put("index", index)
                .put("text", text)
                .putNull("logprobs")
                .put("finish_reason", finish);
    }
}
