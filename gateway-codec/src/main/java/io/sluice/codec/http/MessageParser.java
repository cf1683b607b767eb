package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * What both parsers share: where a message stands, the bytes of a head that straddles reads, and the body's framing.
 *
 * <p>{@code IDLE > (BLANK > IDLE) > HEAD > LENGTH | CHUNKED | UNTIL_END > IDLE}; any may go to {@code BROKEN}, which nothing
 * leaves. A head that lies in one read is parsed where it is. Otherwise its bytes are kept in a buffer from the read's own
 * allocator, owned by the parser, of at most {@link HttpLimits#maxHeadBytes} and released when the head ends; each byte is
 * looked at once even when they come one by one.
 */
abstract sealed class MessageParser permits RequestParser, ResponseParser {
    static final int MORE = FieldScanner.MORE;
    static final int BAD = FieldScanner.BAD;

    private static final int KEEP_INITIAL_BYTES = 512;
    private static final int KEEP_STEP_BYTES = 4096;

    enum Phase {
        /** Between messages, nothing read. */
        IDLE,
        /** Between messages, behind the CR of an empty line. */
        BLANK,
        HEAD,
        /** A body of known length. */
        LENGTH,
        CHUNKED,
        /** A body that ends with the connection. */
        UNTIL_END,
        BROKEN
    }

    final HttpLimits limits;
    final FieldScanner fields;
    private final Head head;
    private final ChunkScanner chunks;

    Phase phase = Phase.IDLE;

    /** Message offset of the first byte not yet consumed; while in the head, of the head's first byte. */
    long position;

    /** Bytes of a LENGTH body still to come; of an UNTIL_END body, what it may still have. */
    long bodyLeft;

    /** Bytes of the head already looked at. */
    int scanned;

    private boolean startLineRead;
    private @Nullable ByteBuf kept;

    MessageParser(final HttpLimits limits, final Head head) {
        this.limits = limits;
        this.head = head;
        this.fields = new FieldScanner(head, limits.maxFields());
        this.chunks = new ChunkScanner(limits);
    }

    /** Looks at the first byte of a message: moves on from IDLE or BLANK, or fails. */
    abstract void begin(ByteBuf in);

    /** Goes on with the start line; on MORE sets {@link #scanned}. @return index behind the line, MORE or BAD */
    abstract int startLine(ByteBuf buf, int base, int from, int end);

    /** @return the rule that the whole head breaks */
    abstract @Nullable Violation judge();

    /**
     * Calls the sink, if it is to know of this head.
     *
     * @return what comes next: IDLE when the message ends with its head
     */
    abstract Phase phaseAfterHead();

    abstract void deliverHead();

    abstract void deliverBody(ByteBuf in, int index, int length);

    /** A piece of the body that is one whole chunk; {@code start} and {@code end}: where the chunk is, framing included. */
    void deliverChunk(final ByteBuf in, final int index, final int length, final int start, final int end) {
        deliverBody(in, index, length);
    }

    /** The message is complete; {@code leftover}: bytes behind its end have arrived with it. */
    abstract void deliverEnd(boolean leftover);

    abstract void deliverViolation(Violation rule, long atOffset);

    /**
     * Reads on, up to the end of one message; what follows it stays in {@code in}.
     *
     * @param in borrowed; its reader index moves over what was consumed. A head that is incomplete is kept inside
     */
    public final void feed(final ByteBuf in) {
        boolean ended = false;
        while (!ended && in.isReadable()) {
            switch (phase) {
                case IDLE, BLANK -> begin(in);
                case HEAD -> ended = readHead(in);
                case LENGTH -> ended = readLength(in);
                case CHUNKED -> ended = readChunks(in);
                case UNTIL_END -> readUntilEnd(in);
                case BROKEN -> in.skipBytes(in.readableBytes());
            }
        }
    }

    /** Between messages, with nothing of the next one read. */
    public final boolean isIdle() {
        return phase == Phase.IDLE;
    }

    /** A message has begun and its head isn't complete. */
    public final boolean inHead() {
        return phase == Phase.HEAD || phase == Phase.BLANK;
    }

    public final boolean inBody() {
        return phase == Phase.LENGTH || phase == Phase.CHUNKED || phase == Phase.UNTIL_END;
    }

    /** Whether a rule was broken or the parser is closed: whatever is fed is swallowed. */
    public final boolean isBroken() {
        return phase == Phase.BROKEN;
    }

    /** Bytes of memory that an unfinished head takes; 0 without one. */
    public final int heldBytes() {
        final ByteBuf held = kept;
        return held == null ? 0 : held.capacity();
    }

    /** Releases what is kept; everything fed from now on is swallowed. May be called more than once. */
    public final void close() {
        phase = Phase.BROKEN;
        final ByteBuf held = kept;
        kept = null;
        if (held != null) {
            head.detach();
            held.release();
        }
    }

    private boolean readHead(final ByteBuf in) {
        return kept == null ? readHeadInPlace(in) : readHeadKept(in, kept);
    }

    private boolean readHeadInPlace(final ByteBuf in) {
        final int base = in.readerIndex();
        final int length = Math.min(in.readableBytes(), limits.maxHeadBytes());
        final int stop = scanHead(in, base, base + length);
        if (stop >= 0) {
            in.readerIndex(stop);
            return headRead(in, stop - base);
        }
        if (stop == BAD) {
            fail(in, fields.violation(), position + fields.violationAt());
        } else if (length == limits.maxHeadBytes()) {
            fail(in, Violation.HEAD_TOO_LARGE, position + length);
        } else {
            keep(in, length);
        }
        return false;
    }

    private void keep(final ByteBuf in, final int length) {
        final ByteBuf buf = in.alloc()
                .buffer(Math.min(Math.max(length, KEEP_INITIAL_BYTES), limits.maxHeadBytes()), limits.maxHeadBytes());
        kept = buf;
        buf.writeBytes(in, length);
        head.attach(buf, 0);
    }

    private boolean readHeadKept(final ByteBuf in, final ByteBuf buf) {
        final int had = buf.writerIndex();
        final int taken = Math.min(Math.min(in.readableBytes(), KEEP_STEP_BYTES), limits.maxHeadBytes() - had);
        buf.writeBytes(in, in.readerIndex(), taken);
        final int stop = scanHead(buf, 0, had + taken);
        if (stop >= 0) {
            in.skipBytes(stop - had);
            return headRead(in, stop);
        }
        in.skipBytes(taken);
        if (stop == BAD) {
            fail(in, fields.violation(), position + fields.violationAt());
        } else if (had + taken == limits.maxHeadBytes()) {
            fail(in, Violation.HEAD_TOO_LARGE, position + had + taken);
        }
        return false;
    }

    private int scanHead(final ByteBuf buf, final int base, final int end) {
        head.attach(buf, base);
        int at = base + scanned;
        if (!startLineRead) {
            at = startLine(buf, base, at, end);
            if (at < 0) {
                return at;
            }
            startLineRead = true;
        }
        at = fields.scan(buf, base, at, end);
        scanned = end - base;
        return at;
    }

    private boolean headRead(final ByteBuf in, final int length) {
        head.complete();
        final Violation rule = judge();
        if (rule != null) {
            fail(in, rule, position + length);
            return false;
        }
        final ByteBuf held = kept;
        kept = null;
        position += length;
        scanned = 0;
        startLineRead = false;
        fields.reset();
        chunks.reset();
        phase = phaseAfterHead();
        final boolean ends = phase == Phase.IDLE;
        try {
            deliverHead();
        } finally {
            head.detach();
            if (held != null) {
                held.release();
            }
        }
        return ends && phase == Phase.IDLE && end(in);
    }

    private boolean readLength(final ByteBuf in) {
        final int index = in.readerIndex();
        final int length = (int) Math.min(bodyLeft, in.readableBytes());
        in.readerIndex(index + length);
        bodyLeft -= length;
        position += length;
        deliverBody(in, index, length);
        return bodyLeft == 0 && phase == Phase.LENGTH && end(in);
    }

    private boolean readChunks(final ByteBuf in) {
        final int index = in.readerIndex();
        if (chunks.isAtChunk() && readWholeChunk(in, index)) {
            return false;
        }
        if (chunks.dataLeft() > 0) {
            final int length = (int) Math.min(chunks.dataLeft(), in.readableBytes());
            in.readerIndex(index + length);
            chunks.takeData(length);
            position += length;
            deliverBody(in, index, length);
            return false;
        }
        final int verdict = chunks.scan(in);
        position += in.readerIndex() - index;
        if (verdict == ChunkScanner.BAD) {
            fail(in, chunks.violation(), position - chunks.violationBack());
        }
        return verdict == ChunkScanner.END && end(in);
    }

    private boolean readWholeChunk(final ByteBuf in, final int start) {
        final int data = chunks.wholeChunk(in, start, in.writerIndex());
        if (data < 0) {
            return false;
        }
        final int length = chunks.wholeLength();
        final int end = data + length + 2;
        chunks.takeWhole();
        in.readerIndex(end);
        position += end - start;
        deliverChunk(in, data, length, start, end);
        return true;
    }

    private void readUntilEnd(final ByteBuf in) {
        final int index = in.readerIndex();
        final int length = (int) Math.min(bodyLeft, in.readableBytes());
        if (length == 0) {
            fail(in, Violation.BODY_TOO_LARGE, position);
            return;
        }
        in.readerIndex(index + length);
        bodyLeft -= length;
        position += length;
        deliverBody(in, index, length);
    }

    /** State is that of the next message before the sink hears of the end: it may go on from within the call. */
    final boolean end(final ByteBuf in) {
        phase = Phase.IDLE;
        position = 0;
        deliverEnd(in.isReadable());
        return true;
    }

    final void fail(final ByteBuf in, final Violation rule, final long atOffset) {
        phase = Phase.BROKEN;
        in.skipBytes(in.readableBytes());
        final ByteBuf held = kept;
        kept = null;
        try {
            deliverViolation(rule, atOffset);
        } finally {
            head.detach();
            if (held != null) {
                held.release();
            }
        }
    }

    /** Breaks with {@link Violation#TRUNCATED} at the byte that didn't come. */
    final void truncate() {
        final ByteBuf buf = kept;
        fail(Unpooled.EMPTY_BUFFER, Violation.TRUNCATED, position + (buf == null ? 0 : buf.writerIndex()));
    }
}
