package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals in the words of this dialect. */
class GeminiFailuresTest {
    static List<Fixture> errors() {
        return Fixtures.ending(".error.json").stream()
                .filter(fixture -> fixture.dialect().equals("gemini"))
                .toList();
    }

    private static Failure read(String body, int status, long retryAfterMs) {
        final ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        return GeminiCodec.EVENTS.failureReader().read(bytes, 0, bytes.readableBytes(), status, retryAfterMs);
    }

    private static String text(GeminiCodec codec, Failure failure) {
        final ByteBuf out = Unpooled.buffer();
        codec.failureWriter().write(failure, "req_1", out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode written(Failure failure) {
        return Translating.tree(text(GeminiCodec.EVENTS, failure)).path("error");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aRefusalIsReadAndWrittenWithTheSameWords(Fixture fixture) throws Exception {
        final JsonNode golden = Fixtures.JSON.readTree(fixture.bytes());
        final JsonNode error = golden.path("body").path("error");
        final Failure failure =
                read(golden.path("body").toString(), golden.path("status").asInt(), -1);

        final JsonNode written = written(failure);

        assertThat(written.path("code")).isEqualTo(error.path("code"));
        assertThat(written.path("message")).isEqualTo(error.path("message"));
        assertThat(written.path("status")).isEqualTo(error.path("status"));
        assertThat(written.path("details").toString())
                .contains("\"requestId\":\"req_1\"")
                .contains(
                        error.path("details").isArray()
                                ? error.path("details").path(0).toString()
                                : "");
        assertThat(GeminiCodec.EVENTS.failureWriter().status(failure))
                .isEqualTo(golden.path("status").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT,INVALID_REQUEST,INVALID_ARGUMENT",
        "422,FAILED_PRECONDITION,INVALID_REQUEST,FAILED_PRECONDITION",
        "400,OUT_OF_RANGE,INVALID_REQUEST,INVALID_ARGUMENT",
        "403,PERMISSION_DENIED,PERMISSION_DENIED,PERMISSION_DENIED",
        "404,NOT_FOUND,MODEL_NOT_FOUND,NOT_FOUND",
        "409,ABORTED,CONFLICT,ABORTED",
        "409,ALREADY_EXISTS,CONFLICT,ABORTED",
        "413,INVALID_ARGUMENT,PAYLOAD_TOO_LARGE,INVALID_ARGUMENT",
        "429,RESOURCE_EXHAUSTED,RATE_LIMIT_EXCEEDED,RESOURCE_EXHAUSTED",
        "451,PERMISSION_DENIED,CONTENT_BLOCKED,PERMISSION_DENIED",
        "500,INTERNAL,UPSTREAM_ERROR,INTERNAL",
        "500,UNKNOWN,UPSTREAM_ERROR,INTERNAL",
        "503,UNAVAILABLE,OVERLOADED,UNAVAILABLE",
        "504,DEADLINE_EXCEEDED,UPSTREAM_TIMEOUT,DEADLINE_EXCEEDED",
    })
    void knowsTheVendorsWords(int status, String word, ErrorType type, String told) {
        final String body = "{\"error\":{\"code\":" + status + ",\"message\":\"m\",\"status\":\"" + word + "\"}}";

        for (final String form : List.of(body, "[" + body + "]")) {
            final Failure failure = read(form, status, -1);
            assertThat(failure.type()).isEqualTo(type);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(written(failure).path("code").asInt()).isEqualTo(status);
            assertThat(written(failure).path("status").asText()).isEqualTo(told);
            assertThat(read(form, 0, -1).type()).isEqualTo(type);
        }
    }

    @Test
    void aBadCredentialIsABadRequestInTheVendorsWords() {
        final Failure failure =
                read("{\"error\":{\"code\":401,\"message\":\"m\",\"status\":\"UNAUTHENTICATED\"}}", 401, -1);
        assertThat(failure.type()).isEqualTo(ErrorType.INVALID_API_KEY);
        assertThat(written(failure).path("code").asInt()).isEqualTo(400);
        assertThat(written(failure).path("details").path(0).path("reason").asText())
                .isEqualTo("API_KEY_INVALID");
    }

    @Test
    void aQuotaOfTheDayIsNoMereRateLimit() {
        final String details =
                "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
                        + "\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"RequestsPerDay\"}]},"
                        + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.074s\"}]}}";
        final Failure failure = read(details, 429, -1);
        assertThat(failure.type()).isEqualTo(ErrorType.INSUFFICIENT_QUOTA);
        assertThat(failure.retryAfterMs()).isEqualTo(34_074);
        assertThat(written(failure).path("details").path(0).path("retryDelay").asText())
                .isEqualTo("35s");
        assertThat(read(details, 429, 2_000).retryAfterMs()).isEqualTo(2_000);
    }

    @Test
    void knowsAPromptThatIsTooLong() {
        final Failure failure = read(
                "{\"error\":{\"code\":400,\"message\":\"The input exceeds the maximum number of tokens\",\"status\":"
                        + "\"INVALID_ARGUMENT\"}}",
                400,
                -1);
        assertThat(failure.code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void goesByTheStatusWhereTheBodySaysNothing() {
        assertThat(read("<html>busy</html>", 503, -1).type()).isEqualTo(ErrorType.OVERLOADED);
        assertThat(read("", 504, -1).type()).isEqualTo(ErrorType.UPSTREAM_TIMEOUT);
        assertThat(read("{\"error\":{\"status\":\"NEW_WORD\",\"message\":\"m\"}}", 403, -1)
                        .type())
                .isEqualTo(ErrorType.PERMISSION_DENIED);
    }

    @Test
    void hasWordsForEveryWayToFail() {
        for (final ErrorType type : ErrorType.values()) {
            final JsonNode error = written(new Failure(type, 0, "a\"b\n", null, null, -1));
            assertThat(error.path("status").asText()).isNotEmpty();
            assertThat(error.path("code").asInt()).isBetween(400, 599);
            assertThat(error.path("message").asText()).isEqualTo("a\"b\n");
        }
    }

    @Test
    void anArraysClientGetsAnArray() {
        final Failure failure = Failure.of(ErrorType.INVALID_REQUEST, "m");
        assertThat(Translating.tree(text(GeminiCodec.ARRAY, failure)).path(0).path("error"))
                .isEqualTo(written(failure));
    }
}
