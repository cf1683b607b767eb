package io.sluice.codec.dialect.anthropic;

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

/** Refusals, row by row of the table. */
class AnthropicFailuresTest {
    static List<Fixture> errors() {
        return Fixtures.ending(".error.json").stream()
                .filter(fixture -> fixture.dialect().equals("anthropic"))
                .toList();
    }

    private static Failure read(String body, int status, long retryAfterMs) {
        final ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        return AnthropicCodec.INSTANCE.failureReader().read(bytes, 0, bytes.readableBytes(), status, retryAfterMs);
    }

    private static JsonNode written(Failure failure) {
        final ByteBuf out = Unpooled.buffer();
        AnthropicCodec.INSTANCE.failureWriter().write(failure, "req_1", out);
        return Translating.tree(out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aRefusalIsReadAndWrittenWithTheSameWords(Fixture fixture) throws Exception {
        final JsonNode golden = Fixtures.JSON.readTree(fixture.bytes());
        final Failure failure =
                read(golden.path("body").toString(), golden.path("status").asInt(), -1);

        final JsonNode written = written(failure);

        assertThat(failure.message())
                .isEqualTo(fixture.expected().path("error").path("message").asText());
        assertThat(written.path("error")).isEqualTo(golden.path("body").path("error"));
        assertThat(written.path("type").asText()).isEqualTo("error");
        assertThat(written.path("request_id").asText()).isEqualTo("req_1");
        assertThat(AnthropicCodec.INSTANCE.failureWriter().status(failure))
                .isEqualTo(golden.path("status").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,INVALID_REQUEST,400",
        "422,invalid_request_error,INVALID_REQUEST,422",
        "401,authentication_error,INVALID_API_KEY,401",
        "402,billing_error,INSUFFICIENT_QUOTA,402",
        "403,permission_error,PERMISSION_DENIED,403",
        "404,not_found_error,MODEL_NOT_FOUND,404",
        "409,conflict_error,CONFLICT,409",
        "413,request_too_large,PAYLOAD_TOO_LARGE,413",
        "429,rate_limit_error,RATE_LIMIT_EXCEEDED,429",
        "500,api_error,UPSTREAM_ERROR,500",
        "502,api_error,UPSTREAM_ERROR,502",
        "504,timeout_error,UPSTREAM_TIMEOUT,504",
        "529,overloaded_error,OVERLOADED,529",
    })
    void knowsTheVendorsWordsWithAndWithoutTheirStatus(int status, String word, ErrorType type, int written) {
        final String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + word + "\",\"message\":\"m\"}}";

        final Failure failure = read(body, status, -1);

        assertThat(failure.type()).isEqualTo(type);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(AnthropicCodec.INSTANCE.failureWriter().status(failure)).isEqualTo(written);
        assertThat(written(failure).path("error").path("type").asText()).isEqualTo(word);
        assertThat(read(body, 0, -1).type()).isEqualTo(type);
        assertThat(written(read(body, 0, -1)).path("error").path("type").asText())
                .isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_REQUEST",
        "401,INVALID_API_KEY",
        "402,INSUFFICIENT_QUOTA",
        "403,PERMISSION_DENIED",
        "404,MODEL_NOT_FOUND",
        "408,UPSTREAM_TIMEOUT",
        "409,CONFLICT",
        "413,PAYLOAD_TOO_LARGE",
        "418,INVALID_REQUEST",
        "429,RATE_LIMIT_EXCEEDED",
        "451,CONTENT_BLOCKED",
        "500,UPSTREAM_ERROR",
        "502,UPSTREAM_ERROR",
        "503,OVERLOADED",
        "504,UPSTREAM_TIMEOUT",
        "529,OVERLOADED",
    })
    void goesByTheStatusWhereTheBodySaysNothing(int status, ErrorType type) {
        assertThat(read("<html><title>oops</title></html>", status, -1).type()).isEqualTo(type);
        assertThat(read("", status, -1).type()).isEqualTo(type);
        assertThat(read("{\"error\":{\"type\":\"new_error\",\"message\":\"m\"}}", status, -1)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void knowsAPromptThatIsTooLong() {
        final Failure failure = read(
                "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 2 > 1\"}}", 400, -1);

        assertThat(failure.code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void keepsWhenToComeBack() {
        assertThat(read("{}", 429, 7000).retryAfterMs()).isEqualTo(7000);
        assertThat(read("{}", 429, -1).retryAfterMs()).isEqualTo(-1);
    }

    @Test
    void hasAWordForEveryWayToFail() {
        for (final ErrorType type : ErrorType.values()) {
            final Failure failure = new Failure(type, 0, "m", null, null, -1);

            assertThat(written(failure).path("error").path("type").asText()).isNotEmpty();
            assertThat(AnthropicCodec.INSTANCE.failureWriter().status(failure)).isBetween(400, 599);
        }
    }

    @Test
    void writesMessagesThatNeedEscapes() {
        assertThat(written(Failure.of(ErrorType.UPSTREAM_ERROR, "a\"b\n\u00e9"))
                        .path("error")
                        .path("message")
                        .asText())
                .isEqualTo("a\"b\n\u00e9");
    }
}
