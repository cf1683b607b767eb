package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import org.junit.jupiter.api.Tag;

/** Whatever an upstream streams: its reader keeps to the grammar of events, and every client's stream is well-formed and ends. */
@Tag("fuzz")
final class StreamFuzz {
    /** An event of the shortest kind, and all an answer has around it. */
    private static final int MOST_PER_BYTE = 64;

    private static final int MOST_AROUND = 16_384;

    @FuzzTest
    void aClientsStreamIsWellFormedAndEnds(byte[] input) {
        final FuzzPair pair = new FuzzPair(input);
        if (!pair.known()) {
            return;
        }
        pair.askedSomething();
        final StreamReader reader = pair.fromCodec().newStreamReader();
        final StreamWriter writer = pair.toCodec().newStreamWriter();
        reader.begin(pair.work);
        writer.begin(pair.work);
        final ByteBuf out = Unpooled.buffer();
        final Pair.EventGrammar grammar = new Pair.EventGrammar();
        final int[] cuts = pair.variant ? new int[] {pair.said.length / 2} : new int[0];
        Pair.feed(
                reader,
                pair.said,
                event -> {
                    grammar.event(event);
                    if (writer.failure() == null) {
                        writer.event(event, out);
                    }
                },
                cuts);

        grammar.assertOver();
        assertThat(reader.isOver()).isTrue();
        assertThat(out.readableBytes()).isLessThan(MOST_PER_BYTE * pair.said.length + MOST_AROUND);
        ClientGrammar.check(pair.to, Pair.bytes(out));
    }
}
