package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.QueryParam;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.RequestHead;

/**
 * Finds the key that a request presents: {@code Authorization: Bearer}, {@code x-api-key}, {@code x-goog-api-key} or
 * {@code ?key=}, in this order. Copies it out, so that it can be digested; holds one key for as long as that takes.
 */
final class Presented {
    static final int MAX_KEY_BYTES = 512;

    private static final byte[] BEARER = Ascii.of("bearer ");

    private final byte[] key = new byte[MAX_KEY_BYTES];
    private int length;

    /** Looks for a key; false when there is none, or none that could be one. */
    boolean find(RequestHead head) {
        length = 0;
        final int authorization = head.find(FieldName.AUTHORIZATION);
        if (authorization >= 0) {
            return bearer(head, authorization);
        }
        if (field(head, FieldName.X_API_KEY) || field(head, FieldName.X_GOOG_API_KEY)) {
            return length > 0;
        }
        return inQuery(head);
    }

    byte[] bytes() {
        return key;
    }

    int length() {
        return length;
    }

    private boolean bearer(RequestHead head, int field) {
        final ByteBuf bytes = head.bytes();
        final int offset = head.valueOffset(field);
        final int valueLength = head.valueLength(field);
        if (valueLength <= BEARER.length) {
            return false;
        }
        for (int i = 0; i < BEARER.length; i++) {
            if (Ascii.lower(bytes.getByte(offset + i)) != BEARER[i]) {
                return false;
            }
        }
        return copy(bytes, offset + BEARER.length, valueLength - BEARER.length);
    }

    private boolean field(RequestHead head, FieldName name) {
        final int field = head.find(name);
        if (field < 0) {
            return false;
        }
        copy(head.bytes(), head.valueOffset(field), head.valueLength(field));
        return true;
    }

    private boolean inQuery(RequestHead head) {
        if (head.queryOffset() < 0) {
            return false;
        }
        final long found = QueryParam.find(head.bytes(), head.queryOffset(), head.queryLength(), QueryParam.KEY);
        return found >= 0 && copy(head.bytes(), QueryParam.index(found), QueryParam.length(found));
    }

    private boolean copy(ByteBuf from, int index, int count) {
        if (count == 0 || count > MAX_KEY_BYTES) {
            return false;
        }
        from.getBytes(index, key, 0, count);
        length = count;
        return true;
    }
}
