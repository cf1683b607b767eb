package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.ChunkWriter;
import io.sluice.codec.http.HeadWriter;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.loop.LoopMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, as the client gets it. It is held, head and all, until the exchange commits it; up to then it
 * can be dropped without a trace and another begun. After the commit, spans go out once a read batch, in one write.
 *
 * <pre>
 * EMPTY > HELD > COMMITTED > FINISHED
 *    ^______|  discard
 * </pre>
 *
 * Confined to the connection's loop. Owns every span it is given until it has been written or dropped.
 */
final class Answer {
    /** How the end of the body is told (RFC 9112 6). */
    private enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private enum State {
        EMPTY,
        HELD,
        COMMITTED,
        FINISHED
    }

    private static final byte[] CONTENT_LENGTH = Ascii.of("content-length");
    private static final byte[] CHUNKED_FIELD = Ascii.of("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE_FIELD = Ascii.of("connection: close\r\n");
    private static final byte[] KEEP_ALIVE_FIELD = Ascii.of("connection: keep-alive\r\n");
    private static final ByteBuf CHUNK_END = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final int CHUNK_SIZE_BYTES = 10;

    /** Room in a head for the fields that tell its framing. */
    static final int FRAMING_BYTES = 80;

    private final ClientConnection client;
    private final Spans spans;

    private State state = State.EMPTY;
    private Framing framing = Framing.LENGTH;
    private @Nullable ByteBuf head;
    private long knownLength;
    private boolean bodiless;
    private boolean http11;
    private boolean keepAlive;
    private boolean discarding;
    private long bodyBytes;

    /** The read whose whole chunks wait to be passed on as they came: no other piece waits then. Retained. */
    private @Nullable ByteBuf chunks;

    private int chunksStart;
    private int chunksEnd;
    private int chunksDataBytes;

    Answer(ClientConnection client) {
        this.client = client;
        this.spans = new Spans(client.memory());
    }

    /**
     * Makes ready for the next request's answer.
     *
     * @param http11 whether the client speaks 1.1 and so understands chunks
     * @param keepAlive whether the client would keep the connection
     */
    void reset(boolean http11, boolean keepAlive) {
        discard();
        state = State.EMPTY;
        discarding = false;
        bodyBytes = 0;
        this.http11 = http11;
        this.keepAlive = keepAlive;
    }

    /**
     * Begins a held answer.
     *
     * @param heldHead taken: status line and fields, without framing and without the empty line
     * @param length of the body in bytes when it is known already, else -1
     * @param bodiless the answer has no body, whatever its fields say (HEAD, 204, 304)
     */
    void begin(ByteBuf heldHead, long length, boolean bodiless) {
        assert state == State.EMPTY : state;
        state = State.HELD;
        if (discarding) {
            heldHead.release(); // nobody is left to send it to
        } else {
            head = heldHead;
        }
        knownLength = length;
        this.bodiless = bodiless;
    }

    /** Where what is kept for this answer is counted. */
    LoopMemory memory() {
        return client.memory();
    }

    /** Adds a piece of the body to what is held, or to the present batch. Takes {@code span}. */
    void span(ByteBuf span) {
        if (discarding || bodiless || state == State.FINISHED) {
            bodyBytes += span.readableBytes();
            span.release();
            return;
        }
        writeChunks(false);
        spans.add(span);
    }

    /** As {@link #span(ByteBuf)}, for a range of a read. Borrows {@code in}. */
    void span(ByteBuf in, int index, int length) {
        if (discarding || bodiless || state == State.FINISHED) {
            bodyBytes += length;
            return;
        }
        writeChunks(false);
        spans.add(in, index, length);
    }

    /**
     * Whether whole chunks of the upstream's can be passed on as they came: the answer is on its way, in chunks.
     */
    boolean takesChunks() {
        return state == State.COMMITTED && head == null && framing == Framing.CHUNKED && !bodiless && !discarding;
    }

    /**
     * Adds a whole chunk, framing included, to the present batch; only while {@link #takesChunks}. Borrows {@code in}.
     *
     * @param dataBytes of it that are body
     */
    @SuppressWarnings("ReferenceEquality") // the very same read
    void chunk(ByteBuf in, int start, int end, int dataBytes) {
        if (chunks == in && chunksEnd == start) {
            chunksEnd = end;
            chunksDataBytes += dataBytes;
            return;
        }
        writeChunks(in != chunks);
        writeSpans();
        chunks = in.retain();
        chunksStart = start;
        chunksEnd = end;
        chunksDataBytes = dataBytes;
    }

    /** As {@link #span(ByteBuf)}, for all that was kept. Leaves {@code kept} empty. */
    void spans(Spans kept) {
        if (discarding || bodiless || state == State.FINISHED) {
            bodyBytes += kept.bytes();
            kept.release();
            return;
        }
        if (kept.bytes() > 0) {
            writeChunks(false);
        }
        kept.moveTo(spans);
    }

    /** Whether all of the body is {@link #held} until the commit. */
    boolean holdsAll() {
        return !isCommitted() && !discarding;
    }

    /** The body so far, while it is held; borrowed until anything is added. */
    List<ByteBuf> held() {
        return spans.list();
    }

    /** Overwrites what must not be seen in what is held or waits. */
    void withhold(ChannelSecrets secrets) {
        secrets.overwriteIn(spans.list());
    }

    /** From here on the client sees this answer and no other. */
    void commit() {
        if (state == State.HELD) {
            state = State.COMMITTED;
        }
    }

    boolean isCommitted() {
        return state == State.COMMITTED || state == State.FINISHED;
    }

    boolean isFinished() {
        return state == State.FINISHED;
    }

    /** Bytes that are held or waiting for the end of the batch. */
    long waitingBytes() {
        return spans.bytes() + chunksDataBytes;
    }

    /** Bytes of memory that {@link #waitingBytes} take. */
    long heldBytes() {
        return spans.heldBytes();
    }

    /** Body bytes that the client was sent, framing not counted. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** Writes the batch, when the answer is committed, and flushes. */
    void flushBatch() {
        flush(false);
    }

    /** The same at the end of a read batch, when nobody looks at its buffers any more. */
    void flushRead() {
        flush(true);
    }

    private void flush(boolean readsAreOver) {
        if (state != State.COMMITTED || discarding) {
            return;
        }
        writeHead(knownLength);
        writeChunks(readsAreOver);
        writeSpans();
        client.flush();
    }

    /** Ends the answer, committing it if that hasn't happened: everything, and the end, is written and flushed. */
    void finish() {
        if (state == State.FINISHED) {
            return;
        }
        if (discarding) {
            state = State.FINISHED;
            return;
        }
        writeHead(knownLength < 0 ? spans.bytes() : knownLength);
        writeChunks(false);
        writeSpans();
        state = State.FINISHED;
        if (framing == Framing.CHUNKED && !bodiless) {
            client.write(LAST_CHUNK.duplicate());
        }
        client.finishAnswer(keepAlive);
    }

    /** Ends a committed answer so that the client sees that it isn't whole: without the end that the framing promised. */
    void breakOff() {
        if (knownLength >= 0 && bodyBytes + spans.bytes() >= knownLength) {
            dropSpans(); // with these the length would be reached, and the answer would look whole
        }
        flushBatch();
        state = State.FINISHED;
        dropSpans();
        if (framing == Framing.CLOSE) {
            client.reset();
        } else {
            client.finishAnswer(false);
        }
    }

    /** The client is gone: what still comes is counted and dropped. */
    void discardRest() {
        discarding = true;
        dropSpans();
        dropHead();
    }

    /** Drops a held answer, so that another can begin. A committed one can't be taken back. */
    void discard() {
        dropSpans();
        dropHead();
        if (state == State.HELD) {
            state = State.EMPTY;
        }
    }

    private void writeHead(long length) {
        final ByteBuf out = head;
        if (out == null) {
            return;
        }
        head = null;
        final boolean atEnd = length >= 0;
        framing = atEnd ? Framing.LENGTH : http11 ? Framing.CHUNKED : Framing.CLOSE;
        keepAlive = keepAlive && framing != Framing.CLOSE && client.isRequestComplete();
        if (framing == Framing.CHUNKED) {
            out.writeBytes(CHUNKED_FIELD);
        } else if (framing == Framing.LENGTH && !bodiless) {
            HeadWriter.field(out, CONTENT_LENGTH, length);
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE_FIELD);
        } else if (!http11) {
            out.writeBytes(KEEP_ALIVE_FIELD);
        }
        HeadWriter.end(out);
        sizeWritten = framing == Framing.CHUNKED && spans.bytes() > 0;
        if (sizeWritten) {
            ChunkWriter.size(out, (int) spans.bytes());
        }
        client.write(out);
    }

    private boolean sizeWritten;

    private void writeSpans() {
        final long waitingBytes = spans.bytes();
        if (waitingBytes == 0) {
            dropSpans();
            return;
        }
        if (framing == Framing.CHUNKED && !sizeWritten) {
            final ByteBuf size = client.channel().alloc().directBuffer(CHUNK_SIZE_BYTES);
            ChunkWriter.size(size, (int) waitingBytes);
            client.write(size);
        }
        sizeWritten = false;
        bodyBytes += waitingBytes;
        for (int i = 0; i < spans.count(); i++) {
            client.write(spans.get(i));
        }
        spans.forget();
        if (framing == Framing.CHUNKED) {
            client.write(CHUNK_END.duplicate());
        }
    }

    /** @param readIsOver whether nobody looks at the buffer any more, so that it can go as it is */
    private void writeChunks(boolean readIsOver) {
        final ByteBuf read = chunks;
        if (read == null) {
            return;
        }
        chunks = null;
        bodyBytes += chunksDataBytes;
        chunksDataBytes = 0;
        final int length = chunksEnd - chunksStart;
        if (!Spans.isWorthSharing(read, length)) {
            client.write(client.channel().alloc().directBuffer(length).writeBytes(read, chunksStart, length));
            read.release();
        } else if (readIsOver) {
            client.write(read.setIndex(chunksStart, chunksEnd));
        } else {
            client.write(read.retainedSlice(chunksStart, length));
            read.release();
        }
    }

    private void dropSpans() {
        bodyBytes += discarding ? spans.bytes() + chunksDataBytes : 0;
        spans.release();
        final ByteBuf read = chunks;
        if (read != null) {
            chunks = null;
            chunksDataBytes = 0;
            read.release();
        }
    }

    private void dropHead() {
        final ByteBuf held = head;
        if (held != null) {
            head = null;
            held.release();
        }
    }

    private static ByteBuf constant(String text) {
        final byte[] bytes = Ascii.of(text);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
