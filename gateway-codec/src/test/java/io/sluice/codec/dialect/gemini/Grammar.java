package io.sluice.codec.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the official client demands of a stream, taken strictly. */
final class Grammar {
    private Grammar() {}

    /** Every object of a stream of events, in order, once it keeps the grammar. */
    static List<JsonNode> require(String stream) {
        final List<JsonNode> objects = new ArrayList<>();
        if (!stream.endsWith("\n\n")) {
            throw new AssertionError("no blank line at the end: " + stream);
        }
        for (final String event : stream.substring(0, stream.length() - 2).split("\n\n", -1)) {
            if (event.equals(": ping")) {
                continue;
            }
            if (!event.startsWith("data: {") || event.indexOf('\n') >= 0) {
                throw new AssertionError("not one line of data: " + event);
            }
            objects.add(Translating.tree(event.substring("data: ".length())));
        }
        return ordered(objects);
    }

    /** Every object of a stream in the form of an array. */
    static List<JsonNode> requireArray(String stream) {
        final JsonNode array = Translating.tree(stream);
        if (!array.isArray()) {
            throw new AssertionError("not an array: " + stream);
        }
        final List<JsonNode> objects = new ArrayList<>();
        array.forEach(objects::add);
        return ordered(objects);
    }

    /** All but the last add to the candidates; the last says why they ended and what they took, or what went wrong. */
    private static List<JsonNode> ordered(List<JsonNode> objects) {
        for (int i = 0; i < objects.size(); i++) {
            final JsonNode object = objects.get(i);
            final boolean last = i == objects.size() - 1;
            check(last || !object.has("error") && !object.has("usageMetadata"), object);
            if (object.has("error")) {
                check(object.path("error").path("code").isInt(), object);
                check(object.path("error").path("status").isTextual(), object);
                continue;
            }
            check(
                    object.path("responseId").isTextual()
                            && object.path("modelVersion").isTextual(),
                    object);
            check(object.path("candidates").size() > 0, object);
            for (final JsonNode candidate : object.path("candidates")) {
                check(candidate.path("content").path("role").asText().equals("model"), object);
                check(candidate.path("content").path("parts").size() == 1, object);
                check(candidate.path("index").isInt(), object);
                check(candidate.has("finishReason") == last, object);
            }
            check(object.has("usageMetadata") == last, object);
        }
        return objects;
    }

    private static void check(boolean holds, JsonNode object) {
        if (!holds) {
            throw new AssertionError("against the grammar: " + object);
        }
    }
}
