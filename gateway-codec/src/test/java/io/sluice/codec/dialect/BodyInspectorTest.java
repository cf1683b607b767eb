package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyInspectorTest {
    private final Usage usage = new Usage();

    @Test
    void countsOnlyInputWhereThereIsNoOutput() {
        read(
                Endpoint.EMBEDDINGS,
                "{\"data\":[{\"embedding\":[1,2]}],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");

        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(7);
        assertThat(usage.outputTotal()).isZero();
    }

    @Test
    void takesATotalForInputWhereNothingElseIsTold() {
        read(Endpoint.RERANK, "{\"results\":[],\"usage\":{\"total_tokens\":31}}");

        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(31);
    }

    @Test
    void takesNoCountsFromHalfABody() {
        read(Endpoint.CHAT_COMPLETIONS, "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":15");

        assertThat(usage.isKnown()).isFalse();
    }

    @Test
    void readsUsageOfImagesAndTranscriptions() {
        read(
                Endpoint.IMAGE_GENERATIONS,
                "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}],\"usage\":{\"input_tokens\":3,\"output_tokens\":9,"
                        + "\"total_tokens\":12,\"input_tokens_details\":{\"text_tokens\":3}}}");
        assertThat(usage.inputTotal()).isEqualTo(3);
        assertThat(usage.outputTotal()).isEqualTo(9);

        read(Endpoint.AUDIO_TRANSCRIPTIONS, "{\"text\":\"hello\",\"usage\":{\"type\":\"duration\",\"seconds\":3}}");
        assertThat(usage.isKnown()).isFalse();
    }

    @Test
    void readsTheCacheFieldsOfCompatibleServers() {
        read(
                Endpoint.CHAT_COMPLETIONS,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"prompt_cache_hit_tokens\":6}}");

        assertThat(usage.cacheRead()).isEqualTo(6);
        assertThat(usage.inputTotal()).isEqualTo(10);
    }

    @Test
    void sumsWhatAnthropicKeepsApart() {
        read(
                Endpoint.MESSAGES,
                "{\"content\":[],\"usage\":{\"input_tokens\":5,\"cache_read_input_tokens\":20,"
                        + "\"cache_creation_input_tokens\":null,\"output_tokens\":2}}");

        assertThat(usage.inputTotal()).isEqualTo(25);
        assertThat(usage.cacheRead()).isEqualTo(20);
        assertThat(usage.cacheWrite()).isZero();
    }

    @Test
    void addsThoughtsAndToolPromptsOfGemini() {
        read(
                Endpoint.GENERATE_CONTENT,
                "{\"candidates\":[],\"usageMetadata\":{\"promptTokenCount\":5,\"toolUsePromptTokenCount\":4,"
                        + "\"candidatesTokenCount\":2,\"thoughtsTokenCount\":30,\"cachedContentTokenCount\":1}}");

        assertThat(usage.inputTotal()).isEqualTo(9);
        assertThat(usage.outputTotal()).isEqualTo(32);
        assertThat(usage.reasoning()).isEqualTo(30);
        assertThat(usage.cacheRead()).isEqualTo(1);
    }

    @Test
    void takesNoCountOfTokensForUsage() {
        read(Endpoint.COUNT_MESSAGE_TOKENS, "{\"input_tokens\":2000}");
        assertThat(usage.isInputKnown()).isFalse();

        read(Endpoint.COUNT_TOKENS, "{\"totalTokens\":2000}");
        assertThat(usage.isInputKnown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":\"no\"}",
                "{\"error\":{\"message\":\"no\"}}",
                "{\"id\":null,\"error\":{\"message\":\"no\"}}",
                "{\"object\":\"error\",\"message\":\"no\",\"code\":400}"
            })
    void knowsTheErrorsOfCompatibleServers(String json) {
        assertThat(read(Endpoint.CHAT_COMPLETIONS, json).isError()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[],\"error\":null}",
                "{\"choices\":[],\"error\":false}",
                "{\"choices\":[],\"error\":\"\"}",
                "{\"choices\":[{\"error\":{\"message\":\"inside\"}}]}"
            })
    void takesNoEmptyOrInnerErrorForOne(String json) {
        final BodyInspector body = read(Endpoint.CHAT_COMPLETIONS, json);

        assertThat(body.isError()).isFalse();
        assertThat(body.hasContent()).isTrue();
    }

    @Test
    void takesTheErrorOfAStoredResponseForAnAnswer() {
        final String failed =
                "{\"id\":\"resp_1\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\"},\"output\":[]}";

        assertThat(read(Endpoint.RESPONSES, failed).isError()).isTrue();
        assertThat(read(Endpoint.RESPONSE_GET, failed).isError()).isFalse();
        assertThat(read(Endpoint.RESPONSES, failed).answerId()).isEqualTo("resp_1");
    }

    @Test
    void hasContentAsSoonAsTheAnswerBegins() {
        final BodyInspector body = Inspectors.body(Endpoint.CHAT_COMPLETIONS);

        feed(body, "{\"id\":\"x\",\"model\":\"choices\",\"n\":{\"choices\":1},");
        assertThat(body.hasContent()).isFalse();
        feed(body, "\"choices\"");
        assertThat(body.hasContent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>502 Bad Gateway</html>", "upstream gone", "{\"choices\":[}", "{}{}", "{'a':1}"})
    void knowsWhatCannotBecomeAnAnswer(String garbage) {
        final BodyInspector body = read(Endpoint.CHAT_COMPLETIONS, garbage);

        assertThat(body.isBroken()).isTrue();
        assertThat(body.hasContent()).isFalse();
        assertThat(body.isIntact()).isFalse();
    }

    @Test
    void findsNoContentInAnEmptyBody() {
        final BodyInspector body = read(Endpoint.CHAT_COMPLETIONS, "");

        assertThat(body.hasContent()).isFalse();
        assertThat(body.isIntact()).isFalse();
    }

    @Test
    void takesSoundAsItComes() {
        final BodyInspector body = Inspectors.body(Endpoint.AUDIO_SPEECH, false);
        body.reset();
        assertThat(body.hasContent()).isFalse();

        feed(body, "ID3");

        body.finish(usage);
        assertThat(body.hasContent()).isTrue();
        assertThat(body.isIntact()).isTrue();
        assertThat(body.isBroken()).isFalse();
        assertThat(Inspectors.body(Endpoint.CHAT_COMPLETIONS, false)).isInstanceOf(OpenAiBody.class);
        assertThat(Inspectors.body(Endpoint.AUDIO_SPEECH, true)).isInstanceOf(OpenAiBody.class);
    }

    @Test
    void measuresWordsAndArgumentsOnly() {
        final String words = "a plain sentence of seven common words";
        final BodyInspector body = read(
                Endpoint.MESSAGES,
                "{\"id\":\"msg_0123456789abcdefghij\",\"model\":\"some-model-name-of-length\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"" + words
                        + "\"},{\"type\":\"tool_use\",\"id\":\"toolu_0123456789\",\"input\":{\"city\":"
                        + "\"Oslo\",\"more\":[{\"zone\":\"north\"}]}}],\"stop_reason\":\"end_turn\"}");

        assertThat(body.estimatedOutputTokens()).isBetween(9L, 14L);
        assertThat(read(Endpoint.EMBEDDINGS, "{\"data\":[{\"content\":\"many words here\"}]}")
                        .estimatedOutputTokens())
                .isZero();
    }

    @Test
    void estimatesAnAnswerThatWasCut() {
        final BodyInspector body = Inspectors.body(Endpoint.CHAT_COMPLETIONS);
        feed(body, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"one two three four");
        body.finish(usage);

        assertThat(body.isIntact()).isFalse();
        assertThat(usage.isKnown()).isFalse();
        assertThat(body.estimatedOutputTokens()).isEqualTo(4);
    }

    @Test
    void allocatesNothingForABody() {
        final ByteBuf bytes = Unpooled.wrappedBuffer(Fixtures.bytes("plain-text/openai.response.json"));
        final BodyInspector body = Inspectors.body(Endpoint.CHAT_COMPLETIONS);

        assertThat(Allocations.of(() -> {
                    for (int i = 0; i < 100; i++) {
                        body.reset();
                        body.feed(bytes, 0, bytes.capacity());
                        body.measure(bytes, 0, bytes.capacity());
                        body.finish(usage);
                    }
                }))
                .isZero();
    }

    private BodyInspector read(Endpoint endpoint, String json) {
        final BodyInspector body = Inspectors.body(endpoint);
        usage.reset();
        body.reset();
        feed(body, json);
        body.finish(usage);
        return body;
    }

    private static void feed(BodyInspector body, String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        body.feed(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        body.measure(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
