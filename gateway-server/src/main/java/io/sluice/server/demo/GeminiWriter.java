package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** An answer as Gemini's response objects: one, or one a piece. */
final class GeminiWriter {
    private GeminiWriter() {}

    static ObjectNode unary(Answer answer, SimScript script) {
        final ObjectNode body = Json.object();
        final ArrayNode candidates = body.putArray("candidates");
        for (int i = 0; i < answer.choices(); i++) {
            final ArrayNode parts = Json.array();
            if (answer.reasoning().count() > 0) {
                parts.addObject().put("text", answer.reasoning().text()).put("thought", true);
            }
            if (answer.text().count() > 0) {
                parts.addObject().put("text", answer.text().text());
            }
            answer.calls().forEach(call -> parts.add(call(answer, call)));
            if (answer.calls().isEmpty() && !parts.isEmpty()) {
                sign(answer, (ObjectNode) parts.get(parts.size() - 1));
            }
            candidates.add(candidate(i, parts, finish(answer)));
        }
        return close(body, answer, usage(answer, script, answer.outputTokens()));
    }

    static EventStream stream(Answer answer, EventFormat format, SimScript script) {
        final EventStream events = new EventStream(format);
        final ObjectNode early = usage(answer, script, 0);
        addRun(events, answer, answer.reasoning(), true, early);
        addRun(events, answer, answer.text(), false, early);
        for (Answer.Call call : answer.calls()) {
            for (int i = 0; i < answer.choices(); i++) {
                events.add(chunk(answer, i, call(answer, call), null, early));
            }
        }
        for (int i = 0; i < answer.choices(); i++) {
            final boolean last = i == answer.choices() - 1;
            final ObjectNode usage = last ? usage(answer, script, answer.outputTokens()) : early;
            final ObjectNode end = Json.object().put("text", "");
            events.add(chunk(answer, i, answer.calls().isEmpty() ? sign(answer, end) : end, finish(answer), usage));
        }
        return events;
    }

    private static void addRun(
            EventStream events, Answer answer, Words words, boolean thought, @Nullable ObjectNode usage) {
        final JsonNode[] lanes = new JsonNode[answer.choices()];
        for (int i = 0; i < lanes.length; i++) {
            final ObjectNode part = Json.object().put("text", Template.TOKEN);
            if (thought) {
                part.put("thought", true);
            }
            lanes[i] = chunk(answer, i, part, null, usage);
        }
        events.addRun("", words, lanes);
    }

    private static ObjectNode chunk(
            Answer answer, int index, ObjectNode part, @Nullable String finish, @Nullable ObjectNode usage) {
        final ObjectNode body = Json.object();
        body.putArray("candidates").add(candidate(index, Json.array().add(part), finish));
        return close(body, answer, usage);
    }

    private static ObjectNode candidate(int index, ArrayNode parts, @Nullable String finish) {
        final ObjectNode candidate = Json.object();
        candidate.putObject("content").put("role", "model").set("parts", parts);
        if (finish != null) {
            candidate.put("finishReason", finish);
        }
        if (index > 0) {
            candidate.put("index", index);
        }
        return candidate;
    }

    /** What comes last, or the first of several calls, bears the signature of what was thought. */
    private static ObjectNode sign(Answer answer, ObjectNode part) {
        return GeminiThoughts.signs(answer.model()) ? part.put("thoughtSignature", Answer.SIGNATURE) : part;
    }

    private static ObjectNode call(Answer answer, Answer.Call call) {
        final ObjectNode part = Json.object();
        part.putObject("functionCall")
                .put("id", call.id())
                .put("name", call.name())
                .set("args", arguments(call));
        return call.equals(answer.calls().getFirst()) ? sign(answer, part) : part;
    }

    private static JsonNode arguments(Answer.Call call) {
        try {
            return Json.parse(call.arguments());
        } catch (IllegalArgumentException e) {
            return Json.object();
        }
    }

    private static ObjectNode close(ObjectNode body, Answer answer, @Nullable ObjectNode usage) {
        if (usage != null) {
            body.set("usageMetadata", usage);
        }
        return body.put("modelVersion", answer.model()).put("responseId", answer.id("resp"));
    }

    private static String finish(Answer answer) {
        return switch (answer.finish()) {
            case STOP, STOP_SEQUENCE, TOOL -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTER -> "SAFETY";
        };
    }

    /** Zero counts are left out, as proto3 does. */
    private static @Nullable ObjectNode usage(Answer answer, SimScript script, long outputTokens) {
        if (script.text(SimScript.Key.USAGE, "on").equals("off")) {
            return null;
        }
        final ObjectNode usage = Json.object();
        final long thoughts = outputTokens == 0 ? 0 : answer.reasoningTokens();
        put(usage, "promptTokenCount", answer.inputTokens());
        put(usage, "cachedContentTokenCount", answer.cachedTokens());
        put(usage, "candidatesTokenCount", outputTokens - thoughts);
        put(usage, "thoughtsTokenCount", thoughts);
        put(usage, "totalTokenCount", answer.inputTokens() + outputTokens);
        return usage;
    }

    private static void put(ObjectNode usage, String name, long count) {
        if (count != 0) {
            usage.put(name, count);
        }
    }
}
