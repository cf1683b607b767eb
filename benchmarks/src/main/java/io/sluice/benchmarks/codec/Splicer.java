package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.codec.json.BodyScanner;
import io.sluice.codec.json.Edits;
import io.sluice.codec.json.Splice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts another model's name into a body, as the relay does. One thread. */
final class Splicer {
    static final String OTHER_MODEL = "gpt-4o-mini-2024-07-18";

    private static final byte[] JSON = ('"' + OTHER_MODEL + '"').getBytes(StandardCharsets.US_ASCII);

    private final Edits edits = new Edits();
    private final List<ByteBuf> spliced = new ArrayList<>();

    /** Makes the buffers of the changed body and gives them back at once; returns their length. */
    int splice(BodyScanner offsets, List<ByteBuf> spans) {
        edits.clear();
        edits.replaceValue(offsets, RequestFieldsBenchmark.MODEL, JSON);
        Splice.apply(spans, edits, spliced, PooledByteBufAllocator.DEFAULT);
        int length = 0;
        for (int i = 0; i < spliced.size(); i++) {
            length += spliced.get(i).readableBytes();
            spliced.get(i).release();
        }
        spliced.clear();
        return length;
    }
}
