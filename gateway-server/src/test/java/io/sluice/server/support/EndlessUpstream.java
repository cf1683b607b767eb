package io.sluice.server.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An OpenAI stream as long as wanted, for one request, sent as fast as it is taken; tells when it isn't taken any more. */
public final class EndlessUpstream implements AutoCloseable {
    /** Nothing taken for so long: the reader has stopped. */
    private static final long STALL_MS = 500;

    private static final long PATIENCE_S = 60;
    private static final int EVENT_BYTES = 1024;
    private static final int EVENTS_IN_A_CHUNK = 16;
    private static final byte[] HEAD = ascii(String.join(
            "\r\n", "HTTP/1.1 200 OK", "content-type: text/event-stream", "transfer-encoding: chunked", "", ""));
    private static final String DONE_TEXT = "data: [DONE]\n\n";
    private static final byte[] DONE = ascii(DONE_TEXT);
    private static final String BEGIN = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
    private static final String END = "\"}}]}\n\n";

    private final ServerSocketChannel server;
    private final CompletableFuture<Long> stalled = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private long chunks;

    public EndlessUpstream() {
        try {
            server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    /** Answers one request with about so many bytes, from a thread of its own. */
    public void send(long bytes) {
        chunks = bytes / (EVENT_BYTES * EVENTS_IN_A_CHUNK);
        Thread.ofPlatform().daemon().name("endless-upstream").start(this::serve);
    }

    /** Length of the whole body, framing not counted. */
    public long bodyLength() {
        return chunks * EVENTS_IN_A_CHUNK * EVENT_BYTES + DONE.length;
    }

    /** Waits until the reader takes nothing any more; returns how many bytes of the stream were taken by then. */
    public long awaitStall() {
        return await(stalled);
    }

    /** Waits until the stream is over, or the reader gone. */
    public void awaitEnd() {
        await(ended);
    }

    /** Fails unless {@code part} is what the body holds from {@code offset} on. */
    public void check(long offset, byte[] part) {
        int at = 0;
        while (at < part.length) {
            final long position = offset + at;
            final long number = position / EVENT_BYTES;
            final byte[] event = number < chunks * EVENTS_IN_A_CHUNK ? event(number) : DONE;
            final int from = (int) (position % EVENT_BYTES);
            final int length = Math.min(event.length - from, part.length - at);
            if (!Arrays.equals(part, at, at + length, event, from, from + length)) {
                throw new AssertionError(
                        "event " + number + " differs: " + new String(part, at, length, StandardCharsets.US_ASCII));
            }
            at += length;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        try (SocketChannel channel = server.accept();
                Selector selector = Selector.open()) {
            readRequest(channel);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
            write(channel, selector, out.put(HEAD), 0);
            long written = 0;
            for (long chunk = 0; chunk < chunks; chunk++) {
                out.clear().put(ascii(Integer.toHexString(EVENTS_IN_A_CHUNK * EVENT_BYTES) + "\r\n"));
                for (int i = 0; i < EVENTS_IN_A_CHUNK; i++) {
                    out.put(event(chunk * EVENTS_IN_A_CHUNK + i));
                }
                written += write(channel, selector, out.put(ascii("\r\n")), written);
            }
            write(
                    channel,
                    selector,
                    out.clear().put(ascii(Integer.toHexString(DONE.length) + "\r\n" + DONE_TEXT + "\r\n0\r\n\r\n")),
                    written);
        } catch (IOException readerGone) {
            stalled.completeExceptionally(readerGone);
        } finally {
            ended.complete(true);
        }
    }

    private long write(SocketChannel channel, Selector selector, ByteBuffer out, long before) throws IOException {
        final long length = out.flip().remaining();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0 && selector.select(STALL_MS) == 0) {
                stalled.complete(before + length - out.remaining());
                selector.select();
            }
            selector.selectedKeys().clear();
        }
        return length;
    }

    private static void readRequest(SocketChannel channel) throws IOException {
        final ByteBuffer in = ByteBuffer.allocate(4096);
        final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        while (!seen.toString(StandardCharsets.ISO_8859_1).endsWith("]}") && channel.read(in) >= 0) {
            seen.write(in.array(), 0, in.position());
            in.clear();
        }
    }

    private static byte[] event(long number) {
        final String digits = Long.toString(number);
        final int padding = EVENT_BYTES - BEGIN.length() - END.length() - digits.length();
        return ascii(BEGIN + digits + ".".repeat(padding) + END);
    }

    private static <T> T await(CompletableFuture<T> what) {
        try {
            return what.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
