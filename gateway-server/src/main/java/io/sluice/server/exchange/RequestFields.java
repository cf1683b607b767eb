package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that go upstream with every attempt, written once, in the form in which they are sent. What
 * belongs to the gateway stays behind: credentials, framing, hop-by-hop fields, accounts chosen by the client, its own
 * {@code x-sluice-} fields, and the encodings it would take (the gateway has to read the answer).
 */
final class RequestFields {
    private static final byte[] OWN_PREFIX = {'x', '-', 's', 'l', 'u', 'i', 'c', 'e', '-'};

    /** Credentials, and what selects an account or its budget at the vendor: the channel's to say, never the client's. */
    private static final FieldName[] WITHHELD = {
        FieldName.of("authorization"),
        FieldName.of("x-api-key"),
        FieldName.of("x-goog-api-key"),
        FieldName.of("api-key"),
        FieldName.of("cookie"),
        FieldName.of("accept-encoding"),
        FieldName.of("x-request-id"),
        FieldName.of("openai-organization"),
        FieldName.of("openai-project"),
        FieldName.of("anthropic-workspace-id"),
        FieldName.of("anthropic-user-profile-id"),
        FieldName.of("x-goog-user-project")
    };

    private static final byte[][] TRACING = {Ascii.of("traceparent"), Ascii.of("tracestate")};

    private @Nullable ByteBuf copy;
    private int start;
    private int end;

    /**
     * Appends what may go upstream to {@code out}; the head may be forgotten afterwards.
     *
     * @param out borrowed until {@link #forget}
     */
    void capture(RequestHead head, ByteBuf out) {
        copy = out;
        start = out.writerIndex();
        final ByteBuf bytes = head.bytes();
        final int count = head.fieldCount();
        for (int i = 0; i < count; i++) {
            if (head.forwardable(i) && !isWithheld(head, i)) {
                out.writeBytes(bytes, head.nameOffset(i), head.nameLength(i));
                out.writeShort(Ascii.COLON_SPACE);
                out.writeBytes(bytes, head.valueOffset(i), head.valueLength(i));
                out.writeShort(Ascii.LINE_END);
            }
        }
        end = out.writerIndex();
    }

    /** Appends the fields, less those named by {@code overridden} (in lower case), to {@code out}. */
    void writeTo(ByteBuf out, byte[][] overridden) {
        final ByteBuf kept = copy;
        if (kept == null) {
            return;
        }
        if (overridden.length == 0) {
            out.writeBytes(kept, start, end - start);
            return;
        }
        int line = start;
        while (line < end) {
            final int next = kept.indexOf(line, end, (byte) '\n') + 1;
            if (!isNamed(kept, line, overridden)) {
                out.writeBytes(kept, line, next - line);
            }
            line = next;
        }
    }

    /** Appends the few fields that mean the same to every vendor: those that tie calls together for whoever traces them. */
    void writeTracing(ByteBuf out) {
        final ByteBuf kept = copy;
        if (kept == null) {
            return;
        }
        int line = start;
        while (line < end) {
            final int next = kept.indexOf(line, end, (byte) '\n') + 1;
            if (isNamed(kept, line, TRACING)) {
                out.writeBytes(kept, line, next - line);
            }
            line = next;
        }
    }

    /** Whether a field of this name goes upstream. */
    boolean contains(byte[] name) {
        final ByteBuf kept = copy;
        if (kept == null) {
            return false;
        }
        int line = start;
        while (line < end) {
            if (startsWith(kept, line, name)) {
                return true;
            }
            line = kept.indexOf(line, end, (byte) '\n') + 1;
        }
        return false;
    }

    void forget() {
        copy = null;
    }

    private static boolean isWithheld(RequestHead head, int field) {
        for (final FieldName name : WITHHELD) {
            if (head.nameIs(field, name)) {
                return true;
            }
        }
        return isOwn(head, field);
    }

    private static boolean isOwn(RequestHead head, int field) {
        if (head.nameLength(field) < OWN_PREFIX.length) {
            return false;
        }
        final ByteBuf bytes = head.bytes();
        final int offset = head.nameOffset(field);
        for (int i = 0; i < OWN_PREFIX.length; i++) {
            if (Ascii.lower(bytes.getByte(offset + i)) != OWN_PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNamed(ByteBuf bytes, int line, byte[][] names) {
        for (final byte[] name : names) {
            if (startsWith(bytes, line, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuf bytes, int line, byte[] lower) {
        if (line + lower.length >= bytes.writerIndex() || bytes.getByte(line + lower.length) != ':') {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (Ascii.lower(bytes.getByte(line + i)) != lower[i]) {
                return false;
            }
        }
        return true;
    }
}
