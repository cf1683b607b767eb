package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.json.JsonValue;
import org.junit.jupiter.api.Tag;

/** Whatever an upstream answers: the client gets one JSON object, an answer or an error with a type. */
@Tag("fuzz")
final class AnswerFuzz {
    private static final int MOST_PER_BYTE = 64;
    private static final int MOST_AROUND = 4096;

    @FuzzTest
    void aClientGetsAnAnswerOrATypedError(byte[] input) {
        final FuzzPair pair = new FuzzPair(input);
        if (!pair.known()) {
            return;
        }
        pair.askedSomething();
        final ByteBuf out = Unpooled.buffer();
        final ResponseReader reader = pair.fromCodec().newResponseReader();
        final Response response = reader.read(JsonValue.view(pair.said, 0, pair.said.length), pair.work);
        if (response == null) {
            failure(pair, reader.failure());
        } else {
            pair.toCodec().newResponseWriter().write(response, pair.work, out);
            assertThat(out.readableBytes()).isLessThan(MOST_PER_BYTE * pair.said.length + MOST_AROUND);
            assertThat(ClientGrammar.json(Pair.bytes(out)).isObject()).isTrue();
        }

        final int status = pair.variant ? 400 + (pair.said.length & 0x7f) : 400;
        failure(
                pair,
                pair.fromCodec()
                        .failureReader()
                        .read(Unpooled.wrappedBuffer(pair.said), 0, pair.said.length, status, -1));
    }

    private static void failure(FuzzPair pair, Failure failure) {
        final ByteBuf out = Unpooled.buffer();
        pair.toCodec().failureWriter().write(failure, "req_1", out);
        assertThat(pair.toCodec().failureWriter().status(failure)).isBetween(400, 599);
        ClientGrammar.typed(
                ClientGrammar.json(Pair.bytes(out)).path("error"),
                "message",
                pair.to == Speech.GEMINI ? "status" : "type");
    }
}
