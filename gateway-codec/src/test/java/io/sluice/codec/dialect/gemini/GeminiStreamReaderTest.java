package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The steps that a stream of this dialect comes to; {@link Told} sees to their order. */
class GeminiStreamReaderTest {
    private final Translating translating = new Translating();

    private List<String> told(String... events) {
        final Told told = new Told();
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        reader.begin(translating.work);
        for (final String event : events) {
            final ByteBuf data = Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
            reader.event(data, 0, data.readableBytes(), told);
        }
        reader.end(told);
        return told.lines;
    }

    private static String text(String text, String more) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + text + "\"" + more + "}]}}]}";
    }

    private static String finish(String reason) {
        return "{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}";
    }

    private static String call(String inside) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{" + inside + "}}]}}]}";
    }

    @Test
    void theIdIsToldThoughItStandsBehindTheContent() {
        assertThat(told("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"responseId\":\"r1\"}"))
                .startsWith("start r1", "text a");
    }

    @Test
    void candidatesFinishOneByOneAndAreToldSoAtTheEnd() {
        assertThat(told(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\",\"index\":1}]}",
                        text("b", ""),
                        finish("MAX_TOKENS")))
                .containsExactly("start ", "text 1: a", "text b", "finished LENGTH", "finished 1: STOP", "end");
    }

    @Test
    void countsAreToldAsSoonAsTheyComeAndReplaceFieldByField() {
        final List<String> told = told(
                "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}",
                "{\"usageMetadata\":{\"promptTokenCount\":7,\"cachedContentTokenCount\":2}}",
                text("a", ""),
                "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"candidatesTokenCount\":3,"
                        + "\"thoughtsTokenCount\":4,\"toolUsePromptTokenCount\":1}}");

        assertThat(told)
                .containsExactly(
                        "start ",
                        "usage Usage[input=7, cacheRead=2, cacheWrite=0, output=0, reasoning=0, known=false]",
                        "text a",
                        "usage Usage[input=8, cacheRead=2, cacheWrite=0, output=7, reasoning=4, known=true]",
                        "finished STOP",
                        "end");
    }

    @Test
    void anAbsentCountOfOutputIsNoneWhereNothingWasSaid() {
        assertThat(told("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":7}}"))
                .containsExactly(
                        "start ",
                        "usage Usage[input=7, cacheRead=0, cacheWrite=0, output=0, reasoning=0, known=true]",
                        "finished CONTENT_FILTER",
                        "end");
    }

    @Test
    void aStopAfterACallIsAStopForTheCall() {
        assertThat(told(call("\"id\":\"c\",\"name\":\"f\",\"args\":{\"a\" : 1.0}"), text("", ""), finish("STOP")))
                .containsExactly(
                        "start ", "call 0 c f", "args 0 {\"a\":1.0}", "end of 0", "finished TOOL_CALLS", "end");
        assertThat(told(call("\"id\":\"c\",\"name\":\"f\""), finish("MAX_TOKENS")))
                .contains("finished LENGTH");
    }

    @Test
    void callsWithoutIdsGetIdsOfTheirOwn() {
        final List<String> told = told(call("\"name\":\"f\""), call("\"name\":\"f\""), finish("STOP"));

        assertThat(told.get(1)).matches("call 0 call_[0-9A-Za-z]{24} f");
        assertThat(told.get(4)).matches("call 1 call_[0-9A-Za-z]{24} f");
        assertThat(told.get(1).substring(7)).isNotEqualTo(told.get(4).substring(7));
        assertThat(told).contains("args 0 {}", "args 1 {}");
    }

    @Test
    void aMarkOnACallIsToldBeforeItsStart() {
        assertThat(told(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"c\",\"name\":\"f\"},"
                                + "\"thoughtSignature\":\"U2ln\"}]}}]}",
                        finish("STOP")))
                .containsSubsequence("sealed 0 GEMINI U2ln", "call 0 c f");
    }

    @Test
    void aMarkIsToldBehindTheThoughtItStandsForAndCutsNoText() {
        assertThat(told(text("t", ",\"thought\":true"), text("a", ",\"thoughtSignature\":\"U2ln\""), finish("STOP")))
                .containsExactly("start ", "reasoning t", "sealed -1 GEMINI U2ln", "text a", "finished STOP", "end");
        assertThat(told(text("a", ""), text("b", ",\"thoughtSignature\":\"U2ln\""), finish("STOP")))
                .containsExactly("start ", "text a", "text b", "sealed -1 GEMINI U2ln", "finished STOP", "end");
        assertThat(told(text("a", ""), text("", ",\"thoughtSignature\":\"U2ln\""), finish("STOP")))
                .containsExactly("start ", "text a", "sealed -1 GEMINI U2ln", "finished STOP", "end");
    }

    @Test
    void everyReasonToStopHasItsMeaning() {
        for (final String word :
                List.of("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII")) {
            assertThat(told(finish(word))).contains("finished CONTENT_FILTER");
        }
        for (final String word : List.of("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION")) {
            assertThat(told(finish(word))).contains("finished CONTENT_FILTER");
        }
        for (final String word : List.of("MAX_TOKENS", "CONTINUATION")) {
            assertThat(told(finish(word))).contains("finished LENGTH");
        }
    }

    @Test
    void anUnknownEndIsAStopBehindContentAndAFailureWithout() {
        for (final String word : List.of(
                "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "OTHER", "NO_IMAGE", "NEW")) {
            assertThat(told(text("a", ""), finish(word))).contains("finished STOP");
            assertThat(told(text("t", ",\"thought\":true"), finish(word)).get(2))
                    .startsWith("failed UPSTREAM_ERROR");
        }
        assertThat(translating.work.losses().dropped()).contains("finishReason");
    }

    @Test
    void anEndOfTheInputBeforeAnyReasonIsAFailure() {
        assertThat(told()).singleElement().asString().startsWith("failed UPSTREAM_ERROR");
        assertThat(told(text("a", "")).get(2)).contains("ended the stream early");
        assertThat(told(text("a", ""), "{\"candidates\":[{\"index\":1,\"finishReason\":\"STOP\"}]}")
                        .get(2))
                .contains("ended the stream early");
    }

    @Test
    void anErrorIsToldFirstOrInTheMiddleWithItsKind() {
        assertThat(told("{\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}"))
                .containsExactly("failed OVERLOADED Overloaded");
        assertThat(told(
                        text("a", ""),
                        "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}"))
                .containsExactly("start ", "text a", "failed RATE_LIMIT_EXCEEDED m");
    }

    @Test
    void whatIsNoObjectFailsTheStream() {
        for (final String event : List.of("[DONE]", "", "[]", "{\"candidates\":[", "null", "{} {}")) {
            assertThat(told(event)).as(event).singleElement().asString().startsWith("failed UPSTREAM_ERROR");
        }
    }

    @Test
    void whatHasNoPlaceElsewhereIsLeftOutAndReported() {
        assertThat(told(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"executableCode\":{\"code\":\"1\"}},{\"text\":\"a\"},"
                                + "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QQ==\"}}]},"
                                + "\"groundingMetadata\":{\"x\":1},\"finishReason\":\"STOP\"}]}"))
                .containsExactly("start ", "text a", "finished STOP", "end");
        assertThat(translating.work.losses().dropped()).containsExactly("groundingMetadata", "executableCode", "media");
    }

    @Test
    void anAnswerOfNothingButMediaIsAFailure() {
        assertThat(told("{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"data\":\"QQ==\"}}]},"
                                + "\"finishReason\":\"STOP\"}]}")
                        .get(1))
                .contains("nothing but media");
    }

    @Test
    void aCallInPiecesThatNobodyAskedForIsAFailure() {
        assertThat(told(call("\"name\":\"f\",\"partialArgs\":[{}],\"willContinue\":true"))
                        .get(1))
                .startsWith("failed UPSTREAM_ERROR");
        assertThat(told(call("\"args\":{}")).get(1)).startsWith("failed UPSTREAM_ERROR");
        assertThat(told(call("\"name\":\"f\",\"args\":[1]")).get(1)).startsWith("failed UPSTREAM_ERROR");
    }

    @Test
    void candidatesBeyondAllBoundsAreTakenForTheLast() {
        assertThat(told("{\"candidates\":[{\"index\":9000000000,\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                        + "\"finishReason\":\"STOP\"}]}"))
                .containsExactly("start ", "text 63: a", "finished 63: STOP", "end");
    }

    @Test
    void signsOfLifeAreToldOnceSomethingWas() {
        final Told told = new Told();
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        reader.begin(translating.work);
        reader.alive(told);
        assertThat(told.lines).isEmpty();
        final ByteBuf data = Unpooled.copiedBuffer(text("a", ""), StandardCharsets.UTF_8);
        reader.event(data, 0, data.readableBytes(), told);
        reader.alive(told);
        assertThat(told.lines).containsExactly("start ", "text a", "alive");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        final Told told = new Told();
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        reader.begin(translating.work);
        reader.end(told);
        reader.end(told);
        final ByteBuf data = Unpooled.copiedBuffer(text("a", ""), StandardCharsets.UTF_8);
        reader.event(data, 0, data.readableBytes(), told);
        assertThat(reader.isOver()).isTrue();
        assertThat(told.lines).hasSize(1);
    }

    @Test
    void namesThatWereChangedForTheUpstreamAreRestored() throws Exception {
        translating.work.aliases().rename("1st.tool", "_1st.tool");
        assertThat(told(call("\"id\":\"c\",\"name\":\"_1st.tool\""), finish("STOP")))
                .contains("call 0 c 1st.tool");
    }

    @Test
    void anEnvelopeThatComesBackIsOpened() {
        final String sealed =
                Signatures.told(Seal.of(Origin.ANTHROPIC, JsonString.of("Sig"))).text();
        assertThat(told(text("t", ",\"thought\":true,\"thoughtSignature\":\"" + sealed + "\""), finish("STOP")))
                .contains("sealed -1 ANTHROPIC Sig");
    }

    @Test
    void theSameStepsComeOfSnakeCase() {
        assertThat(told(
                        "{\"response_id\":\"r\",\"candidates\":[{\"content\":{\"parts\":[{\"function_call\":{\"id\":\"c\","
                                + "\"name\":\"f\"}}]},\"finish_reason\":\"STOP\"}]}"))
                .containsExactly("start r", "call 0 c f", "args 0 {}", "end of 0", "finished TOOL_CALLS", "end");
    }

    /** What is written like the event before is only compared with it: padding keeps the second reading from that. */
    @Test
    void eventsThatLookAlikeAreReadAsIfTheyDidNot() {
        final SplittableRandom random = new SplittableRandom(20_261_125);
        for (int round = 0; round < 200; round++) {
            final String[] alike = new String[40];
            final String[] padded = new String[alike.length];
            for (int i = 0; i < alike.length; i++) {
                alike[i] = i == alike.length - 1
                        ? "{\"candidates\":[{\"finishReason\":\"STOP\"},{\"index\":1,\"finishReason\":\"STOP\"}]}"
                        : chunk(random);
                padded[i] = alike[i] + " ".repeat(i + 1);
            }
            assertThat(told(alike)).as("round %s", round).isEqualTo(told(padded));
        }
    }

    private static String chunk(SplittableRandom random) {
        final boolean rare = random.nextInt(8) == 0;
        final String text = List.of("a", "\\u00e9 \\\"", "two words", "").get(random.nextInt(4));
        final String more = !rare
                ? ""
                : List.of(",\"thought\":true", ",\"thoughtSignature\":\"U2ln\"", "},{\"text\":\"b\"")
                        .get(random.nextInt(3));
        final String counts = random.nextInt(4) == 0
                ? ""
                : ",\"usageMetadata\":{\"promptTokenCount\":" + random.nextInt(3) + ",\"candidatesTokenCount\":"
                        + random.nextInt(2000) + ",\"totalTokenCount\":" + random.nextInt(3000) + "}";
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + text + "\"" + more + "}]},\"index\":"
                + (rare ? random.nextInt(2) : 0) + "}]" + counts + ",\"responseId\":\"r\"}";
    }
}
