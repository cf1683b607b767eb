package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiEmbeddingsTest {
    private static final OpenAiEmbeddings CODEC = OpenAiEmbeddings.INSTANCE;

    private final Work work = new Work();

    @BeforeEach
    void begin() {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1_767_225_600, 1 << 20);
    }

    private static EmbeddingRequest read(String json) throws UnsupportedException {
        return CODEC.readRequest(JsonValue.of(json), Hints.NONE);
    }

    private String written(EmbeddingRequest request) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        CODEC.writeRequest(request, "up", work, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String written(EmbeddingResponse response, EmbeddingRequest request) {
        final ByteBuf out = Unpooled.buffer();
        CODEC.writeResponse(response, request, work, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void oneTextAndSeveralAreRead() throws Exception {
        final EmbeddingRequest one = read("{\"input\":\"caf\\u00e9\",\"model\":\"m\"}");
        assertThat(one.inputs()).extracting(JsonString::text).containsExactly("café");
        assertThat(one.model().text()).isEqualTo("m");
        assertThat(one.base64()).isFalse();
        assertThat(one.dimensions()).isNull();

        final EmbeddingRequest two = read(
                "{\"model\":\"m\",\"input\":[\"a\",\"\"],\"dimensions\":256,\"encoding_format\":\"base64\",\"user\":\"u\"}");
        assertThat(two.inputs()).extracting(JsonString::text).containsExactly("a", "");
        assertThat(two.base64()).isTrue();
        assertThat(two.dimensions()).isEqualTo(JsonValue.of("256"));
        assertThat(two.extras()).isEmpty();
    }

    @Test
    void nullsSayNothing() throws Exception {
        final EmbeddingRequest request =
                read("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":null,\"encoding_format\":null,\"odd\":null}");
        assertThat(request).isEqualTo(read("{\"model\":\"m\",\"input\":\"a\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\"}|input",
                "{\"model\":\"m\",\"input\":[]}|input",
                "{\"model\":\"m\",\"input\":null}|input",
                "{\"model\":\"m\",\"input\":[1,2]}|input",
                "{\"model\":\"m\",\"input\":[[1,2],[3]]}|input",
                "{\"model\":\"m\",\"input\":[\"a\",[1]]}|input",
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"int8\"}|encoding_format",
                "{\"model\":1,\"input\":\"a\"}|model",
                "{\"model\":\"m\",\"input\":[\"a\"|body",
                "[]|body",
                "{\"model\":\"m\",\"input\":\"a\"}x|body"
            })
    void whatOnlyTheVendorCouldHonourIsRefusedByName(String json, String field) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void aRequestReadAndWrittenIsTheSame() throws Exception {
        final EmbeddingRequest request =
                read("{\"model\":\"m\",\"input\":[\"a \\ud83d\\ude00\",\"b\"],\"dimensions\":8}");
        final String json = written(request);
        assertThat(json)
                .isEqualTo("{\"model\":\"up\",\"input\":[\"a \\ud83d\\ude00\",\"b\"],\"dimensions\":8,"
                        + "\"encoding_format\":\"float\"}");
        assertThat(read(json).inputs()).isEqualTo(request.inputs());
        assertThat(work.losses().dropped()).isEmpty();
    }

    @Test
    void whatHasNoPlaceUpstreamIsToldOrRefused() throws Exception {
        final EmbeddingRequest request = read("{\"model\":\"m\",\"input\":\"a\",\"odd\":{\"x\":[1]}}");
        written(request);
        assertThat(work.losses().dropped()).containsExactly("odd");

        final EmbeddingRequest bound = new EmbeddingRequest(
                request.model(),
                request.inputs(),
                null,
                false,
                List.of(new Extra("taskType", JsonValue.of("1"), Extra.Fate.REJECT)));
        assertThatThrownBy(() -> written(bound)).hasMessageContaining("taskType");
    }

    @Test
    void vectorsAreReadInTheOrderOfTheInputs() throws Exception {
        final EmbeddingRequest request = read("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}");
        final EmbeddingResponse response = CODEC.readResponse(
                JsonValue.of(
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":1,\"embedding\":[2.50]},"
                                + "{\"embedding\":[1e0,-0],\"index\":0}],\"model\":\"x\","
                                + "\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}"),
                request);
        if (response == null) {
            throw new AssertionError("no answer");
        }
        assertThat(response.vectors()).extracting(JsonValue::text).containsExactly("[1e0,-0]", "[2.50]");
        assertThat(written(response, request))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1e0,-0]},"
                                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[2.50]}],\"model\":\"m\","
                                + "\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
        assertThat(work.losses().estimated()).isEmpty();
    }

    @Test
    void aClientThatAskedForBase64GetsIt() throws Exception {
        final EmbeddingRequest request = read("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}");
        final EmbeddingResponse response = new EmbeddingResponse(List.of(JsonValue.of("[1,2]")), new Usage());
        work.estimatedInputTokens(5);
        assertThat(written(response, request))
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                        + "\"embedding\":\"AACAPwAAAEA=\"}],\"model\":\"m\","
                        + "\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
        assertThat(work.losses().estimated()).containsExactly("usage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"data\":[]}",
                "{\"data\":{}}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":9,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":-1,\"embedding\":[1]}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":\"AACAPw==\"}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[\"x\"]}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1]}],\"usage\":",
                "{\"error\":{\"message\":\"no\"}}"
            })
    void anythingElseIsNoAnswer(String json) throws Exception {
        final EmbeddingRequest request = read("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}");
        assertThat(CODEC.readResponse(JsonValue.of(json), request)).isNull();
    }
}
