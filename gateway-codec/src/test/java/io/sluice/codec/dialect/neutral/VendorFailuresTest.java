package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.UpstreamError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VendorFailuresTest {
    private static Failure read(String body, int status) {
        final ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        return VendorFailures.of(UpstreamError.read(bytes, 0, bytes.readableBytes(), status), -1);
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_REQUEST",
        "401,INVALID_API_KEY",
        "402,INSUFFICIENT_QUOTA",
        "403,PERMISSION_DENIED",
        "404,MODEL_NOT_FOUND",
        "405,INVALID_REQUEST",
        "408,UPSTREAM_TIMEOUT",
        "409,CONFLICT",
        "413,PAYLOAD_TOO_LARGE",
        "422,INVALID_REQUEST",
        "429,RATE_LIMIT_EXCEEDED",
        "451,CONTENT_BLOCKED",
        "500,UPSTREAM_ERROR",
        "502,UPSTREAM_ERROR",
        "503,OVERLOADED",
        "504,UPSTREAM_TIMEOUT",
        "529,OVERLOADED"
    })
    void aStatusAloneTellsTheKind(int status, ErrorType type) {
        final Failure failure = read("<html><b>no</b></html>", status);
        assertThat(failure.type()).isEqualTo(type);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.message()).isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_api_key,INVALID_API_KEY",
        "403,model_not_found,MODEL_NOT_FOUND",
        "404,unknown_url,UNKNOWN_URL",
        "429,insufficient_quota,INSUFFICIENT_QUOTA",
        "500,overloaded,OVERLOADED",
        "500,rate_limit_exceeded,RATE_LIMIT_EXCEEDED",
        "400,unsupported_parameter,INVALID_REQUEST"
    })
    void aCodeGoesBeforeTheStatus(int status, String code, ErrorType type) {
        assertThat(read("{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}", status)
                        .type())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "400,prompt is too long: 9 tokens > 8,true",
        "400,This model's maximum context length is 8 tokens,true",
        "400,The input token count (9) exceeds the maximum number of tokens allowed (8).,true",
        "400,Input is too long for requested model.,true",
        "413,too many tokens: 9,true",
        "429,too many tokens per minute,false",
        "500,prompt is too long,false",
        "400,the prompt is long,false"
    })
    void aPromptTooLongForTheModelIsKnownByWhatVendorsSayOfIt(int status, String message, boolean tooLong) {
        final Failure failure = read("{\"error\":{\"message\":\"" + message + "\"}}", status);
        assertThat("context_length_exceeded".equals(failure.code())).isEqualTo(tooLong);
    }

    @Test
    void theHeadSaysBetterThanTheBodyWhenToComeBack() {
        final ByteBuf body = Unpooled.copiedBuffer(
                "{\"error\":{\"code\":429,\"message\":\"no\",\"details\":[{\"retryDelay\":\"7s\"}]}}",
                StandardCharsets.UTF_8);
        final UpstreamError error = UpstreamError.read(body, 0, body.readableBytes(), 429);
        assertThat(VendorFailures.of(error, -1).retryAfterMs()).isEqualTo(7000);
        assertThat(VendorFailures.of(error, 500).retryAfterMs()).isEqualTo(500);
    }
}
