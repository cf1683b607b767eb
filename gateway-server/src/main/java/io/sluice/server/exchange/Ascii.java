package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.HeadWriter;
import java.nio.charset.StandardCharsets;

/** Bytes of ASCII text, for what is written on the wire by name. */
final class Ascii {
    /** For {@link ByteBuf#writeShort}. */
    static final int COLON_SPACE = ':' << 8 | ' ';

    /** For {@link ByteBuf#writeShort}. */
    static final int LINE_END = '\r' << 8 | '\n';

    private Ascii() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    /** Appends a decimal number without making a {@code String} of it. {@code value} is not negative. */
    static void decimal(ByteBuf out, long value) {
        HeadWriter.number(out, value);
    }

    /** Appends nanoseconds as milliseconds with three decimals. */
    static void millis(ByteBuf out, long ns) {
        final long micros = Math.max(0, ns) / 1_000;
        decimal(out, micros / 1_000);
        final int rest = (int) (micros % 1_000);
        out.writeByte('.')
                .writeByte('0' + rest / 100)
                .writeByte('0' + rest / 10 % 10)
                .writeByte('0' + rest % 10);
    }
}
