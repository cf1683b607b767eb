package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** A call whose pieces arrive one by one; it is told once its name is known. */
final class StreamedCall {
    final int key;
    JsonString id = JsonString.EMPTY;
    JsonString name = JsonString.EMPTY;
    /** Its place among the calls told; -1 before it is told. */
    int number = -1;

    private @Nullable ByteBuf early;

    StreamedCall(int key) {
        this.key = key;
    }

    boolean isTold() {
        return number >= 0;
    }

    /** Keeps arguments that came before the name. */
    void keep(JsonString fragment) {
        ByteBuf kept = early;
        if (kept == null) {
            kept = Unpooled.buffer(fragment.length());
            early = kept;
        }
        fragment.writeTo(kept);
    }

    int keptBytes() {
        final ByteBuf kept = early;
        return kept == null ? 0 : kept.readableBytes();
    }

    /** What was kept. */
    JsonString kept() {
        final ByteBuf kept = early;
        early = null;
        return kept == null ? JsonString.EMPTY : JsonString.view(kept.array(), 0, kept.readableBytes(), true);
    }
}
