package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.json.JsonValue;
import io.sluice.server.loop.LoopMemory;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer in one piece into another dialect: it is gathered, bounded, and written anew when it has ended. An error of the
 * caller's own making goes the same way.
 */
final class TranslatedAnswer extends Relay {
    /** Largest answer that is translated. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final int FIRST_CAPACITY = 4 * 1024;

    /** Writes the client's answer from the upstream's. */
    interface Rewriting {
        /**
         * Rewrites a whole body.
         *
         * @param body the upstream's
         * @param bytes the same, borrowed
         * @return what is wrong with it, or null when the answer was begun and is complete
         */
        @Nullable
        Fault rewrite(JsonValue body, ByteBuf bytes);

        /** What the upstream said went wrong; null when it said nothing. */
        @Nullable
        String faultMessage();

        /** Output tokens judged by the text, for an answer that doesn't tell. */
        long estimatedOutputTokens();

        /** The answer goes no further. */
        void dropped();
    }

    private final ByteBufAllocator allocator;
    private final Rewriting rewriting;
    private final LoopMemory memory;
    private @Nullable ByteBuf gathered;
    private boolean tooLarge;
    private boolean content;

    TranslatedAnswer(ByteBufAllocator allocator, LoopMemory memory, Rewriting rewriting) {
        this.memory = memory;
        this.allocator = allocator;
        this.rewriting = rewriting;
    }

    /** Begins another answer. */
    void begin() {
        release();
        tooLarge = false;
        content = false;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        content = true;
        ByteBuf kept = gathered;
        if (kept == null) {
            kept = allocator.heapBuffer(Math.max(FIRST_CAPACITY, length), MAX_BYTES);
            gathered = kept;
            memory.take(kept.capacity());
        }
        if (kept.readableBytes() + length > MAX_BYTES) {
            tooLarge = true;
        } else if (!tooLarge) {
            final int before = kept.capacity();
            kept.writeBytes(in, index, length);
            memory.take(kept.capacity() - before);
        }
    }

    @Override
    @Nullable
    Fault earlyFault() {
        return tooLarge ? Fault.GARBAGE : null;
    }

    @Override
    @Nullable
    Fault end() {
        final ByteBuf whole = gathered;
        if (tooLarge || whole == null) {
            rewriting.dropped();
            return Fault.GARBAGE;
        }
        try {
            return rewriting.rewrite(
                    JsonValue.view(whole.array(), whole.arrayOffset() + whole.readerIndex(), whole.readableBytes()),
                    whole);
        } finally {
            release();
        }
    }

    /** The whole is one part. */
    @Override
    long parts() {
        return 0;
    }

    @Override
    boolean hasContent() {
        return content;
    }

    @Override
    @Nullable
    String faultMessage() {
        return tooLarge ? "its answer is larger than " + MAX_BYTES + " bytes" : rewriting.faultMessage();
    }

    @Override
    long estimatedOutputTokens() {
        return rewriting.estimatedOutputTokens();
    }

    @Override
    void cancel() {
        rewriting.dropped();
        release();
    }

    private void release() {
        final ByteBuf kept = gathered;
        if (kept != null) {
            gathered = null;
            memory.give(kept.capacity());
            kept.release();
        }
    }
}
