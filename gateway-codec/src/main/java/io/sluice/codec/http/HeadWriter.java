package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;

/**
 * Writer of heads that we built ourselves, always HTTP/1.1. Whatever it is given, no value can end a line: a control byte in
 * a value or anything but visible ASCII in a target is an {@link IllegalArgumentException}, thrown before the field's first
 * byte is written. Stateless; any thread.
 */
public final class HeadWriter {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(US_ASCII);
    private static final EnumMap<Method, byte[]> METHODS = methods();
    private static final byte[][] STATUS_LINES = statusLines();
    private static final int CRLF = 0x0d0a;
    private static final int COLON_SPACE = 0x3a20;
    private static final int MAX_LONG_DIGITS = 19;

    private HeadWriter() {}

    /** @param target ASCII, starting with a slash */
    public static void requestLine(final ByteBuf out, final Method method, final byte[] target) {
        for (final byte b : target) {
            checkTarget(b);
        }
        method(out, method);
        out.writeBytes(target);
        out.writeBytes(VERSION);
    }

    /** @param from borrowed: holds the target at {@code index} */
    public static void requestLine(
            final ByteBuf out, final Method method, final ByteBuf from, final int index, final int length) {
        for (int i = 0; i < length; i++) {
            checkTarget(from.getByte(index + i));
        }
        method(out, method);
        out.writeBytes(from, index, length);
        out.writeBytes(VERSION);
    }

    /** The method and the blank behind it, which a target follows. */
    public static void method(final ByteBuf out, final Method method) {
        final byte[] start = METHODS.get(method);
        if (start == null) {
            throw new IllegalArgumentException("not a method to send: " + method);
        }
        out.writeBytes(start);
    }

    /**
     * The status line with the reason RFC 9110 gives it, or an empty one.
     *
     * @param status from 100 to 599
     */
    public static void statusLine(final ByteBuf out, final int status) {
        out.writeBytes(STATUS_LINES[status - 100]);
    }

    public static void field(final ByteBuf out, final FieldName name, final byte[] value) {
        field(out, name.wire(), value);
    }

    public static void field(final ByteBuf out, final FieldName name, final long value) {
        field(out, name.wire(), value);
    }

    /** @param value ASCII */
    public static void field(final ByteBuf out, final FieldName name, final CharSequence value) {
        field(out, name.wire(), value);
    }

    /** @param name a token, known to be one */
    public static void field(final ByteBuf out, final byte[] name, final byte[] value) {
        for (final byte b : value) {
            checkValue(b);
        }
        name(out, name);
        out.writeBytes(value);
        out.writeShort(CRLF);
    }

    /**
     * @param name a token, known to be one
     * @param from borrowed: holds the value at {@code index}
     */
    public static void field(
            final ByteBuf out, final byte[] name, final ByteBuf from, final int index, final int length) {
        checkValue(from, index, length);
        name(out, name);
        out.writeBytes(from, index, length);
        out.writeShort(CRLF);
    }

    /**
     * @param name a token, known to be one
     * @param value ASCII
     */
    public static void field(final ByteBuf out, final byte[] name, final CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7e) {
                throw new IllegalArgumentException("not ASCII: a field value");
            }
            checkValue((byte) value.charAt(i));
        }
        name(out, name);
        for (int i = 0; i < value.length(); i++) {
            out.writeByte(value.charAt(i));
        }
        out.writeShort(CRLF);
    }

    /**
     * @param name a token, known to be one
     * @param value not negative
     */
    public static void field(final ByteBuf out, final byte[] name, final long value) {
        if (value < 0) {
            throw new IllegalArgumentException("must not be negative: a field value of " + value);
        }
        name(out, name);
        number(out, value);
        out.writeShort(CRLF);
    }

    /** Copies a field of a received head as it came, without the white space around its value. */
    public static void field(final ByteBuf out, final Head head, final int i) {
        final ByteBuf bytes = head.bytes();
        checkValue(bytes, head.valueOffset(i), head.valueLength(i));
        out.writeBytes(bytes, head.nameOffset(i), head.nameLength(i));
        out.writeShort(COLON_SPACE);
        out.writeBytes(bytes, head.valueOffset(i), head.valueLength(i));
        out.writeShort(CRLF);
    }

    /** The empty line that ends the head. */
    public static void end(final ByteBuf out) {
        out.writeShort(CRLF);
    }

    private static void name(final ByteBuf out, final byte[] name) {
        out.writeBytes(name);
        out.writeShort(COLON_SPACE);
    }

    /** Appends a decimal number that is not negative. */
    public static void number(final ByteBuf out, final long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        out.ensureWritable(MAX_LONG_DIGITS);
        final int start = out.writerIndex();
        long rest = value;
        for (int at = start + digits - 1; at >= start; at--, rest /= 10) {
            out.setByte(at, (int) ('0' + rest % 10));
        }
        out.writerIndex(start + digits);
    }

    private static void checkTarget(final byte b) {
        if (b <= Octets.SP || b == 0x7f) {
            throw new IllegalArgumentException("not a visible ASCII character in a request target: " + (b & 0xff));
        }
    }

    private static void checkValue(final ByteBuf from, final int index, final int length) {
        final int stop = Octets.skipValue(from, index, index + length);
        if (stop < index + length) {
            checkValue(from.getByte(stop));
        }
    }

    private static void checkValue(final byte b) {
        if (!Octets.is(b, Octets.VALUE)) {
            throw new IllegalArgumentException("a control character in a field value: " + b);
        }
    }

    private static EnumMap<Method, byte[]> methods() {
        final EnumMap<Method, byte[]> starts = new EnumMap<>(Method.class);
        for (final Method method : Method.values()) {
            if (method != Method.OTHER) {
                starts.put(method, (method.name() + " ").getBytes(US_ASCII));
            }
        }
        return starts;
    }

    private static byte[][] statusLines() {
        final byte[][] lines = new byte[500][];
        for (int status = 100; status < 600; status++) {
            lines[status - 100] = ("HTTP/1.1 " + status + " " + reason(status) + "\r\n").getBytes(US_ASCII);
        }
        return lines;
    }

    private static String reason(final int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 422 -> "Unprocessable Content";
            case 424 -> "Failed Dependency";
            case 425 -> "Too Early";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 529 -> "Overloaded";
            default -> "";
        };
    }
}
