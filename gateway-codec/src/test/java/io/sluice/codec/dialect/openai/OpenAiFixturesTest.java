package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden conversations: read and written again they are the same, and they mean what they are said to mean. */
final class OpenAiFixturesTest {
    private static final DialectCodec CODEC = OpenAiCodec.INSTANCE;

    private final Work work = Translating.marking();

    static List<Fixture> requests() {
        return fixtures(".request.json");
    }

    static List<Fixture> responses() {
        return fixtures(".response.json");
    }

    static List<Fixture> streams() {
        return fixtures(".stream.sse");
    }

    static List<Fixture> errors() {
        return fixtures(".error.json");
    }

    private static List<Fixture> fixtures(String ending) {
        return Fixtures.ending(ending).stream()
                .filter(fixture -> fixture.dialect().equals("openai"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestReadAndWrittenIsTheSame(Fixture fixture) throws Exception {
        final Request request = read(fixture.bytes());
        final byte[] written = write(request);
        assertThat(Translating.plain(read(written))).isEqualTo(Translating.plain(request));
        assertThat(work.losses().dropped()).isEmpty();
    }

    private Request read(byte[] body) throws Exception {
        final Request request = CODEC.newRequestReader().read(JsonValue.view(body, 0, body.length), Hints.NONE);
        work.request(request);
        return request;
    }

    private byte[] write(Request request) throws Exception {
        final ByteBuf out = Unpooled.buffer();
        CODEC.newRequestWriter().write(request, request.model().text(), work, false, out);
        return Translating.bytes(out);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerMeansWhatItIsSaidToMean(Fixture fixture) {
        assertThat(withoutSpaces(meaning(answer(fixture.bytes())))).isEqualTo(withoutSpaces(expected(fixture)));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerReadAndWrittenIsTheSame(Fixture fixture) throws Exception {
        Translating.asked(work);
        final Response response = answer(fixture.bytes());
        final ByteBuf out = Unpooled.buffer();
        CODEC.newResponseWriter().write(response, work, out);
        final Response again = answer(Translating.bytes(out));
        assertThat(again.choices()).isEqualTo(response.choices());
        assertThat(again.tier()).isEqualTo(response.tier());
        assertThat(Recorder.usage(again.usage())).isEqualTo(Recorder.usage(response.usage()));
    }

    private Response answer(byte[] body) {
        final Response response = CODEC.newResponseReader().read(JsonValue.view(body, 0, body.length), work);
        if (response == null) {
            throw new AssertionError("no answer");
        }
        return response;
    }

    private static String meaning(Response response) {
        final StringBuilder all = new StringBuilder();
        for (final Choice choice : response.choices()) {
            final StringBuilder text = new StringBuilder();
            final StringBuilder reasoning = new StringBuilder();
            final List<String> calls = new ArrayList<>();
            for (final Part part : choice.parts()) {
                switch (part) {
                    case Part.Text said -> text.append(said.text().text());
                    case Part.Reasoning thought ->
                        reasoning.append(thought.text().text());
                    case Part.Call call ->
                        calls.add(call.name().text() + call.args().text());
                    default -> throw new AssertionError(part);
                }
            }
            all.append("text=" + text + "\nreasoning=" + reasoning + "\ncalls=" + calls + "\nfinish=" + choice.finish()
                    + '\n');
        }
        return all + "usage=" + (response.usage().isKnown() ? Recorder.usage(response.usage()) : null)
                + "\nfailure=null";
    }

    private static String expected(Fixture fixture) {
        final StringBuilder all = new StringBuilder();
        for (final JsonNode choice : fixture.expected().path("choices")) {
            final List<String> calls = new ArrayList<>();
            choice.path("tool_calls")
                    .forEach(call -> calls.add(call.path("name").asText() + call.path("arguments")));
            final String finish = choice.path("finish").asText("null");
            all.append("text=" + choice.path("text").asText() + "\nreasoning="
                    + choice.path("reasoning").asText() + "\ncalls=" + calls + "\nfinish="
                    + (finish.equals("null") ? null : Finish.valueOf(finish.toUpperCase(Locale.ROOT))) + '\n');
        }
        final JsonNode usage = fixture.expectedUsage();
        final JsonNode error = fixture.expected().path("error");
        return all + "usage="
                + (usage == null
                        ? null
                        : usage.path("input_total") + " " + usage.path("cache_read") + " " + usage.path("cache_write")
                                + " " + usage.path("output_total") + " " + usage.path("reasoning"))
                + "\nfailure="
                + (error.isMissingNode()
                        ? null
                        : type(error.path("kind").asText()).name()
                                + error.path("message").asText());
    }

    private static ErrorType type(String kind) {
        return switch (kind) {
            case "invalid_request" -> ErrorType.INVALID_REQUEST;
            case "auth" -> ErrorType.INVALID_API_KEY;
            case "billing" -> ErrorType.INSUFFICIENT_QUOTA;
            case "permission" -> ErrorType.PERMISSION_DENIED;
            case "not_found" -> ErrorType.MODEL_NOT_FOUND;
            case "conflict" -> ErrorType.CONFLICT;
            case "too_large" -> ErrorType.PAYLOAD_TOO_LARGE;
            case "rate_limit" -> ErrorType.RATE_LIMIT_EXCEEDED;
            case "overloaded" -> ErrorType.OVERLOADED;
            case "timeout" -> ErrorType.UPSTREAM_TIMEOUT;
            case "content_blocked" -> ErrorType.CONTENT_BLOCKED;
            default -> ErrorType.UPSTREAM_ERROR;
        };
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamMeansWhatItIsSaidToMean(Fixture fixture) {
        final Recorder recorder = Recorder.of(CODEC.newStreamReader(), work, fixture.bytes());
        assertThat(withoutSpaces(recorder.meaning())).isEqualTo(withoutSpaces(expected(fixture)));
    }

    /** Arguments are compared as JSON: the fixtures keep them as trees. */
    private static String withoutSpaces(String meaning) {
        return meaning.replace(" ", "");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamCutAnywhereTellsTheSame(Fixture fixture) {
        final byte[] sse = fixture.bytes();
        final List<String> whole = Recorder.of(CODEC.newStreamReader(), work, sse).events;
        for (int at = 1; at < sse.length; at++) {
            assertThat(Recorder.cut(CODEC.newStreamReader(), work, sse, at).events)
                    .as("cut at %s", at)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamReadAndWrittenIsWellFormedAndMeansTheSame(Fixture fixture) throws Exception {
        Translating.asked(work);
        final byte[] written = rewritten(fixture.bytes());
        ChunkGrammar.check(written);
        final Recorder before = Recorder.of(CODEC.newStreamReader(), work, fixture.bytes());
        final Recorder after = Recorder.of(CODEC.newStreamReader(), work, written);
        if (before.usage == null) {
            after.usage = null;
        }
        assertThat(after.meaning()).isEqualTo(before.meaning());
    }

    private byte[] rewritten(byte[] sse) {
        final ByteBuf out = Unpooled.buffer();
        final StreamWriter writer = CODEC.newStreamWriter();
        writer.begin(work);
        Recorder.of(CODEC.newStreamReader(), work, sse, event -> writer.event(event, out));
        return Translating.bytes(out);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsReadAndWrittenAsTheTableSays(Fixture fixture) {
        final JsonNode error = Fixtures.read(fixture.bytes());
        final byte[] body = error.path("body").toString().getBytes(StandardCharsets.UTF_8);
        final int status = error.path("status").asInt();
        final Failure failure = CODEC.failureReader().read(Unpooled.wrappedBuffer(body), 0, body.length, status, -1);
        final JsonNode expected = fixture.expected().path("error");
        assertThat(failure.type()).isEqualTo(type(expected.path("kind").asText()));
        assertThat(failure.message()).isEqualTo(expected.path("message").asText());

        final ByteBuf out = Unpooled.buffer();
        CODEC.failureWriter().write(failure, "r1", out);
        final JsonNode written = Fixtures.read(Translating.bytes(out));
        assertThat(written.path("request_id").asText()).isEqualTo("r1");
        assertThat(CODEC.failureWriter().status(failure)).isEqualTo(status);
        for (final String member : List.of("message", "param", "type", "code")) {
            if (status < 500 || member.equals("message")) {
                assertThat(written.path("error").path(member))
                        .isEqualTo(error.path("body").path("error").path(member));
            }
        }
    }
}
