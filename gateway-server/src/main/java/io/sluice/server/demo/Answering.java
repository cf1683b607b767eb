package io.sluice.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Life: one answer on its way out, as its script wants it. {@code WAITING > SENDING <> HELD > DONE}; SENDING may end in
 * STALLED, and each may go to GONE when either side closes. On the connection's loop.
 */
final class Answering implements SimLoop.Paced {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int EVENTS_PER_TURN = 256;
    private static final int BATCH_BYTES = 16 * 1024;
    private static final int EVENTS_IN_ONE_CHUNK = 8;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] GARBAGE =
            "\u0001\u0002 no protocol of yours \r\nzz\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNSOLICITED =
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nunasked!\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EARLY_HINTS =
            "HTTP/1.1 103 Early Hints\r\nlink: </hint>\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final VendorConnection connection;
    private final Channel channel;
    private final SimLoop loop;
    private final SimulatedVendor vendor;
    private final long number;
    private final Reply reply;
    private final SimScript script;
    private final boolean closes;
    private final Framing framing;
    private final String chunking;
    private final long intervalNs;
    private final int cutBytes;
    private final int cutEvents;
    private final int stallAfter;
    private final int garbageAfter;
    private final int holdAfter;
    private final boolean flushEach;

    private State state = State.WAITING;
    private long dueNs;
    private int sentEvents;
    private long sentBytes;
    private int passes;
    private boolean blocked;
    private @Nullable ByteBuf batch;

    Answering(VendorConnection connection, long number, Reply reply, SimScript script, boolean keepAlive) {
        this.connection = connection;
        this.channel = connection.channel();
        this.loop = connection.loop();
        this.vendor = connection.vendor();
        this.number = number;
        this.reply = reply;
        this.script = script;
        this.framing = Framing.of(script, reply);
        this.closes = !keepAlive || script.has(SimScript.Key.CLOSE) || framing == Framing.CLOSE;
        this.chunking = script.text(SimScript.Key.CHUNKING, "event");
        this.intervalNs = script.intervalNs();
        this.cutBytes = script.number(SimScript.Key.CUT, NEVER);
        this.cutEvents = script.number(SimScript.Key.CUT_EVENTS, NEVER);
        this.stallAfter = script.number(SimScript.Key.STALL, NEVER);
        this.garbageAfter = script.number(SimScript.Key.GARBAGE_AFTER, NEVER);
        this.holdAfter = script.number(SimScript.Key.HOLD, NEVER);
        this.flushEach = !chunking.equals("event") || script.cuts().length > 0 || script.has(SimScript.Key.SLOW);
    }

    private enum State {
        WAITING,
        SENDING,
        HELD,
        STALLED,
        DONE,
        GONE
    }

    /** How the end of the body is told. */
    enum Framing {
        CHUNKED,
        LENGTH,
        CLOSE;

        static Framing of(SimScript script, Reply reply) {
            return switch (script.text(SimScript.Key.FRAMING, reply.isStream() ? "chunked" : "length")) {
                case "close" -> CLOSE;
                case "length" -> LENGTH;
                default -> CHUNKED;
            };
        }
    }

    void start(long nowNs) {
        if (reply.isStream()) {
            vendor.counters().openStreams.increment();
        }
        if (script.has(SimScript.Key.HANG)) {
            state = State.STALLED;
            return;
        }
        dueNs = nowNs + script.nanos(SimScript.Key.DELAY, 0);
        if (dueNs > nowNs) {
            loop.wait(this, nowNs);
        } else {
            onDue(nowNs);
        }
    }

    @Override
    public long dueNs() {
        return dueNs;
    }

    @Override
    public void onDue(long nowNs) {
        if (state == State.WAITING) {
            begin(nowNs);
        } else if (state == State.SENDING) {
            pump(nowNs);
        }
    }

    private void begin(long nowNs) {
        if (script.has(SimScript.Key.GARBAGE)) {
            open().writeBytes(GARBAGE);
            close(false);
            return;
        }
        if (script.has(SimScript.Key.INFORMATIONAL)) {
            open().writeBytes(EARLY_HINTS);
        }
        writeHead(open());
        if (flushEach || intervalNs > 0) {
            flush();
        }
        state = State.SENDING;
        dueNs = nowNs;
        pump(nowNs);
    }

    /** The channel takes more again. */
    void writable() {
        if (blocked) {
            blocked = false;
            onDue(System.nanoTime());
        }
    }

    /** The test lets one more event go. */
    private void pass() {
        if (state == State.HELD) {
            passes++;
            state = State.SENDING;
            pump(System.nanoTime());
        }
    }

    private void pump(long nowNs) {
        for (int turn = 0; state == State.SENDING; turn++) {
            if (turn == EVENTS_PER_TURN || !channel.isWritable()) {
                flush();
                yieldTurn();
                return;
            }
            if (mayGoOn() && sendPiece() && intervalNs > 0) {
                dueNs += intervalNs;
                if (dueNs - nowNs > 0) {
                    flush();
                    loop.wait(this, nowNs);
                    return;
                }
            }
        }
        flush();
    }

    /** A slow reader is waited for, so that nothing piles up; a quick one must let others have their turn. */
    private void yieldTurn() {
        blocked = !channel.isWritable();
        if (!blocked) {
            channel.eventLoop().execute(() -> onDue(System.nanoTime()));
        }
    }

    /** Whether the script lets the next piece go now. */
    private boolean mayGoOn() {
        if (sentEvents >= garbageAfter) {
            open().writeBytes(GARBAGE);
            close(false);
        } else if (sentEvents >= cutEvents || sentBytes >= cutBytes) {
            close(script.has(SimScript.Key.RESET));
        } else if (sentEvents >= stallAfter) {
            state = State.STALLED;
        } else if (sentEvents >= holdAfter && passes == 0) {
            hold();
        } else {
            return true;
        }
        return false;
    }

    private void hold() {
        flush();
        state = State.HELD;
        vendor.held(number, sentEvents);
        vendor.gate().await(() -> channel.eventLoop().execute(this::pass));
    }

    /** @return whether a piece went; otherwise the answer is over */
    private boolean sendPiece() {
        final ByteBuf piece = loop.scratch();
        if (!reply.pieces().next(piece)) {
            finish();
            return false;
        }
        count();
        if (chunking.equals("many")) {
            for (int i = 1;
                    i < EVENTS_IN_ONE_CHUNK
                            && sentEvents < limit()
                            && reply.pieces().next(piece);
                    i++) {
                count();
            }
        }
        final int room = (int) Math.min(piece.readableBytes(), cutBytes - sentBytes);
        if (room < piece.readableBytes()) {
            writeCut(piece, room);
        } else {
            writeWhole(piece);
        }
        if (flushEach || readable() >= BATCH_BYTES) {
            flush();
        }
        return true;
    }

    private void count() {
        sentEvents++;
        passes = Math.max(0, passes - 1);
        vendor.counters().events.increment();
    }

    private int limit() {
        return Math.min(Math.min(garbageAfter, cutEvents), Math.min(stallAfter, holdAfter));
    }

    private void writeWhole(ByteBuf piece) {
        final int length = piece.readableBytes();
        switch (chunking) {
            case "split" -> {
                writeChunk(piece, (length + 1) / 2);
                flush();
                writeChunk(piece, length / 2);
            }
            case "byte" -> {
                for (int i = 0; i < length; i++) {
                    writeChunk(piece, 1);
                    flush();
                }
            }
            default -> writeChunk(piece, length);
        }
    }

    private void writeChunk(ByteBuf piece, int length) {
        if (length == 0) {
            return;
        }
        final ByteBuf out = open();
        if (framing == Framing.CHUNKED) {
            ByteBufUtil.writeAscii(out, Integer.toHexString(length));
            out.writeBytes(CRLF).writeBytes(piece, length).writeBytes(CRLF);
        } else {
            out.writeBytes(piece, length);
        }
        sentBytes += length;
    }

    /** A chunk that promises more than comes. */
    private void writeCut(ByteBuf piece, int room) {
        final ByteBuf out = open();
        if (framing == Framing.CHUNKED) {
            ByteBufUtil.writeAscii(out, Integer.toHexString(piece.readableBytes()));
            out.writeBytes(CRLF);
        }
        out.writeBytes(piece, room);
        sentBytes += room;
    }

    private void writeHead(ByteBuf out) {
        final StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(reply.status())
                .append(' ')
                .append(reason(reply.status()))
                .append("\r\n");
        for (Field field : reply.fields()) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (script.has(SimScript.Key.HEADER)) {
            head.append(script.text(SimScript.Key.HEADER, "").replaceFirst(":\\s*", ": "))
                    .append("\r\n");
        }
        if (script.has(SimScript.Key.HOP)) {
            head.append("connection: keep-alive, x-hop\r\nx-hop: 1\r\n");
            head.append("keep-alive: timeout=5\r\nproxy-authenticate: Basic\r\n");
        }
        if (!reply.contentType().isEmpty()) {
            head.append("content-type: ").append(reply.contentType()).append("\r\n");
        }
        if (closes) {
            head.append("connection: close\r\n");
        }
        switch (framing) {
            case CHUNKED -> head.append("transfer-encoding: chunked\r\n");
            case LENGTH ->
                head.append("content-length: ").append(reply.length()).append("\r\n");
            case CLOSE -> {}
        }
        ByteBufUtil.writeUtf8(out, head.append("\r\n"));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Simulated";
        };
    }

    private void finish() {
        if (framing == Framing.CHUNKED) {
            ByteBufUtil.writeAscii(open(), "0\r\n\r\n");
        }
        end(State.DONE);
        final ChannelFuture last = flush();
        vendor.counters().completed.increment();
        if (closes || script.has(SimScript.Key.SILENT_CLOSE)) {
            last.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (script.has(SimScript.Key.UNSOLICITED)) {
            open().writeBytes(UNSOLICITED);
            flush();
        }
        connection.answered();
    }

    /** This side ends it: what was written goes out first. */
    private void close(boolean reset) {
        end(State.GONE);
        flush().addListener(_ -> {
            if (reset) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        });
    }

    /** The peer has closed. */
    void peerGone(long nowNs) {
        if (state != State.DONE && state != State.GONE) {
            end(State.GONE);
            vendor.aborted(new SimulatedVendor.Abort(number, nowNs, sentEvents));
        }
    }

    private void end(State last) {
        state = last;
        if (reply.isStream()) {
            vendor.counters().openStreams.decrement();
        }
    }

    private ByteBuf open() {
        ByteBuf out = batch;
        if (out == null) {
            out = channel.alloc().buffer();
            batch = out;
        }
        return out;
    }

    private int readable() {
        return batch == null ? 0 : batch.readableBytes();
    }

    private ChannelFuture flush() {
        final ByteBuf out = batch;
        batch = null;
        return out == null ? channel.newSucceededFuture() : channel.writeAndFlush(out);
    }
}
