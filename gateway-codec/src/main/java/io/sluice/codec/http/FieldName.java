package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** A field name to look for or to write: an immutable value, compared without regard to case, eight bytes at a time. */
public final class FieldName {
    public static final FieldName ACCEPT = of("accept");
    public static final FieldName ACCEPT_ENCODING = of("accept-encoding");
    public static final FieldName ALLOW = of("allow");
    public static final FieldName ANTHROPIC_VERSION = of("anthropic-version");
    public static final FieldName AUTHORIZATION = of("authorization");
    public static final FieldName CACHE_CONTROL = of("cache-control");
    public static final FieldName CONNECTION = of("connection");
    public static final FieldName CONTENT_ENCODING = of("content-encoding");
    public static final FieldName CONTENT_LENGTH = of("content-length");
    public static final FieldName CONTENT_TYPE = of("content-type");
    public static final FieldName COOKIE = of("cookie");
    public static final FieldName DATE = of("date");
    public static final FieldName EXPECT = of("expect");
    public static final FieldName HOST = of("host");
    public static final FieldName HTTP2_SETTINGS = of("http2-settings");
    public static final FieldName KEEP_ALIVE = of("keep-alive");
    public static final FieldName LOCATION = of("location");
    public static final FieldName RETRY_AFTER = of("retry-after");
    public static final FieldName RETRY_AFTER_MS = of("retry-after-ms");
    public static final FieldName SERVER = of("server");
    public static final FieldName SET_COOKIE = of("set-cookie");
    public static final FieldName TE = of("te");
    public static final FieldName TRAILER = of("trailer");
    public static final FieldName TRANSFER_ENCODING = of("transfer-encoding");
    public static final FieldName UPGRADE = of("upgrade");
    public static final FieldName USER_AGENT = of("user-agent");
    public static final FieldName X_API_KEY = of("x-api-key");
    public static final FieldName X_FORWARDED_FOR = of("x-forwarded-for");
    public static final FieldName X_GOOG_API_KEY = of("x-goog-api-key");
    public static final FieldName X_REQUEST_ID = of("x-request-id");

    private static final long CASE = 0x2020_2020_2020_2020L;

    private final byte[] lower;
    private final long[] words;
    private final int key;

    private FieldName(final byte[] lower) {
        this.lower = lower;
        this.words = new long[lower.length >> 3];
        for (int i = 0; i < words.length; i++) {
            long word = 0;
            for (int j = 7; j >= 0; j--) {
                word = word << 8 | lower[i * 8 + j];
            }
            words[i] = word | CASE;
        }
        this.key = key(lower.length, lower[0]);
    }

    /**
     * @param lowerCase a token in lower case, without {@code ~} and {@code ^}, which a comparison by the case bit can't
     *     tell apart
     */
    public static FieldName of(final String lowerCase) {
        if (lowerCase.isEmpty() || lowerCase.length() > FieldScanner.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("not a field name: '" + lowerCase + "'");
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            final char c = lowerCase.charAt(i);
            if (c > 0x7f || !Octets.is((byte) c, Octets.TOKEN) || c >= 'A' && c <= 'Z' || c == '~' || c == '^') {
                throw new IllegalArgumentException("not a field name in lower case: '" + lowerCase + "'");
            }
        }
        return new FieldName(lowerCase.getBytes(US_ASCII));
    }

    /** Bytes of the name. */
    public int length() {
        return lower.length;
    }

    /** @return whether the {@link #length} bytes at {@code index}, all token characters, are this name in any case */
    boolean matches(final ByteBuf buf, final int index) {
        final long[] expected = words;
        int at = index;
        for (int i = 0; i < expected.length; i++, at += 8) {
            if ((buf.getLongLE(at) | CASE) != expected[i]) {
                return false;
            }
        }
        final byte[] bytes = lower;
        for (int i = expected.length << 3; i < bytes.length; i++, at++) {
            if ((buf.getByte(at) | 0x20) != (bytes[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    /** The name's bytes in lower case, shared: not to be written to. */
    byte[] wire() {
        return lower;
    }

    /** Length and folded first byte in 24 bits: tells most names apart without touching their bytes. */
    int key() {
        return key;
    }

    static int key(final int length, final byte first) {
        return length << 8 | (first | 0x20) & 0xff;
    }

    @Override
    public String toString() {
        return new String(lower, US_ASCII);
    }
}
