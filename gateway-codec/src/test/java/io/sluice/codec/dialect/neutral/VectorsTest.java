package io.sluice.codec.dialect.neutral;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorsTest {
    @Test
    void numbersBecomeLittleEndianFloats() {
        final ByteBuffer floats = decoded("[0, 1,-0.5, 1e-3 ,0.0123456789012345678,1e99]");
        assertThat(floats.getFloat()).isZero();
        assertThat(floats.getFloat()).isEqualTo(1f);
        assertThat(floats.getFloat()).isEqualTo(-0.5f);
        assertThat(floats.getFloat()).isEqualTo(0.001f);
        assertThat(floats.getFloat()).isEqualTo(0.012345679f);
        assertThat(floats.getFloat()).isInfinite();
        assertThat(floats.hasRemaining()).isFalse();
    }

    @Test
    void theBytesAreThoseTheVendorSends() {
        final ByteBuf out = Unpooled.buffer();
        Vectors.writeBase64(JsonValue.of("[1,2]"), out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("AACAPwAAAEA=");
    }

    @Test
    void aVectorWithoutNumbersIsEmpty() {
        assertThat(decoded("[]").hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"AACAPw==\"", "{}", "[1,\"2\"]", "[[1]]", "[1,null]", "[1,{}]", "1"})
    void otherValuesAreNoVectors(String json) {
        assertThat(Vectors.isVector(JsonValue.of(json))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1]", "[ -1.5e-7 , 0 ]"})
    void arraysOfNumbersAreVectors(String json) {
        assertThat(Vectors.isVector(JsonValue.of(json))).isTrue();
    }

    private static ByteBuffer decoded(String vector) {
        final ByteBuf out = Unpooled.buffer();
        Vectors.writeBase64(JsonValue.of(vector), out);
        return ByteBuffer.wrap(Base64.getDecoder().decode(out.toString(StandardCharsets.US_ASCII)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
