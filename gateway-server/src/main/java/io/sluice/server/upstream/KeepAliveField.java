package io.sluice.server.upstream;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.ResponseHead;

/** Parser: how long a server says it keeps an idle connection ({@code Keep-Alive: timeout=5}), so that we let go first. */
final class KeepAliveField {
    private static final byte[] TIMEOUT = {'t', 'i', 'm', 'e', 'o', 'u', 't', '='};
    private static final long SECOND_NS = 1_000_000_000;
    private static final int MAX_DIGITS = 6;

    private KeepAliveField() {}

    /** @return nanoseconds, one second less than announced; -1 when nothing is announced */
    static long timeoutNs(ResponseHead head) {
        final int field = head.find(FieldName.KEEP_ALIVE);
        return field < 0 ? -1 : timeoutNs(head.bytes(), head.valueOffset(field), head.valueLength(field));
    }

    private static long timeoutNs(ByteBuf bytes, int index, int length) {
        final int end = index + length;
        for (int at = index; at + TIMEOUT.length < end; at++) {
            if (matches(bytes, at)) {
                return number(bytes, at + TIMEOUT.length, end);
            }
        }
        return -1;
    }

    private static boolean matches(ByteBuf bytes, int index) {
        for (int i = 0; i < TIMEOUT.length; i++) {
            if ((bytes.getByte(index + i) | (TIMEOUT[i] & 0x20)) != TIMEOUT[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuf bytes, int from, int end) {
        long seconds = 0;
        int at = from;
        while (at < end && at - from < MAX_DIGITS && bytes.getByte(at) >= '0' && bytes.getByte(at) <= '9') {
            seconds = seconds * 10 + bytes.getByte(at++) - '0';
        }
        return at == from ? -1 : Math.max(seconds - 1, 0) * SECOND_NS;
    }
}
