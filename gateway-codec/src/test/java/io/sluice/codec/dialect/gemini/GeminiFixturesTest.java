package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden conversations of this dialect, read and written again. */
class GeminiFixturesTest {
    private final Translating translating =
            new Translating(Translating.settings(settings -> settings.remoteMedia = RemoteMedia.URI));

    static List<Fixture> requests() {
        return ending("request.json");
    }

    static List<Fixture> responses() {
        return ending(".response.json");
    }

    static List<Fixture> streams() {
        return ending(".stream.sse");
    }

    private static List<Fixture> ending(String suffix) {
        return Fixtures.ending(suffix).stream()
                .filter(fixture -> fixture.dialect().equals("gemini"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestThatWasReadAndWrittenReadsTheSame(Fixture fixture) throws Exception {
        final boolean counting = fixture.file().contains("count");
        final Hints hints = new Hints("fixture-model", false, counting);
        final Request request = translating.read(new String(fixture.bytes(), StandardCharsets.UTF_8), hints);

        final String written = translating.written(request, counting);

        assertThat(translating.work.losses().dropped()).isEmpty();
        assertThat(new Translating().read(written, hints)).isEqualTo(request);
        assertThat(Translating.tree(written).has("generateContentRequest")).isEqualTo(counting);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerMeansWhatIsExpectedAndIsWrittenWithTheSameMeaning(Fixture fixture) {
        final Response response = response(fixture.bytes());
        requireMeaning(response, fixture.expected());
        final ByteBuf out = Unpooled.buffer();

        GeminiCodec.EVENTS.newResponseWriter().write(response, translating.work, out);

        final byte[] written = new byte[out.readableBytes()];
        out.readBytes(written);
        final Response again = response(written);
        requireMeaning(again, fixture.expected());
        assertThat(again.choices()).isEqualTo(response.choices());
    }

    private Response response(byte[] body) {
        final Response response =
                GeminiCodec.EVENTS.newResponseReader().read(JsonValue.view(body, 0, body.length), translating.work);
        if (response == null) {
            throw new AssertionError(new String(body, StandardCharsets.UTF_8));
        }
        return response;
    }

    private static void requireMeaning(Response response, JsonNode expected) {
        assertThat(response.choices()).hasSize(expected.path("choices").size());
        for (int i = 0; i < response.choices().size(); i++) {
            requireMeaning(response.choices().get(i), expected.path("choices").path(i));
        }
        requireUsage(response.usage(), expected.path("usage"));
    }

    private static void requireMeaning(Choice choice, JsonNode meant) {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        int calls = 0;
        for (final Part part : choice.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text().text());
                case Part.Reasoning thought -> reasoning.append(thought.text().text());
                case Part.Call call -> {
                    final JsonNode known = meant.path("tool_calls").path(calls++);
                    assertThat(call.name().text()).isEqualTo(known.path("name").asText());
                    assertThat(Translating.tree(call.args().text())).isEqualTo(known.path("arguments"));
                }
                default -> throw new AssertionError(part);
            }
        }
        assertThat(text.toString()).isEqualTo(meant.path("text").asText());
        assertThat(reasoning.toString()).isEqualTo(meant.path("reasoning").asText());
        assertThat(calls).isEqualTo(meant.path("tool_calls").size());
        assertThat(choice.finish().name().toLowerCase(Locale.ROOT))
                .isEqualTo(meant.path("finish").asText());
        assertThat(choice.stopSequence()).isNull();
    }

    private static void requireUsage(Usage usage, JsonNode expected) {
        assertThat(usage.inputTotal()).isEqualTo(expected.path("input_total").asLong());
        assertThat(usage.cacheRead()).isEqualTo(expected.path("cache_read").asLong());
        assertThat(usage.outputTotal()).isEqualTo(expected.path("output_total").asLong());
        assertThat(usage.reasoning()).isEqualTo(expected.path("reasoning").asLong());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamMeansWhatIsExpected(Fixture fixture) {
        new Meaning(Told.of(fixture.bytes(), Integer.MAX_VALUE, translating.work)).requireLike(fixture.expected());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamTellsTheSameByteByByteAndCutAnywhere(Fixture fixture) {
        final byte[] bytes = fixture.bytes();
        final List<String> whole = Told.of(bytes, bytes.length, translating.work).lines;

        assertThat(Told.of(bytes, 1, translating.work).lines).isEqualTo(whole);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(Told.cut(bytes, at, translating.work).lines)
                    .as("cut at %s", at)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatIsWrittenAgainMeansTheSame(Fixture fixture) {
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
        reader.begin(translating.work);
        writer.begin(translating.work);
        final ByteBuf out = Unpooled.buffer();
        final SseScanner scanner = new SseScanner(64 * 1024, (event, end) -> {
            if (!event.isComment()) {
                reader.event(event.data(), event.dataIndex(), event.dataLength(), step -> writer.event(step, out));
            }
        });
        final ByteBuf in = Unpooled.wrappedBuffer(fixture.bytes());
        scanner.feed(in, 0, in.capacity());
        scanner.finish();
        reader.end(step -> writer.event(step, out));
        scanner.close();

        final byte[] written = new byte[out.readableBytes()];
        out.readBytes(written);
        Grammar.require(new String(written, StandardCharsets.UTF_8));
        new Meaning(Told.of(written, Integer.MAX_VALUE, translating.work)).requireLike(fixture.expected());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamCutBeforeItsEndIsNeverTakenForComplete(Fixture fixture) {
        final String text = new String(fixture.bytes(), StandardCharsets.UTF_8);
        final int end = Math.max(text.indexOf("finishReason"), text.indexOf("blockReason"));
        if (end < 0) {
            return;
        }
        final byte[] begun = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < begun.length; length++) {
            final byte[] part = java.util.Arrays.copyOf(begun, length);
            assertThat(Told.of(part, Integer.MAX_VALUE, translating.work).text())
                    .as("cut at %s", length)
                    .contains("failed UPSTREAM_ERROR")
                    .doesNotContain("finished");
        }
    }

    @Test
    void aCountOfTokensIsReadAndWritten() {
        final Response response = response(Fixtures.bytes("count-tokens/gemini.count_response.json"));
        assertThat(response.choices()).isEmpty();
        assertThat(response.usage().inputTotal()).isEqualTo(14);
        final ByteBuf out = Unpooled.buffer();
        GeminiCodec.EVENTS.newResponseWriter().writeCount(14, out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"totalTokens\":14}");
    }

    /** What the steps of a stream come to. */
    private static final class Meaning {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder calls = new StringBuilder();
        private @Nullable String finish;
        private @Nullable String usage;
        private @Nullable String failed;

        Meaning(Told told) {
            for (final String line : told.lines) {
                final String rest = line.substring(line.indexOf(' ') + 1);
                switch (line.split(" ", 2)[0]) {
                    case "text" -> {
                        if (!rest.startsWith("1: ")) {
                            text.append(rest);
                        }
                    }
                    case "reasoning" -> reasoning.append(rest);
                    case "call" ->
                        calls.append('\n').append(rest.split(" ", 3)[2]).append(' ');
                    case "args" -> calls.append(rest.split(" ", 2)[1]);
                    case "usage" -> usage = rest;
                    case "finished" -> finish = finish == null ? rest : finish;
                    case "failed" -> failed = rest;
                    default -> {}
                }
            }
        }

        void requireLike(JsonNode expected) {
            final JsonNode choice = expected.path("choices").path(0);
            assertThat(text.toString()).isEqualTo(choice.path("text").asText());
            assertThat(reasoning.toString()).isEqualTo(choice.path("reasoning").asText());
            if (expected.has("error")) {
                assertThat(failed)
                        .isEqualTo("OVERLOADED "
                                + expected.path("error").path("message").asText());
                assertThat(finish).isNull();
                return;
            }
            assertThat(failed).isNull();
            assertThat(finish).isEqualTo(choice.path("finish").asText().toUpperCase(Locale.ROOT));
            final String[] told = calls.toString().strip().split("\n");
            for (int i = 0; i < choice.path("tool_calls").size(); i++) {
                final JsonNode call = choice.path("tool_calls").path(i);
                final String[] words = told[i].split(" ", 2);
                assertThat(words[0]).isEqualTo(call.path("name").asText());
                assertThat(Translating.tree(words[1])).isEqualTo(call.path("arguments"));
            }
            if (expected.path("usage").isObject()) {
                requireUsage(expected.path("usage"));
            }
        }

        private void requireUsage(JsonNode expected) {
            assertThat(usage)
                    .startsWith("Usage[input=" + expected.path("input_total").asLong() + ", cacheRead="
                            + expected.path("cache_read").asLong() + ", cacheWrite=0, output="
                            + expected.path("output_total").asLong() + ", reasoning="
                            + expected.path("reasoning").asLong() + ",");
        }
    }
}
