package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Embeddings of this vendor for clients of another, and the other way about. */
class GeminiEmbeddingsTest {
    private static final Hints HINTS = new Hints("embedder", false, false);

    private final Translating translating = new Translating();

    private static EmbeddingRequest request(List<String> inputs, List<Extra> extras) {
        return new EmbeddingRequest(
                JsonString.of("embedder"),
                inputs.stream().map(JsonString::of).toList(),
                JsonValue.of("256"),
                true,
                extras);
    }

    private static EmbeddingRequest read(GeminiEmbeddings codec, String body) throws UnsupportedException {
        return codec.readRequest(JsonValue.of(body), HINTS);
    }

    private String written(EmbeddingRequest request) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        GeminiEmbeddings.BATCH.writeRequest(request, "text-embedding", translating.work, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyInputIsARequestOfABatch() throws Exception {
        final EmbeddingRequest request = request(List.of("a", "b\"c"), List.of());

        assertThat(Translating.tree(written(request)))
                .isEqualTo(Translating.tree(
                        "{\"requests\":[{\"model\":\"models/text-embedding\",\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                                + "\"outputDimensionality\":256},{\"model\":\"models/text-embedding\",\"content\":{\"parts\":"
                                + "[{\"text\":\"b\\\"c\"}]},\"outputDimensionality\":256}]}"));
        assertThat(read(GeminiEmbeddings.BATCH, written(request)).inputs()).isEqualTo(request.inputs());
    }

    @Test
    void aSingleTextIsReadWithItsModelFromThePath() throws Exception {
        final EmbeddingRequest request = read(
                GeminiEmbeddings.SINGLE,
                "{\"content\":{\"parts\":[{\"text\":\"a \"},{\"text\":\"b\"}]},\"task_type\":\"RETRIEVAL_QUERY\","
                        + "\"title\":null,\"output_dimensionality\":\"64\"}");

        assertThat(request.model().text()).isEqualTo("embedder");
        assertThat(request.inputs()).extracting(JsonString::text).containsExactly("a b");
        assertThat(request.dimensions()).isEqualTo(JsonValue.of("64"));
        assertThat(request.extras()).extracting(Extra::name).containsExactly("taskType");
    }

    @Test
    void requestsOfABatchThatDifferAreRefused() {
        assertThatThrownBy(() -> read(
                        GeminiEmbeddings.BATCH,
                        "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},"
                                + "{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"outputDimensionality\":5}]}"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("outputDimensionality");
    }

    @Test
    void whatIsNoRequestIsRefusedNamingTheField() {
        for (final String body : List.of(
                "[]",
                "{",
                "{\"requests\":[]}",
                "{\"requests\":[{}]}",
                "{\"requests\":[1]}",
                "{\"requests\":[{\"content\":{\"parts\":[{\"inlineData\":{\"data\":\"QQ==\"}}]}}]}")) {
            assertThatThrownBy(() -> read(GeminiEmbeddings.BATCH, body))
                    .as(body)
                    .isInstanceOfSatisfying(
                            UnsupportedException.class,
                            refused -> assertThat(refused.field()).isNotEmpty());
        }
    }

    @Test
    void vectorsKeepTheirDigitsAndTheirOrder() {
        final EmbeddingRequest request = request(List.of("a", "b"), List.of());
        final EmbeddingResponse response = GeminiEmbeddings.BATCH.readResponse(
                JsonValue.of("{\"embeddings\":[{\"values\":[0.10,-1e-3]},{\"values\":[2]}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":5}}"),
                request);

        assertThat(response).isNotNull();
        assertThat(response.vectors()).containsExactly(JsonValue.of("[0.10,-1e-3]"), JsonValue.of("[2]"));
        assertThat(response.usage().inputTotal()).isEqualTo(5);
        final ByteBuf out = Unpooled.buffer();
        GeminiEmbeddings.BATCH.writeResponse(response, request, translating.work, out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"embeddings\":[{\"values\":[0.10,-1e-3]},{\"values\":[2]}]}");
    }

    @Test
    void aSingleVectorIsToldAlone() {
        final ByteBuf out = Unpooled.buffer();
        GeminiEmbeddings.SINGLE.writeResponse(
                new EmbeddingResponse(List.of(JsonValue.of("[1]")), new Usage()),
                request(List.of("a"), List.of()),
                translating.work,
                out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"embedding\":{\"values\":[1]}}");
    }

    @Test
    void anAnswerWithAnotherNumberOfVectorsIsNone() {
        for (final String body : List.of(
                "{\"embeddings\":[]}",
                "{\"embedding\":{\"values\":[\"x\"]}}",
                "{\"error\":{\"code\":400}}",
                "{\"embeddings\":[{\"values\":[1]},{\"values\":[1]}]}",
                "[]",
                "{\"embeddings\":[{\"values\":[1]}]")) {
            assertThat(GeminiEmbeddings.BATCH.readResponse(JsonValue.of(body), request(List.of("a"), List.of())))
                    .as(body)
                    .isNull();
        }
    }

    @Test
    void whatOnlyTunesIsDroppedAndWhatWouldChangeTheAnswerRefused() throws Exception {
        written(request(List.of("a"), List.of(new Extra("user_tag", JsonValue.of("1"), Extra.Fate.DROP))));
        assertThat(translating.work.losses().dropped()).containsExactly("user_tag");
        assertThatThrownBy(() ->
                        written(request(List.of("a"), List.of(new Extra("x", JsonValue.of("1"), Extra.Fate.REJECT)))))
                .isInstanceOf(UnsupportedException.class);
    }
}
