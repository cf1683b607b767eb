package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorWriterTest {
    private static final String ID = "req_1";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "INVALID_REQUEST, 400, invalid_request_error, -, invalid_request_error, 400, INVALID_ARGUMENT",
                "INVALID_API_KEY, 401, invalid_request_error, invalid_api_key, authentication_error, 401,"
                        + " UNAUTHENTICATED",
                "PERMISSION_DENIED, 403, invalid_request_error, permission_denied, permission_error, 403,"
                        + " PERMISSION_DENIED",
                "MODEL_NOT_FOUND, 404, invalid_request_error, model_not_found, not_found_error, 404, NOT_FOUND",
                "UNKNOWN_URL, 404, invalid_request_error, unknown_url, not_found_error, 404, NOT_FOUND",
                "METHOD_NOT_ALLOWED, 405, invalid_request_error, method_not_allowed, invalid_request_error, 405,"
                        + " UNIMPLEMENTED",
                "REQUEST_TIMEOUT, 408, invalid_request_error, request_timeout, invalid_request_error, 408,"
                        + " DEADLINE_EXCEEDED",
                "CONFLICT, 409, invalid_request_error, , conflict_error, 409, ABORTED",
                "PAYLOAD_TOO_LARGE, 413, invalid_request_error, request_too_large, request_too_large, 413,"
                        + " INVALID_ARGUMENT",
                "UNSUPPORTED_MEDIA_TYPE, 415, invalid_request_error, unsupported_media_type, invalid_request_error,"
                        + " 415, INVALID_ARGUMENT",
                "EXPECTATION_FAILED, 417, invalid_request_error, expectation_failed, invalid_request_error, 417,"
                        + " INVALID_ARGUMENT",
                "HEAD_TOO_LARGE, 431, invalid_request_error, head_too_large, invalid_request_error, 431,"
                        + " INVALID_ARGUMENT",
                "RATE_LIMIT_EXCEEDED, 429, rate_limit_error, rate_limit_exceeded, rate_limit_error, 429,"
                        + " RESOURCE_EXHAUSTED",
                "TOKENS_LIMIT_EXCEEDED, 429, rate_limit_error, tokens_limit_exceeded, rate_limit_error, 429,"
                        + " RESOURCE_EXHAUSTED",
                "CONCURRENCY_LIMIT_EXCEEDED, 429, rate_limit_error, concurrency_limit_exceeded, rate_limit_error, 429,"
                        + " RESOURCE_EXHAUSTED",
                "INSUFFICIENT_QUOTA, 429, insufficient_quota, insufficient_quota, billing_error, 429,"
                        + " RESOURCE_EXHAUSTED",
                "CONTENT_BLOCKED, 451, invalid_request_error, content_blocked, invalid_request_error, 451,"
                        + " PERMISSION_DENIED",
                "INTERNAL, 500, server_error, internal_error, api_error, 500, INTERNAL",
                "NOT_IMPLEMENTED, 501, invalid_request_error, not_implemented, invalid_request_error, 501,"
                        + " UNIMPLEMENTED",
                "VERSION_NOT_SUPPORTED, 505, invalid_request_error, version_not_supported, invalid_request_error,"
                        + " 505, UNIMPLEMENTED",
                "UPSTREAM_ERROR, 502, server_error, upstream_error, api_error, 502, INTERNAL",
                "NO_CHANNEL_AVAILABLE, 503, server_error, no_channel_available, overloaded_error, 503, UNAVAILABLE",
                "DRAINING, 503, server_error, draining, overloaded_error, 503, UNAVAILABLE",
                "OVERLOADED, 503, server_error, overloaded, overloaded_error, 503, UNAVAILABLE",
                "UPSTREAM_TIMEOUT, 504, server_error, upstream_timeout, timeout_error, 504, DEADLINE_EXCEEDED"
            })
    void writesEveryErrorInEachDialect(
            ErrorType type,
            int status,
            String openAiType,
            @Nullable String openAiCode,
            String anthropicType,
            int geminiCode,
            String geminiStatus)
            throws JsonProcessingException {
        final JsonNode openAi = body(Dialect.OPENAI, type, "model", 0);
        final JsonNode anthropic = body(Dialect.ANTHROPIC, type, "model", 0);
        final JsonNode gemini = body(Dialect.GEMINI, type, "model", 0);

        assertThat(type.status(Dialect.OPENAI)).isEqualTo(status);
        assertThat(type.status(Dialect.ANTHROPIC)).isEqualTo(type == ErrorType.OVERLOADED ? 529 : status);
        assertThat(openAi)
                .isEqualTo(json("{'error':{'message':'No.','type':'" + openAiType + "','param':'model','code':"
                        + (openAiCode == null ? "null" : "'" + openAiCode + "'") + "},'request_id':'req_1'}"));
        assertThat(anthropic)
                .isEqualTo(json("{'type':'error','error':{'type':'" + anthropicType
                        + "','message':'No.'},'request_id':'req_1'}"));
        assertThat(gemini.size()).isEqualTo(1);
        assertThat(gemini.at("/error/code").asInt()).isEqualTo(geminiCode);
        assertThat(gemini.at("/error/message").asText()).isEqualTo("No.");
        assertThat(gemini.at("/error/status").asText()).isEqualTo(geminiStatus);
    }

    @Test
    void hasARowForEveryErrorOfTheContract() {
        assertThat(ErrorType.values()).hasSize(25);
    }

    @Test
    void tellsARequestIdAndTheWaitInGeminisDetails() throws JsonProcessingException {
        assertThat(body(Dialect.GEMINI, ErrorType.RATE_LIMIT_EXCEEDED, null, 7))
                .isEqualTo(json("{'error':{'code':429,'message':'No.','status':'RESOURCE_EXHAUSTED','details':["
                        + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'7s'},"
                        + "{'@type':'type.googleapis.com/google.rpc.RequestInfo','requestId':'req_1'}]}}"));
        assertThat(body(Dialect.GEMINI, ErrorType.INVALID_API_KEY, null, 0)
                        .at("/error/details/0/reason")
                        .asText())
                .isEqualTo("API_KEY_INVALID");
    }

    @Test
    void wrapsTheErrorOfAGeminiArrayStream() throws JsonProcessingException {
        final JsonNode array = parsed(ErrorWriter.arrayBody(ErrorType.DRAINING, "No.", ID, 1, alloc()));

        assertThat(array.size()).isEqualTo(1);
        assertThat(array.at("/0/error/code").asInt()).isEqualTo(503);
    }

    @Test
    void endsAGeminiArrayThatFailed() throws JsonProcessingException {
        final String tail = text(ErrorWriter.arrayTail(ErrorType.UPSTREAM_ERROR, "No.", true, alloc()));
        final String whole = text(ErrorWriter.arrayTail(ErrorType.UPSTREAM_ERROR, "No.", false, alloc()));

        final JsonNode array = Fixtures.JSON.readTree("[{\"candidates\":[]}" + tail);
        assertThat(array.size()).isEqualTo(2);
        assertThat(array.at("/1")).isEqualTo(json("{'error':{'code':502,'message':'No.','status':'INTERNAL'}}"));
        assertThat(Fixtures.JSON.readTree(whole).size()).isEqualTo(1);
    }

    @Test
    void tellsAFailureInsideAStreamAsEachVendorDoes() throws JsonProcessingException {
        final String openAi = event(Dialect.OPENAI);
        final String anthropic = event(Dialect.ANTHROPIC);
        final String gemini = event(Dialect.GEMINI);
        final String responses = event(Dialect.OPENAI_RESPONSES);

        assertThat(openAi).startsWith("data: {").endsWith("}\n\n");
        assertThat(data(openAi))
                .isEqualTo(
                        json("{'error':{'message':'No.','type':'server_error','param':null,'code':'upstream_error'}}"));
        assertThat(anthropic).startsWith("event: error\ndata: {").endsWith("}\n\n");
        assertThat(data(anthropic)).isEqualTo(json("{'type':'error','error':{'type':'api_error','message':'No.'}}"));
        assertThat(gemini).startsWith("data: {").endsWith("}\n\n");
        assertThat(data(gemini)).isEqualTo(json("{'error':{'code':502,'message':'No.','status':'INTERNAL'}}"));
        assertThat(responses).startsWith("event: error\ndata: {").endsWith("}\n\n");
        assertThat(data(responses))
                .isEqualTo(
                        json(
                                "{'type':'error','sequence_number':5,'code':'upstream_error','message':'No.','param':null,"
                                        + "'error':{'message':'No.','type':'server_error','param':null,'code':'upstream_error'}}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI"})
    void writesStreamErrorsThatItsOwnReadersKnow(Dialect dialect) {
        final StreamInspector inspector = Inspectors.stream(
                switch (dialect) {
                    case OPENAI_RESPONSES -> Endpoint.RESPONSES;
                    case ANTHROPIC -> Endpoint.MESSAGES;
                    case GEMINI -> Endpoint.STREAM_GENERATE_CONTENT;
                    default -> Endpoint.CHAT_COMPLETIONS;
                });
        final String event = event(dialect);
        final byte[] data = event.substring(event.indexOf("data: ") + 6).strip().getBytes(UTF_8);

        final EventKind kind =
                inspector.data(io.netty.buffer.Unpooled.wrappedBuffer(data), 0, data.length, new Usage());

        assertThat(kind).isEqualTo(EventKind.ERROR);
        assertThat(inspector.errorMessage()).isEqualTo("No.");
    }

    @Test
    void keepsAMessageOnOneLineOfAnEvent() {
        final String event = text(ErrorWriter.streamEvent(
                Dialect.OPENAI, ErrorType.UPSTREAM_ERROR, "a\r\n\ndata: \"b\"\0\u2028", 0, alloc()));

        assertThat(event.strip().lines()).hasSize(1);
    }

    private static String event(Dialect dialect) {
        return text(ErrorWriter.streamEvent(dialect, ErrorType.UPSTREAM_ERROR, "No.", 5, alloc()));
    }

    private static JsonNode data(String event) throws JsonProcessingException {
        return Fixtures.JSON.readTree(event.substring(event.indexOf("data: ") + 6));
    }

    private static JsonNode body(Dialect surface, ErrorType type, @Nullable String param, int retryAfterSeconds)
            throws JsonProcessingException {
        return parsed(ErrorWriter.body(surface, type, "No.", param, ID, retryAfterSeconds, alloc()));
    }

    private static JsonNode parsed(ByteBuf body) throws JsonProcessingException {
        return Fixtures.JSON.readTree(text(body));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Fixtures.JSON.readTree(text.replace('\'', '"'));
    }

    private static String text(ByteBuf given) {
        try {
            return given.toString(UTF_8);
        } finally {
            given.release();
        }
    }

    private static UnpooledByteBufAllocator alloc() {
        return UnpooledByteBufAllocator.DEFAULT;
    }
}
