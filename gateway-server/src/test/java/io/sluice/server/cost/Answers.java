package io.sluice.server.cost;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pieces of HTTP as both ends of a test write and read them. */
final class Answers {
    static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private static final String LENGTH = "content-length:";

    private Answers() {}

    static byte[] whole(byte[] body) {
        return join(
                ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length
                        + "\r\n\r\n"),
                body);
    }

    static byte[] chunk(byte[] data) {
        return join(ascii(Integer.toHexString(data.length) + "\r\n"), join(data, ascii("\r\n")));
    }

    static byte[] join(byte[] first, byte[] second) {
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The length that a head announces; 0 when it announces none. */
    static int contentLength(String head) {
        final int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\n" + LENGTH);
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + 1 + LENGTH.length(), head.indexOf('\r', at))
                        .trim());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
