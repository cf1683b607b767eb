package io.sluice.codec.dialect.responses;

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
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden conversations: read and written again they are the same, and they mean what they are said to mean. */
final class ResponsesFixturesTest {
    private static final DialectCodec CODEC = ResponsesCodec.INSTANCE;

    private final Work work = newWork();

    static Work newWork() {
        final Work work = new Work();
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1_767_225_600, 1 << 20);
        return work;
    }

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
                .filter(fixture -> fixture.dialect().equals("responses"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestReadAndWrittenIsTheSame(Fixture fixture) throws Exception {
        if (fixture.scenario().equals("responses-state")) {
            return;
        }
        final Request request = read(fixture.bytes());
        assertThat(plain(read(write(request)))).isEqualTo(plain(request));
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
        return bytes(out);
    }

    private static byte[] bytes(ByteBuf out) {
        final byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Without what tells only how it was written. */
    private static Request plain(Request request) {
        return new Request(
                request.model(),
                request.stream(),
                request.includeUsage(),
                request.system(),
                request.turns(),
                request.toolbox(),
                request.sampling(),
                request.answering(),
                request.thinking(),
                request.account(),
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerMeansWhatItIsSaidToMean(Fixture fixture) {
        final Response response = answer(fixture.bytes());
        assertThat(meaning(response)).isEqualTo(expected(fixture));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerReadAndWrittenIsTheSame(Fixture fixture) throws Exception {
        read("{\"model\":\"m\",\"input\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        final Response response = answer(fixture.bytes());
        final ByteBuf out = Unpooled.buffer();
        CODEC.newResponseWriter().write(response, work, out);
        final Response again = answer(bytes(out));
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
        final Choice choice = response.choices().getFirst();
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final List<String> calls = new ArrayList<>();
        for (final Part part : choice.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text().text());
                case Part.Reasoning thought -> reasoning.append(thought.text().text());
                case Part.Call call ->
                    calls.add(call.name().text() + call.args().text());
                default -> throw new AssertionError(part);
            }
        }
        return "text=" + text + "\nreasoning=" + reasoning + "\ncalls=" + calls + "\nfinish=" + choice.finish()
                + "\nusage=" + (response.usage().isKnown() ? Recorder.usage(response.usage()) : null)
                + "\nfailure=null";
    }

    private static String expected(Fixture fixture) {
        final JsonNode choice = fixture.expected().path("choices").path(0);
        final List<String> calls = new ArrayList<>();
        choice.path("tool_calls").forEach(call -> calls.add(call.path("name").asText() + call.path("arguments")));
        final JsonNode usage = fixture.expectedUsage();
        final String finish = choice.path("finish").asText("null");
        final JsonNode error = fixture.expected().path("error");
        return "text=" + choice.path("text").asText() + "\nreasoning="
                + choice.path("reasoning").asText() + "\ncalls=" + calls + "\nfinish="
                + (finish.equals("null") ? null : Finish.valueOf(finish.toUpperCase(Locale.ROOT))) + "\nusage="
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
            case "invalid_request", "conflict" -> ErrorType.INVALID_REQUEST;
            case "auth" -> ErrorType.INVALID_API_KEY;
            case "billing" -> ErrorType.INSUFFICIENT_QUOTA;
            case "permission" -> ErrorType.PERMISSION_DENIED;
            case "not_found" -> ErrorType.MODEL_NOT_FOUND;
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
        read("{\"model\":\"m\",\"input\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        final byte[] written = rewritten(fixture.bytes());
        StreamGrammar.check(written);
        final Recorder before = Recorder.of(CODEC.newStreamReader(), work, fixture.bytes());
        final Recorder after = Recorder.of(CODEC.newStreamReader(), work, written);
        if (before.usage == null) {
            after.usage = null;
        }
        assertThat(after.meaning()).isEqualTo(before.meaning());
        assertThat(after.seals.stream().map(Seal::value))
                .isEqualTo(before.seals.stream().map(Seal::value).toList());
    }

    private byte[] rewritten(byte[] sse) {
        final ByteBuf out = Unpooled.buffer();
        final StreamWriter writer = CODEC.newStreamWriter();
        writer.begin(work);
        final Recorder recorder = new Recorder();
        Recorder.of(CODEC.newStreamReader(), work, sse, event -> {
            recorder.event(event);
            writer.event(event, out);
        });
        return bytes(out);
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
        final JsonNode written = Fixtures.read(bytes(out)).path("error");
        assertThat(written.path("message"))
                .isEqualTo(error.path("body").path("error").path("message"));
        assertThat(written.has("param") && written.has("code")).isTrue();
        if (status < 500) {
            assertThat(CODEC.failureWriter().status(failure)).isEqualTo(status);
            assertThat(written.path("type"))
                    .isEqualTo(error.path("body").path("error").path("type"));
            assertThat(written.path("code"))
                    .isEqualTo(error.path("body").path("error").path("code"));
        }
    }
}
