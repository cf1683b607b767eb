package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Feeds an input whole, byte by byte, and cut in two at each offset, and asserts that the subject says the same each time,
 * reads everything, and owns nothing in the end. A buffer is overwritten as soon as it was fed, so that a view kept too long
 * shows.
 */
public final class EverySplit {
    private static final byte POISON = (byte) 0xee;

    /** What is fed: a parser with the sink that records its calls. */
    public interface Subject {
        /** @param in borrowed; read completely, or up to a point where the subject wants to be called again */
        void feed(ByteBuf in);

        /** The calls so far, and whatever else should not depend on the cuts. */
        List<String> calls();

        /** End of the input; releases what is kept. */
        void close();
    }

    private EverySplit() {}

    /** @return the calls, which are the same for every split */
    public static List<String> assertSame(final String latin1, final Supplier<? extends Subject> fresh) {
        return assertSame(latin1.getBytes(ISO_8859_1), fresh);
    }

    /** @return the calls, which are the same for every split */
    public static List<String> assertSame(final byte[] input, final Supplier<? extends Subject> fresh) {
        final List<String> whole = calls(input, fresh.get(), input.length);
        final Supplier<String> text = () -> new String(input, ISO_8859_1);
        assertThat(calls(input, fresh.get(), 1))
                .as(() -> "byte by byte: " + text.get())
                .isEqualTo(whole);
        for (int cut = 1; cut < input.length; cut++) {
            final int at = cut;
            assertThat(calls(input, fresh.get(), cut, input.length - cut))
                    .as(() -> "cut at " + at + ": " + text.get())
                    .isEqualTo(whole);
        }
        return whole;
    }

    /** Feeds pieces of the given lengths, the last of them again and again. @return the calls */
    static List<String> calls(final byte[] input, final Subject subject, final int... lengths) {
        final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false, true);
        int at = 0;
        for (int piece = 0; at < input.length; piece++) {
            final int length = Math.min(lengths[Math.min(piece, lengths.length - 1)], input.length - at);
            feed(alloc, input, at, length, subject);
            at += length;
        }
        subject.close();
        assertThat(alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory())
                .as("bytes still held")
                .isZero();
        return subject.calls();
    }

    private static void feed(
            final UnpooledByteBufAllocator alloc,
            final byte[] input,
            final int at,
            final int length,
            final Subject subject) {
        final int margin = at % 5;
        final ByteBuf in = (at & 1) == 0 ? alloc.heapBuffer(margin + length) : alloc.directBuffer(margin + length);
        in.writeZero(margin).skipBytes(margin);
        in.writeBytes(input, at, length);
        while (in.isReadable()) {
            subject.feed(in);
        }
        assertThat(in.refCnt()).as("references to a fed buffer").isEqualTo(1);
        for (int i = 0; i < in.writerIndex(); i++) {
            in.setByte(i, POISON);
        }
        in.release();
    }
}
