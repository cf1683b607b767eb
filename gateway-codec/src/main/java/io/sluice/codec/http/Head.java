package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Flyweight over the received bytes of a message head: fields are offsets into {@link #bytes}. Readable only during the
 * sink call that was given it; one instance serves all messages of its parser.
 */
public abstract sealed class Head permits RequestHead, ResponseHead {
    private static final int NAME_AT = 0;
    private static final int NAME_KEY = 1;
    private static final int VALUE_AT = 2;
    private static final int VALUE_LENGTH = 3;
    private static final int STRIDE_BITS = 2;
    private static final int KEY_MASK = 0x00ff_ffff;
    private static final int HOP_BY_HOP = 0x8000_0000;

    /** No field of any standard, but a variable of old CGI scripts, which it sends to a proxy of the client's choice. */
    private static final FieldName PROXY = FieldName.of("proxy");

    private static final FieldName PROXY_PREFIX = FieldName.of("proxy-");
    private static final FieldName CHUNKED = FieldName.of("chunked");
    private static final FieldName CLOSE = FieldName.of("close");
    private static final FieldName KEEP_ALIVE_OPTION = FieldName.of("keep-alive");
    private static final int MAX_LENGTH_DIGITS = 18;

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int base;
    private int[] slots = new int[16 << STRIDE_BITS];
    private int count;

    private boolean http11;
    private boolean close;
    private boolean namesByConnection;
    private long contentLength = -1;
    private boolean chunked;

    Head() {}

    /** The buffer all offsets are into. Borrowed. */
    public final ByteBuf bytes() {
        return bytes;
    }

    /** HTTP/1.1 when true, HTTP/1.0 otherwise. */
    public final boolean http11() {
        return http11;
    }

    /** Body bytes announced, or -1 without Content-Length. */
    public final long contentLength() {
        return contentLength;
    }

    public final boolean chunked() {
        return chunked;
    }

    /** Whether the peer lets the connection serve another message: HTTP/1.1 without {@code close}. Never for HTTP/1.0. */
    public final boolean keepAlive() {
        return http11 && !close;
    }

    /** Field lines in the order they came, all of them. */
    public final int fieldCount() {
        return count;
    }

    public final int nameOffset(final int i) {
        return base + slots[slot(i) + NAME_AT];
    }

    public final int nameLength(final int i) {
        return (slots[slot(i) + NAME_KEY] & KEY_MASK) >>> 8;
    }

    /** Offset of the value without the white space around it. */
    public final int valueOffset(final int i) {
        return base + slots[slot(i) + VALUE_AT];
    }

    public final int valueLength(final int i) {
        return slots[slot(i) + VALUE_LENGTH];
    }

    /** @return index of the first field of that name, or -1 */
    public final int find(final FieldName name) {
        return find(name, 0);
    }

    /** @return index of the first field of that name at or behind index {@code from}, or -1 */
    public final int find(final FieldName name, final int from) {
        final int[] slots = this.slots;
        final int key = name.key();
        final int end = count << STRIDE_BITS;
        for (int at = from << STRIDE_BITS; at < end; at += 1 << STRIDE_BITS) {
            if ((slots[at + NAME_KEY] & KEY_MASK) == key && name.matches(bytes, base + slots[at + NAME_AT])) {
                return at >> STRIDE_BITS;
            }
        }
        return -1;
    }

    public final boolean nameIs(final int i, final FieldName name) {
        final int at = slot(i);
        return (slots[at + NAME_KEY] & KEY_MASK) == name.key() && name.matches(bytes, base + slots[at + NAME_AT]);
    }

    /**
     * Whether the field goes on to the next hop. Not: hop-by-hop fields, those named by Connection, framing, Host, Expect,
     * Upgrade, {@code proxy} and everything that starts with {@code proxy-}.
     */
    public final boolean forwardable(final int i) {
        return slots[slot(i) + NAME_KEY] >= 0;
    }

    /** The value, each byte one char. Allocates. */
    public final String value(final int i) {
        return bytes.toString(valueOffset(i), valueLength(i), ISO_8859_1);
    }

    /** The value of the first field of that name. Allocates. */
    public final @Nullable String value(final FieldName name) {
        final int i = find(name);
        return i < 0 ? null : value(i);
    }

    /** @param asciiLower compared byte for byte with the value, in which letters may have either case */
    public final boolean valueEqualsIgnoreCase(final int i, final String asciiLower) {
        final int length = valueLength(i);
        if (length != asciiLower.length()) {
            return false;
        }
        final int offset = valueOffset(i);
        for (int at = 0; at < length; at++) {
            if (Octets.lower(bytes.getByte(offset + at)) != asciiLower.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private int slot(final int i) {
        assert i >= 0 && i < count : "no such field: " + i;
        return i << STRIDE_BITS;
    }

    /** Makes the head a view of {@code buf}, which holds the message from {@code base}; keeps what was parsed so far. */
    final void attach(final ByteBuf buf, final int base) {
        this.bytes = buf;
        this.base = base;
    }

    final void detach() {
        bytes = Unpooled.EMPTY_BUFFER;
        clear();
    }

    void clear() {
        count = 0;
        http11 = false;
        close = false;
        namesByConnection = false;
        contentLength = -1;
        chunked = false;
    }

    final int base() {
        return base;
    }

    final void http11(final boolean http11) {
        this.http11 = http11;
    }

    /** Takes the next field line; offsets are relative to the start of the message. */
    final @Nullable Violation add(final int nameAt, final int nameLength, final int valueAt, final int valueEnd) {
        return add(nameAt, nameLength, bytes.getByte(base + nameAt), valueAt, trimmed(valueAt, valueEnd));
    }

    /** The same, with the name's first byte at hand and the white space behind the value gone. */
    final @Nullable Violation add(
            final int nameAt, final int nameLength, final byte first, final int valueAt, final int valueLength) {
        final int at = count << STRIDE_BITS;
        if (at == slots.length) {
            slots = Arrays.copyOf(slots, at * 2);
        }
        slots[at + NAME_AT] = nameAt;
        slots[at + NAME_KEY] = FieldName.key(nameLength, first);
        slots[at + VALUE_AT] = valueAt;
        slots[at + VALUE_LENGTH] = valueLength;
        return known(count++, nameLength, first);
    }

    private int trimmed(final int valueAt, final int valueEnd) {
        int end = valueEnd;
        while (end > valueAt && Octets.isOws(bytes.getByte(base + end - 1))) {
            end--;
        }
        return end - valueAt;
    }

    private @Nullable Violation known(final int i, final int length, final byte first) {
        switch (length) {
            case 2:
                return nameIs(i, FieldName.TE) ? hop(i) : null;
            case 4:
                return nameIs(i, FieldName.HOST) ? host(i) : null;
            case 5:
                return nameIs(i, PROXY) ? hop(i) : null;
            case 6:
                return nameIs(i, FieldName.EXPECT) ? expect(i) : null;
            case 7:
                return nameIs(i, FieldName.TRAILER) || nameIs(i, FieldName.UPGRADE) ? hop(i) : null;
            case 10:
                if (nameIs(i, FieldName.CONNECTION)) {
                    return connection(i);
                }
                return nameIs(i, FieldName.KEEP_ALIVE) ? hop(i) : proxy(i, length, first);
            case 14:
                if (nameIs(i, FieldName.CONTENT_LENGTH)) {
                    return contentLength(i);
                }
                return nameIs(i, FieldName.HTTP2_SETTINGS) ? hop(i) : proxy(i, length, first);
            case 17:
                return nameIs(i, FieldName.TRANSFER_ENCODING) ? transferEncoding(i) : proxy(i, length, first);
            default:
                return proxy(i, length, first);
        }
    }

    /** What is said to a proxy goes no further. */
    private @Nullable Violation proxy(final int i, final int length, final byte first) {
        if (length > PROXY_PREFIX.length() && (first | 0x20) == 'p' && PROXY_PREFIX.matches(bytes, nameOffset(i))) {
            return hop(i);
        }
        return null;
    }

    final @Nullable Violation hop(final int i) {
        slots[slot(i) + NAME_KEY] |= HOP_BY_HOP;
        return null;
    }

    @Nullable
    Violation host(final int i) {
        return hop(i);
    }

    @Nullable
    Violation expect(final int i) {
        return hop(i);
    }

    private @Nullable Violation contentLength(final int i) {
        hop(i);
        if (contentLength >= 0) {
            return Violation.CONTENT_LENGTH_REPEATED;
        }
        if (chunked) {
            return Violation.LENGTH_AND_TRANSFER_ENCODING;
        }
        final int digits = valueLength(i);
        if (digits == 0 || digits > MAX_LENGTH_DIGITS) {
            return Violation.CONTENT_LENGTH_MALFORMED;
        }
        final int offset = valueOffset(i);
        long value = 0;
        for (int at = 0; at < digits; at++) {
            final int digit = bytes.getByte(offset + at) - '0';
            if (digit < 0 || digit > 9) {
                return Violation.CONTENT_LENGTH_MALFORMED;
            }
            value = value * 10 + digit;
        }
        contentLength = value;
        return null;
    }

    private @Nullable Violation transferEncoding(final int i) {
        hop(i);
        if (chunked) {
            return Violation.TRANSFER_ENCODING_REPEATED;
        }
        if (contentLength >= 0) {
            return Violation.LENGTH_AND_TRANSFER_ENCODING;
        }
        if (!http11) {
            return Violation.TRANSFER_ENCODING_IN_HTTP_10;
        }
        final int offset = valueOffset(i);
        final int length = valueLength(i);
        if (length == CHUNKED.length() && CHUNKED.matches(bytes, offset)) {
            chunked = true;
            return null;
        }
        final boolean isToken =
                length > 0 && Octets.skip(bytes, offset, offset + length, Octets.TOKEN) == offset + length;
        return isToken ? Violation.TRANSFER_ENCODING_UNKNOWN : Violation.TRANSFER_ENCODING_MALFORMED;
    }

    private @Nullable Violation connection(final int i) {
        hop(i);
        final int end = valueOffset(i) + valueLength(i);
        int at = valueOffset(i);
        while (at < end) {
            final int option = skipSeparators(at, end);
            at = Octets.skip(bytes, option, end, Octets.TOKEN);
            final int length = at - option;
            if (length == CLOSE.length() && CLOSE.matches(bytes, option)) {
                close = true;
            } else if (length > 0
                    && !(length == KEEP_ALIVE_OPTION.length() && KEEP_ALIVE_OPTION.matches(bytes, option))) {
                namesByConnection = true;
            }
            while (at < end && Octets.isOws(bytes.getByte(at))) {
                at++;
            }
            if (at < end && bytes.getByte(at) != ',') {
                return Violation.CONNECTION_MALFORMED;
            }
        }
        return null;
    }

    private int skipSeparators(final int from, final int end) {
        int at = from;
        while (at < end && (bytes.getByte(at) == ',' || Octets.isOws(bytes.getByte(at)))) {
            at++;
        }
        return at;
    }

    /** The head is whole: fields named by Connection stop being forwardable. */
    final void complete() {
        if (!namesByConnection) {
            return;
        }
        for (int i = find(FieldName.CONNECTION, 0); i >= 0; i = find(FieldName.CONNECTION, i + 1)) {
            final int end = valueOffset(i) + valueLength(i);
            int at = valueOffset(i);
            while (at < end) {
                final int option = skipSeparators(at, end);
                at = Octets.skip(bytes, option, end, Octets.TOKEN);
                if (at > option) {
                    drop(option, at - option);
                }
                while (at < end && Octets.isOws(bytes.getByte(at))) {
                    at++;
                }
            }
        }
    }

    private void drop(final int option, final int length) {
        final int key = FieldName.key(length, bytes.getByte(option));
        for (int i = 0; i < count; i++) {
            if ((slots[slot(i) + NAME_KEY] & KEY_MASK) == key
                    && Octets.equalsIgnoreCase(bytes, nameOffset(i), option, length)) {
                hop(i);
            }
        }
    }
}
