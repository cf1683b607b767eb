package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonValue;
import org.junit.jupiter.api.Tag;

/** Whatever a client asks: it is refused in words, or becomes a request that a reader of the upstream's dialect takes. */
@Tag("fuzz")
final class RequestFuzz {
    private static final int MOST_PER_BYTE = 8;
    private static final int MOST_AROUND = 4096;

    @FuzzTest
    void aRequestIsRefusedInWordsOrCanBeRead(byte[] input) {
        final FuzzPair pair = new FuzzPair(input);
        if (!pair.known()) {
            return;
        }
        final ByteBuf out = Unpooled.buffer();
        final RequestReader.Hints hints = new RequestReader.Hints(Pair.MODEL, pair.variant, false);
        try {
            final Request asked =
                    pair.fromCodec().newRequestReader().read(JsonValue.view(pair.said, 0, pair.said.length), hints);
            pair.work.request(asked);
            pair.toCodec().newRequestWriter().write(asked, Pair.MODEL, pair.work, false, out);
        } catch (UnsupportedException refused) {
            assertThat(refused.field()).isNotEmpty();
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }

        assertThat(out.readableBytes()).isLessThan(MOST_PER_BYTE * pair.said.length + MOST_AROUND);
        assertThat(pair.work.losses().dropped()).allMatch(name -> name.chars().allMatch(c -> c > ' ' && c < 0x7f));
        final byte[] told = Pair.bytes(out);
        assertThat(ClientGrammar.json(told).isObject()).isTrue();
        try {
            pair.toCodec().newRequestReader().read(JsonValue.view(told, 0, told.length), hints);
        } catch (UnsupportedException refused) {
            throw new AssertionError(new String(told, java.nio.charset.StandardCharsets.UTF_8), refused);
        }
    }
}
