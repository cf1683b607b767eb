package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;

/** What the gateway does to a request: scan it, change the model, ask for usage. The result is JSON again, and a second pass finds both changes and nothing left to do. */
@Tag("fuzz")
class SpliceFuzz {
    private static final FieldPaths PATHS = FieldPaths.of("model", "stream_options", "stream_options.include_usage");
    private static final NestedFlag INCLUDE_USAGE = new NestedFlag(PATHS, "stream_options", "include_usage");
    private static final byte[] MAPPED = JsonText.quoted("mapped \"name\"");
    private static final byte[] MAPPED_TEXT = {'m', 'a', 'p', 'p', 'e', 'd', ' ', '"', 'n', 'a', 'm', 'e', '"'};

    private final BodyScanner scanner = new BodyScanner(PATHS);
    private final Edits edits = new Edits();

    @FuzzTest
    void anEditedRequestIsARequestWithTheEdits(byte[] body) {
        if (!scan(body) || scanner.objectStart() < 0 || scanner.duplicate()) {
            return;
        }
        edits.clear();
        final boolean hasModel = scanner.found(0);
        if (hasModel) {
            edits.replaceValue(scanner, 0, MAPPED);
        }
        final boolean asked = INCLUDE_USAGE.set(scanner, edits);
        final boolean set = asked || INCLUDE_USAGE.isSet(scanner);

        final byte[] edited = spliced(body);
        assertThat(edited.length).isEqualTo((int) edits.newLength(body.length));
        assertThat(scan(edited)).as(scanner.failure()).isTrue();
        assertThat(scanner.duplicate()).isFalse();
        assertThat(INCLUDE_USAGE.isSet(scanner)).isEqualTo(set);
        if (hasModel) {
            final byte[] text = new byte[64];
            assertThat(Arrays.copyOf(text, scanner.copyText(0, text))).isEqualTo(MAPPED_TEXT);
        }
        edits.clear();
        assertThat(INCLUDE_USAGE.set(scanner, edits)).isFalse();
    }

    private boolean scan(byte[] body) {
        scanner.reset();
        scanner.feed(Unpooled.wrappedBuffer(body), 0, body.length);
        return scanner.finish();
    }

    private byte[] spliced(byte[] body) {
        final SplittableRandom random = new SplittableRandom(Arrays.hashCode(body));
        final List<ByteBuf> spans = new ArrayList<>();
        for (int at = 0, length; at < body.length; at += length) {
            length = Math.min(body.length - at, random.nextInt(1, 30));
            spans.add(Unpooled.wrappedBuffer(body, at, length));
        }
        final List<ByteBuf> out = new ArrayList<>();
        Splice.apply(spans, edits, out, UnpooledByteBufAllocator.DEFAULT);
        final ByteBuf whole = Unpooled.buffer();
        for (final ByteBuf piece : out) {
            whole.writeBytes(piece);
            piece.release();
        }
        for (final ByteBuf span : spans) {
            assertThat(span.refCnt()).isEqualTo(1);
        }
        return Arrays.copyOf(whole.array(), whole.writerIndex());
    }
}
