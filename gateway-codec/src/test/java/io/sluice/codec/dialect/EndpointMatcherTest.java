package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointMatcherTest {
    private final EndpointMatch match = new EndpointMatch();

    static Stream<Endpoint> endpointsWithoutName() {
        return Stream.of(Endpoint.values()).filter(e -> e.path().indexOf('{') < 0 && e != Endpoint.ANTHROPIC_MODELS);
    }

    @ParameterizedTest
    @MethodSource("endpointsWithoutName")
    void findsEveryEndpointByItsPathAndMethod(Endpoint endpoint) {
        assertThat(find(endpoint.method(), endpoint.path())).isEqualTo(endpoint);
        assertThat(match.surface()).isEqualTo(endpoint.surface());
        assertThat(match.nameLength()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/responses/resp_1, RESPONSE_GET, resp_1",
        "HEAD, /v1/responses/resp_1, RESPONSE_GET, resp_1",
        "DELETE, /v1/responses/resp_1, RESPONSE_DELETE, resp_1",
        "POST, /v1/responses/resp_1/cancel, RESPONSE_CANCEL, resp_1",
        "GET, /v1/responses/resp_1/input_items, RESPONSE_INPUT_ITEMS, resp_1",
        "POST, /v1/responses/input_tokens, RESPONSE_INPUT_TOKENS, ''",
        "GET, /v1/models/gpt-4o, OPENAI_MODEL, gpt-4o",
        "HEAD, /v1/models/gpt-4o, OPENAI_MODEL, gpt-4o",
        "GET, /v1/models/meta-llama/llama-3.1:free, OPENAI_MODEL, meta-llama/llama-3.1:free",
        "GET, /v1/models/meta-llama%2Fllama-3, OPENAI_MODEL, meta-llama/llama-3",
        "GET, /v1/models/ft:gpt-4o:acme::id, OPENAI_MODEL, ft:gpt-4o:acme::id",
        "POST, /v1beta/models/gemini-2.5-pro:generateContent, GENERATE_CONTENT, gemini-2.5-pro",
        "POST, /v1beta/models/gemini-2.5-pro:streamGenerateContent, STREAM_GENERATE_CONTENT, gemini-2.5-pro",
        "POST, /v1beta/models/gemini-2.5-pro%3AstreamGenerateContent, STREAM_GENERATE_CONTENT, gemini-2.5-pro",
        "POST, /v1beta/models/g:countTokens, COUNT_TOKENS, g",
        "POST, /v1beta/models/g:embedContent, EMBED_CONTENT, g",
        "POST, /v1beta/models/g:batchEmbedContents, BATCH_EMBED_CONTENTS, g",
        "POST, /v1beta/models/a:b%3ac:generateContent, GENERATE_CONTENT, a:b:c",
        "POST, /v1/models/g:generateContent, GENERATE_CONTENT, g",
        "POST, /v1/models/a/b@1:streamGenerateContent, STREAM_GENERATE_CONTENT, a/b@1",
        "GET, /v1beta/models/gemini-2.5-pro, GEMINI_MODEL, gemini-2.5-pro",
        "GET, /v1beta/models/..., GEMINI_MODEL, ..."
    })
    void findsEndpointsWithANameInThePath(Method method, String path, Endpoint expected, String name) {
        final ByteBuf bytes = Unpooled.copiedBuffer("GET " + path + "?x", US_ASCII);

        assertThat(EndpointMatcher.match(method, false, bytes, 4, path.length(), match))
                .isEqualTo(expected);
        assertThat(match.endpoint()).isEqualTo(expected);
        assertThat(match.name(bytes)).isEqualTo(name);
        assertThat(match.copyName(bytes, new byte[name.length()])).isEqualTo(name.length());
        if (!name.isEmpty()) {
            assertThat(match.copyName(bytes, new byte[name.length() - 1])).isEqualTo(-1);
        }
    }

    @Test
    void takesTheVersionFieldForASignOfAnAnthropicClient() {
        assertThat(find(Method.GET, true, "/v1/models")).isEqualTo(Endpoint.ANTHROPIC_MODELS);
        assertThat(find(Method.GET, true, "/v1/models/claude")).isEqualTo(Endpoint.ANTHROPIC_MODEL);
        assertThat(find(Method.POST, true, "/v1/chat/completions")).isEqualTo(Endpoint.CHAT_COMPLETIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, OPENAI, POST",
        "OTHER, /v1/embeddings, OPENAI, POST",
        "GET, /v1/messages, ANTHROPIC, POST",
        "POST, /v1/models, OPENAI, 'GET, HEAD'",
        "POST, /v1/models/gpt-4o, OPENAI, 'GET, HEAD'",
        "DELETE, /v1/models/gpt-4o, OPENAI, 'GET, HEAD'",
        "PUT, /v1/responses/resp_1, OPENAI, 'GET, HEAD, DELETE'",
        "POST, /v1/responses/resp_1, OPENAI, 'GET, HEAD, DELETE'",
        "GET, /v1/responses/resp_1/cancel, OPENAI, POST",
        "GET, /v1/responses, OPENAI, POST",
        "GET, /v1beta/models/g:generateContent, GEMINI, POST",
        "GET, /v1/models/g:streamGenerateContent, GEMINI, POST",
        "POST, /v1beta/models, GEMINI, 'GET, HEAD'",
        "POST, /healthz, OPENAI, 'GET, HEAD'",
        "OPTIONS, /v1/messages, ANTHROPIC, POST"
    })
    void tellsAWrongMethodFromAnUnknownPath(Method method, String path, Dialect surface, String allow) {
        assertThat(find(method, path)).isNull();
        assertThat(match.error()).isEqualTo(ErrorType.METHOD_NOT_ALLOWED);
        assertThat(match.surface()).isEqualTo(surface);
        assertThat(match.allow()).isEqualTo(allow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "*",
                "/v1",
                "/v1/",
                "/v1/nope",
                "/v1/chat/completions/",
                "/v1//chat/completions",
                "//v1/chat/completions",
                "/v1/chat/./completions",
                "/v1/chat/../chat/completions",
                "/V1/chat/completions",
                "/v1/Chat/completions",
                "/v1/chat%2Fcompletions",
                "/v1/chat/completion%73",
                "/v1/chat/completions;x=1",
                "/v1/chat/completionsx",
                "/v1/responses/",
                "/v1/responses/a/b",
                "/v1/responses/a/",
                "/v1/responses/a/cancel/",
                "/v1/responses/../models",
                "/v1/responses/a%2Fcancel",
                "/v1/responses/a.b",
                "/v1/models/",
                "/v1/models/.",
                "/v1/models/..",
                "/v1/models/%2e%2E",
                "/v1/models/a/../b",
                "/v1/models/a/%2e%2e/b",
                "/v1/models/a%2F..%2Fb",
                "/v1/models/a//b",
                "/v1/models/a/",
                "/v1/models//a",
                "/v1/models/a%",
                "/v1/models/a%2",
                "/v1/models/a%zz",
                "/v1/models/a%00",
                "/v1/models/a%0d%0ab",
                "/v1/models/a%20b",
                "/v1/models/a%7f",
                "/v1/models/a%252e",
                "/v1/models/a%3Fb",
                "/v1/models/a%23b",
                "/v1/models/a%5cb",
                "/v1/models/a\\b",
                "/v1beta/models/",
                "/v1beta/models/:generateContent",
                "/v1beta/models/..:generateContent",
                "/v1beta/models/../x:generateContent",
                "/v1beta/models/a/..:generateContent",
                "/v1beta/models/%2e%2e/x:generateContent",
                "/v1beta/models/g:nope",
                "/v1beta/models/g:",
                "/v1beta/models/g:generatecontent",
                "/v1beta/models/g:generateContent/",
                "/v1beta/models/g:generateContent%20",
                "/v1/models/g:nope",
                "/v1beta",
                "/v1betamodels",
                "/v1/messages/",
                "/v1/messages/count_token",
                "/healthz/",
                "/healthz2"
            })
    void knowsNoOtherPath(String path) {
        assertThat(find(Method.POST, path)).isNull();
        assertThat(match.error()).isEqualTo(ErrorType.UNKNOWN_URL);
        assertThat(match.allow()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/nope, OPENAI",
        "/nope, OPENAI",
        "/v1/messages/nope, ANTHROPIC",
        "/v1beta/nope, GEMINI",
        "/v1/models/g:nope, GEMINI"
    })
    void guessesTheSurfaceOfAnUnknownPath(String path, Dialect surface) {
        find(Method.POST, path);

        assertThat(match.surface()).isEqualTo(surface);
    }

    @Test
    void refusesANameOfExcessiveLength() {
        assertThat(find(Method.GET, "/v1/models/" + "m".repeat(512))).isEqualTo(Endpoint.OPENAI_MODEL);
        assertThat(find(Method.GET, "/v1/models/" + "m".repeat(513))).isNull();
        assertThat(find(Method.GET, "/v1/responses/" + "r".repeat(513))).isNull();
    }

    @Test
    void forgetsTheLastMatch() {
        find(Method.GET, "/v1/models/gpt-4o");
        find(Method.POST, "/v1/chat/completions");
        assertThat(match.nameLength()).isZero();

        find(Method.GET, "/v1/chat/completions");
        find(Method.GET, "/nope");
        assertThat(match.allow()).isEmpty();
        assertThat(match.endpoint()).isNull();
        assertThat(match.surface()).isEqualTo(Dialect.OPENAI);
    }

    @Test
    void allocatesNothing() {
        final ByteBuf bytes = Unpooled.copiedBuffer("/v1beta/models/gemini-2.5-pro:generateContent", US_ASCII);
        final byte[] name = new byte[64];

        assertThat(Allocations.of(() -> {
                    for (int i = 0; i < 1000; i++) {
                        EndpointMatcher.match(Method.POST, false, bytes, 0, bytes.readableBytes(), match);
                        match.copyName(bytes, name);
                    }
                }))
                .isZero();
    }

    private @Nullable Endpoint find(Method method, String path) {
        return find(method, false, path);
    }

    private @Nullable Endpoint find(Method method, boolean anthropicVersion, String path) {
        final ByteBuf bytes = Unpooled.copiedBuffer(path, US_ASCII);
        return EndpointMatcher.match(method, anthropicVersion, bytes, 0, bytes.readableBytes(), match);
    }
}
