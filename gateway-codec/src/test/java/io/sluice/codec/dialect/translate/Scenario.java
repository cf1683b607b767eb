package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.codec.dialect.Fixtures;
import java.util.ArrayList;
import java.util.List;

/**
 * One claim of the fixtures' index: what {@code from} says must mean the same when it is told in {@code to}.
 *
 * @param lost fields of the meaning that can't be told
 * @param rejected whether it can't be told at all
 */
record Scenario(String name, String kind, Speech from, Speech to, List<String> lost, boolean rejected) {
    /** All claims of a kind among the dialects known here. */
    static List<Scenario> of(String kind) {
        final List<Scenario> found = new ArrayList<>();
        for (final JsonNode scenario : Fixtures.json("index.json").path("scenarios")) {
            for (final Speech from : Speech.values()) {
                for (final Speech to : Speech.values()) {
                    final JsonNode claim =
                            scenario.path("directions").path(kind).path(from.fixtureName() + ">" + to.fixtureName());
                    if (!claim.isMissingNode()) {
                        found.add(claimed(scenario.path("scenario").asText(), kind, from, to, claim));
                    }
                }
            }
        }
        return found;
    }

    private static Scenario claimed(String name, String kind, Speech from, Speech to, JsonNode claim) {
        final List<String> lost = new ArrayList<>();
        claim.path("lossy").forEach(field -> lost.add(field.asText()));
        return new Scenario(name, kind, from, to, lost, claim.asText().equals("reject"));
    }

    private static final String STREAM = "stream";

    byte[] fixture(Speech speech) {
        final String ending = kind.equals(STREAM) ? ".stream.sse" : "." + kind + ".json";
        return Fixtures.bytes(name + "/" + speech.fixtureName() + ending);
    }

    /** The meaning less what can't be told. */
    ObjectNode stripped(ObjectNode meaning) {
        final ObjectNode copy = meaning.deepCopy();
        for (final String field : lost) {
            strip(copy, field);
        }
        return copy;
    }

    /** Fails unless both mean the same, less what can't be told. */
    void assertSame(ObjectNode actual, ObjectNode expected) {
        final ObjectNode found = stripped(actual);
        final ObjectNode wanted = stripped(expected);
        if (wanted.has("usage") && wanted.path("usage").isNull()) {
            found.putNull("usage"); // where no vendor tells it, an estimate may stand
        }
        if (!found.equals(wanted)) {
            assertThat(found.toPrettyString()).as(toString()).isEqualTo(wanted.toPrettyString());
        }
    }

    private static void strip(ObjectNode meaning, String field) {
        switch (field) {
            case "stop_sequence" ->
                meaning.path("choices").forEach(choice -> ((ObjectNode) choice).remove("stop_sequence"));
            case "usage.cache_write" -> {
                if (meaning.path("usage") instanceof ObjectNode usage) {
                    usage.remove("cache_write");
                }
            }
            case "tool_result.is_error" -> fromParts(meaning, "is_error");
            case "image.detail" -> fromParts(meaning, "detail");
            case "cache" -> {
                fromParts(meaning, "cache");
                meaning.path("system").forEach(part -> ((ObjectNode) part).remove("cache"));
            }
            default -> meaning.remove(field);
        }
    }

    private static void fromParts(ObjectNode meaning, String field) {
        meaning.path("turns").forEach(turn -> turn.path("parts").forEach(part -> ((ObjectNode) part).remove(field)));
    }

    @Override
    public String toString() {
        return name + " " + kind + " " + from.fixtureName() + ">" + to.fixtureName();
    }
}
