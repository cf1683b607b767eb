package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.http.HeadWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the head of a translated answer: nothing of the upstream's, and what the translation had to leave out or estimate. */
final class TranslatedHead {
    private static final byte[] CONTENT_TYPE = Ascii.of("content-type");
    private static final byte[] CACHE_CONTROL = Ascii.of("cache-control");
    private static final byte[] NO_CACHE = Ascii.of("no-cache");
    private static final byte[] EVENTS = Ascii.of("text/event-stream; charset=utf-8");
    private static final byte[] JSON = Ascii.of("application/json; charset=utf-8");
    private static final byte[] REQUEST_ID = Ascii.of("request-id");
    private static final byte[] RETRY_AFTER = Ascii.of("retry-after");
    private static final byte[] DROPPED = Ascii.of("x-sluice-dropped");
    private static final byte[] ESTIMATED = Ascii.of("x-sluice-estimated");

    /** The names are the client's own, from its body: so many and so long are repeated to it. */
    private static final int MAX_NAMES = 32;

    private static final int MAX_NAME_LENGTH = 64;

    private TranslatedHead() {}

    /**
     * The head of a stream.
     *
     * @param fields taken: the gateway's own
     */
    static ByteBuf ofStream(ByteBuf fields, Inquiry inquiry, Losses losses, ByteBufAllocator allocator) {
        final ByteBuf out = begin(200, inquiry.asksForArray() ? JSON : EVENTS, allocator);
        HeadWriter.field(out, CACHE_CONTROL, NO_CACHE);
        return end(out, fields, inquiry, losses);
    }

    /**
     * The head of an answer in one piece.
     *
     * @param retryAfterS when to come back, or 0
     * @param fields taken: the gateway's own
     */
    static ByteBuf ofWhole(
            int status, long retryAfterS, ByteBuf fields, Inquiry inquiry, Losses losses, ByteBufAllocator allocator) {
        final ByteBuf out = begin(status, JSON, allocator);
        if (retryAfterS > 0) {
            HeadWriter.field(out, RETRY_AFTER, retryAfterS);
        }
        return end(out, fields, inquiry, losses);
    }

    private static ByteBuf begin(int status, byte[] type, ByteBufAllocator allocator) {
        final ByteBuf out = allocator.directBuffer(1024);
        HeadWriter.statusLine(out, status);
        HeadWriter.field(out, CONTENT_TYPE, type);
        return out;
    }

    private static ByteBuf end(ByteBuf out, ByteBuf fields, Inquiry inquiry, Losses losses) {
        if (inquiry.surface() == Dialect.ANTHROPIC) {
            HeadWriter.field(out, REQUEST_ID, inquiry.requestId());
        }
        names(out, DROPPED, losses.dropped());
        names(out, ESTIMATED, losses.estimated());
        out.writeBytes(fields);
        fields.release();
        return out;
    }

    private static void names(ByteBuf out, byte[] field, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        final StringBuilder list = new StringBuilder();
        for (int i = 0; i < names.size() && i < MAX_NAMES; i++) {
            if (i > 0) {
                list.append(',');
            }
            plain(list, names.get(i));
        }
        HeadWriter.field(out, field, list.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A name from a client's body must not be able to say anything in a head. */
    private static void plain(StringBuilder list, String name) {
        final int length = Math.min(name.length(), MAX_NAME_LENGTH);
        for (int i = 0; i < length; i++) {
            final char c = name.charAt(i);
            final boolean safe = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            list.append(safe || c == '_' || c == '-' || c == '.' || c == '[' || c == ']' ? c : '_');
        }
    }
}
