package io.sluice.codec.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures.Fixture;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded unary answer and error, whole, byte by byte and cut at every byte. */
class BodyFixturesTest {
    private final Usage usage = new Usage();

    static List<Fixture> responses() {
        return Fixtures.ending(".response.json").stream()
                .filter(f -> !f.file().contains("count_"))
                .toList();
    }

    static List<Fixture> errors() {
        return Fixtures.ending(".error.json");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void tellsUsageOfEveryAnswer(Fixture fixture) {
        final BodyInspector body = Inspectors.body(fixture.endpoint());
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());

        read(body, bytes, bytes.capacity());

        final JsonNode expected = fixture.expected().path("usage");
        assertThat(body.isIntact()).isTrue();
        assertThat(body.hasContent()).isTrue();
        assertThat(body.isError()).isFalse();
        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(expected.path("input_total").asLong());
        assertThat(usage.cacheRead()).isEqualTo(expected.path("cache_read").asLong());
        assertThat(usage.outputTotal()).isEqualTo(expected.path("output_total").asLong());
        assertThat(usage.reasoning()).isEqualTo(expected.path("reasoning").asLong());
        if (!fixture.dialect().equals("gemini")) {
            assertThat(usage.cacheWrite())
                    .isEqualTo(expected.path("cache_write").asLong());
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void judgesTheSameByteByByteAndCutAnywhere(Fixture fixture) {
        final BodyInspector body = Inspectors.body(fixture.endpoint());
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());
        read(body, bytes, bytes.capacity());
        final String whole = summary(body);

        read(body, bytes, 1);
        assertThat(summary(body)).isEqualTo(whole);
        for (int at = 1; at < bytes.capacity(); at++) {
            read(body, bytes, at);
            assertThat(summary(body)).as("cut at %s", at).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void neverTakesACutAnswerForAnIntactOne(Fixture fixture) {
        final BodyInspector body = Inspectors.body(fixture.endpoint());
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());
        final int length = fixture.bytes().length - (endsInLineFeed(bytes) ? 1 : 0);

        for (int at = 0; at < length; at++) {
            body.reset();
            usage.reset();
            body.feed(bytes, 0, at);
            body.finish(usage);
            assertThat(body.isIntact()).as("cut at %s", at).isFalse();
            assertThat(body.isError()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsAnErrorObjectWhateverTheStatus(Fixture fixture) throws Exception {
        final byte[] error = Fixtures.JSON.writeValueAsBytes(
                Fixtures.JSON.readTree(fixture.bytes()).path("body"));
        final BodyInspector body = Inspectors.body(fixture.endpoint());
        final ByteBuf bytes = Unpooled.wrappedBuffer(error);

        body.reset();
        for (int i = 0; i < error.length; i++) {
            assertThat(body.hasContent()).isFalse();
            body.feed(bytes, i, 1);
        }
        body.finish(usage);

        assertThat(body.isError()).isTrue();
        assertThat(body.hasContent()).isFalse();
        assertThat(usage.isKnown()).isFalse();
    }

    private static boolean endsInLineFeed(ByteBuf bytes) {
        return bytes.getByte(bytes.capacity() - 1) == '\n';
    }

    private void read(BodyInspector body, ByteBuf bytes, int pieceLength) {
        body.reset();
        usage.reset();
        for (int at = 0; at < bytes.capacity(); at += pieceLength) {
            final int length = Math.min(pieceLength, bytes.capacity() - at);
            body.feed(bytes, at, length);
            body.measure(bytes, at, length);
        }
        body.finish(usage);
    }

    private String summary(BodyInspector body) {
        return usage + " intact=" + body.isIntact() + " error=" + body.isError() + " content=" + body.hasContent()
                + " estimate=" + body.estimatedOutputTokens() + " id=" + body.answerId();
    }
}
