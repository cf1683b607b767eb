package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures.Fixture;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamErrorTest {

    static List<Fixture> errors() {
        return Fixtures.ending(".error.json");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void readsEveryRecordedError(Fixture fixture) throws IOException {
        final JsonNode file = Fixtures.JSON.readTree(fixture.bytes());
        final JsonNode expected = fixture.expected().path("error");

        final UpstreamError error =
                read(file.path("body").toString(), file.path("status").asInt());

        assertThat(error.message()).isEqualTo(expected.path("message").asText());
        assertThat(error.status())
                .isEqualTo(
                        fixture.scenario().equals("error-401")
                                ? 401
                                : file.path("status").asInt());
        assertThat(error.isContextLength()).isEqualTo(fixture.scenario().equals("error-context-length"));
        assertThat(error.lacksQuota()).isFalse();
        if (fixture.dialect().equals("gemini") && expected.path("retry_after").isInt()) {
            assertThat(error.retryAfterMs()).isEqualTo(7000);
        } else {
            assertThat(error.retryAfterMs()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":\"no\"} | no",
                "{\"message\":\"no\"} | no",
                "{\"detail\":\"no\"} | no",
                "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"no\",\"type\":\"missing\"}]} | no",
                "{\"detail\":{\"message\":\"no\"}} | no",
                "{\"error\":{\"message\":{\"detail\":\"no\"}}} | no",
                "{\"object\":\"error\",\"message\":\"no\",\"code\":400} | no",
                "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"x\",\"message\":\"no\"}}} | no",
                "[{\"error\":{\"code\":400,\"message\":\"no\"}}] | no",
                "\"no\" | no",
                "no | no",
                "<html><head><title>502 Bad Gateway</title><style>a{}</style></head>"
                        + "<body><h1>502</h1></body></html> | 502 Bad Gateway 502",
                "{\"error\":{\"message\":\"cut | {\"error\":{\"message\":\"cut",
                "{\"error\":{\"message\":\"whole\",\"type | whole",
                "{} | {}"
            })
    void findsTheMessageInAnyShape(String body, String message) {
        assertThat(read(body, 502).message()).isEqualTo(message);
    }

    @Test
    void readsTypeCodeAndParam() {
        final UpstreamError error = read(
                "{\"type\":\"error\",\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":\"temperature\",\"code\":\"c\"}}",
                400);

        assertThat(error.type()).isEqualTo("t");
        assertThat(error.code()).isEqualTo("c");
        assertThat(error.param()).isEqualTo("temperature");
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, 503", "rate_limit_error, 429", "server_error, 500", "invalid_request_error, 400",
        "timeout_error, 504", "authentication_error, 401", "permission_error, 403", "never_heard_of, 502"
    })
    void judgesAStatusByTheWordsOfAStreamsError(String type, int status) {
        assertThat(read("{\"error\":{\"message\":\"m\",\"type\":\"" + type + "\"}}", 0)
                        .status())
                .isEqualTo(status);
        assertThat(read("{\"error\":{\"message\":\"m\",\"type\":\"x\",\"code\":\"" + type + "\"}}", 0)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void prefersTheStatusThatIsTold() {
        assertThat(read("{\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"INTERNAL\"}}", 0)
                        .status())
                .isEqualTo(503);
        assertThat(read("{\"error\":{\"code\":503,\"message\":\"m\"}}", 429).status())
                .isEqualTo(429);
        assertThat(read("{\"error\":{\"code\":7,\"message\":\"m\"}}", 0).status())
                .isEqualTo(502);
    }

    @Test
    void knowsWhenWaitingWontHelp() {
        assertThat(read("{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}", 429)
                        .lacksQuota())
                .isTrue();
        assertThat(read(
                                "{\"error\":{\"code\":429,\"details\":[{\"violations\":[{\"quotaId\":"
                                        + "\"GenerateRequestsPerDayPerProject\"}]}]}}",
                                429)
                        .lacksQuota())
                .isTrue();
        assertThat(read("{\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}", 429)
                        .lacksQuota())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "7s, 7000",
        "34.07s, 34070",
        "0.0001s, 1",
        "0s, 0",
        "1.5s, 1500",
        "1.2345s, 1235",
        "s, -1",
        "7, -1",
        "-1s, -1",
        "1.2.3s, -1",
        ".5s, -1",
        "99999999999999999s, 2147483647000",
        "123456789012345678901s, -1"
    })
    void readsDurations(String text, long ms) {
        assertThat(UpstreamErrorReader.durationMs(text)).isEqualTo(ms);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Incorrect API key provided: sk-abcdefgh12345678. See docs. | Incorrect API key provided: sk-*** See"
                        + " docs.",
                "sk-proj-AAAAAAAAAAAA and sk-BBBBBBBBBBBB | sk-*** and sk-***",
                "Key AIzaSyA1234567890abcdefgh_x invalid | Key AIza*** invalid",
                "header 'Bearer abcdefghijkl' | header 'Bearer ***'",
                "GET /v1beta/x?key=abcdefghijkl&alt=sse | GET /v1beta/x?key=***&alt=sse",
                "the task-manager-of-old said no | the task-manager-of-old said no",
                "model claude-sonnet-4-5-20250929 not found | model claude-sonnet-4-5-20250929 not found",
                "sk-short | sk-short"
            })
    void masksWhatLooksLikeACredential(String message, String shown) {
        assertThat(read(message, 401).message()).isEqualTo(shown);
    }

    @Test
    void masksTheCredentialThatWasSent() {
        final UpstreamError error = read("{\"error\":\"bad key canary-123\"}", 401);

        assertThat(error.without("canary-123").message()).isEqualTo("bad key ***");
        assertThat(error.without("").message()).isEqualTo("bad key canary-123");
        assertThat(error.without("other")).isSameAs(error);
    }

    @Test
    void keepsAMessageShortAndOnOneLine() {
        final UpstreamError error = read("{\"error\":\"a\\r\\n\\u0000b\\u001b[31m\\u2028\\u202e c  d\"}", 500);

        assertThat(error.message()).isEqualTo("a b [31m c d");
        assertThat(read("x".repeat(100_000), 500).message()).hasSize(500).endsWith("…");
        assertThat(read("😀".repeat(1000), 500).message().codePoints().filter(c -> c == 0x1f600))
                .hasSizeBetween(248, 250);
        assertThat(read("", 500).message()).isEmpty();
    }

    @Test
    void survivesAnyBytes() {
        final java.util.Random random = new java.util.Random(7);
        for (int round = 0; round < 2000; round++) {
            final byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] = '{';
            }
            final UpstreamError error = UpstreamError.read(Unpooled.wrappedBuffer(noise), 0, noise.length, 0);
            assertThat(error.message().chars().noneMatch(c -> c < ' ')).isTrue();
        }
    }

    private static UpstreamError read(String body, int status) {
        final byte[] bytes = body.getBytes(UTF_8);
        return UpstreamError.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length, status);
    }
}
