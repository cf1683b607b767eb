package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Pull parser over one JSON document that lies in one piece: for the data of events, and for small bodies. As strict as {@link BodyScanner}. Owned by one thread, reused;
 * allocates nothing but for what returns a String. The bytes are borrowed from {@link #wrap} on until the last call.
 */
public final class JsonCursor {

    private enum Expect {
        VALUE,
        FIRST_ELEMENT,
        FIRST_NAME,
        NEXT_NAME,
        AFTER_VALUE,
        DONE,
        FAILED
    }

    private static final byte[] NOTHING = {};
    private static final JsonValue NO_VALUE = JsonValue.of("null");
    private static final int FIRST_CAPACITY = 1024;
    private static final int KEPT_CAPACITY = 64 * 1024;

    private final StringReader string = new StringReader();
    private final NumberReader number = new NumberReader();
    private final LiteralReader literal = new LiteralReader();
    private final NestingStack nesting = new NestingStack(BodyScanner.MAX_DEPTH);

    private byte[] in = NOTHING;
    private int toIndex;
    private byte[] copy = NOTHING;
    private int at;
    private int end;
    private Expect expect = Expect.DONE;
    private int token;
    private int valueIndex;
    private int valueLength;
    private boolean valueEscaped;
    private int nameIndex;
    private int nameLength;
    private boolean nameEscaped;
    private byte[] scratch = new byte[64];

    /** Begins with another document. */
    public void wrap(ByteBuf buf, int index, int length) {
        if (buf.hasArray()) {
            begin(buf.array(), buf.arrayOffset() + index, length);
        } else {
            begin(copied(buf, index, length), 0, length);
        }
        toIndex = index - at;
    }

    /** Begins with another document, which lies in an array: indices are the array's. */
    public void wrap(byte[] bytes, int offset, int length) {
        begin(bytes, offset, length);
        toIndex = 0;
    }

    private void begin(byte[] bytes, int offset, int length) {
        in = bytes;
        at = offset;
        end = at + length;
        expect = Expect.VALUE;
        token = JsonToken.FAILED;
        valueIndex = at;
        valueLength = 0;
        nameLength = 0;
        nameEscaped = false;
        nesting.clear();
    }

    /** Bytes outside the heap are copied once: faster than asking the buffer for each, and again. */
    private byte[] copied(ByteBuf buf, int index, int length) {
        if (length > copy.length || copy.length > KEPT_CAPACITY) {
            copy = new byte[Math.max(FIRST_CAPACITY, length + length / 2)];
        }
        buf.getBytes(index, copy, 0, length);
        return copy;
    }

    /** Moves on to the next token, one of {@link JsonToken}. {@code END} once the document is complete with nothing behind it; {@code FAILED} from the first wrong byte on. */
    public int next() {
        if (expect == Expect.FAILED) {
            return JsonToken.FAILED;
        }
        skipSpace();
        if (at == end) {
            token = expect == Expect.DONE ? JsonToken.END : fail();
            return token;
        }
        final byte b = in[at];
        token = switch (expect) {
            case VALUE -> value(b);
            case FIRST_ELEMENT -> b == ']' ? close(JsonToken.ARRAY_END) : value(b);
            case FIRST_NAME -> b == '}' ? close(JsonToken.OBJECT_END) : name(b);
            case NEXT_NAME -> name(b);
            case AFTER_VALUE -> afterValue(b);
            case DONE, FAILED -> fail();
        };
        return token;
    }

    /** The token that {@link #next} returned last. */
    public int token() {
        return token;
    }

    /** How many containers are open. */
    public int depth() {
        return nesting.depth();
    }

    /**
     * Leaves the value that has begun: behind a name its value, behind an opening token all up to its closing one; elsewhere nothing. Afterwards {@link #valueIndex} and
     * {@link #valueLength} are those of the whole value (strings without quotes). Returns false if it is broken.
     */
    public boolean skip() {
        if (token == JsonToken.NAME) {
            next();
        }
        if (token == JsonToken.OBJECT || token == JsonToken.ARRAY) {
            final int start = valueIndex;
            final int outside = nesting.depth() - 1;
            while (next() != JsonToken.FAILED) {
                if (nesting.depth() == outside) {
                    valueIndex = start;
                    valueLength = at - start;
                    break;
                }
            }
        }
        return token != JsonToken.FAILED;
    }

    /** The name of the member read last, decoded, is this one. */
    public boolean nameIs(byte[] utf8) {
        return same(nameIndex, nameLength, nameEscaped, utf8);
    }

    /** The string value, decoded, is this one; false if the value is no string. */
    public boolean textIs(byte[] utf8) {
        return token == JsonToken.STRING && same(valueIndex, valueLength, valueEscaped, utf8);
    }

    /** Where the token's value lies in the buffer; strings and names without their quotes, still escaped. */
    public int valueIndex() {
        return valueIndex + toIndex;
    }

    public int valueLength() {
        return valueLength;
    }

    /** The string or name holds escapes: its raw bytes aren't its text. */
    public boolean isEscaped() {
        return valueEscaped;
    }

    /** The number, cut to a whole one and to the range of a long; 0 if the token is no number. */
    public long longValue() {
        return token == JsonToken.NUMBER ? number.value() : 0;
    }

    /** The number was written without fraction and exponent. */
    public boolean isWholeNumber() {
        return token == JsonToken.NUMBER && number.isWhole();
    }

    public boolean booleanValue() {
        return token == JsonToken.TRUE;
    }

    /** Copies the decoded string or name, as UTF-8. Returns its length, or -1 if there is none or it doesn't fit. */
    public int copyText(byte[] into) {
        if (token != JsonToken.STRING && token != JsonToken.NAME) {
            return -1;
        }
        string.start(into);
        string.read(in, valueIndex, valueIndex + valueLength + 1);
        return string.textLength();
    }

    /** The string value as it is written: a view, valid until the next {@link #wrap}; empty if the value is no string. */
    public JsonString string() {
        return token == JsonToken.STRING
                ? JsonString.view(in, valueIndex, valueLength, valueEscaped)
                : JsonString.EMPTY;
    }

    /**
     * Leaves the value that has begun, like {@link #skip}, and shows it whole, quotes included: a view, valid until the next
     * {@link #wrap}. After a broken value it is {@code null}, and {@link #failed} says so.
     */
    public JsonValue value() {
        if (!skip()) {
            return NO_VALUE;
        }
        return token == JsonToken.STRING
                ? JsonValue.view(in, valueIndex - 1, valueLength + 2)
                : JsonValue.view(in, valueIndex, valueLength);
    }

    /**
     * The value that began at that {@link #valueIndex} and whose last token was just read, whole: for a container that was read member by member.
     * A view, valid until the next {@link #wrap}.
     */
    public JsonValue since(int startIndex) {
        final int start = startIndex - toIndex;
        return JsonValue.view(in, start, at - start);
    }

    /** The place of the member's name read last in a table of names, or -1. */
    public int nameIn(NameTable table) {
        if (token != JsonToken.NAME) {
            return -1;
        }
        return nameEscaped ? decodedIn(table, nameIndex, nameLength) : table.find(in, nameIndex, nameLength);
    }

    /** The place of the string value in a table of words, or -1. */
    public int textIn(NameTable table) {
        if (token != JsonToken.STRING) {
            return -1;
        }
        return valueEscaped ? decodedIn(table, valueIndex, valueLength) : table.find(in, valueIndex, valueLength);
    }

    private int decodedIn(NameTable table, int index, int length) {
        final byte[] decoded = JsonString.view(in, index, length, true).decoded();
        return table.find(decoded, 0, decoded.length);
    }

    /** The decoded string or name; numbers and literals as they are written. Allocates. */
    public String text() {
        if (!valueEscaped) {
            return new String(in, valueIndex, valueLength, StandardCharsets.UTF_8);
        }
        final byte[] decoded = new byte[valueLength];
        return new String(decoded, 0, Math.max(0, copyText(decoded)), StandardCharsets.UTF_8);
    }

    public boolean failed() {
        return expect == Expect.FAILED;
    }

    /** Index in the buffer of the byte that is wrong, or -1. */
    public int failedAt() {
        return failed() ? at + toIndex : -1;
    }

    private void skipSpace() {
        int index = at;
        while (index < end) {
            final byte b = in[index];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                break;
            }
            index++;
        }
        at = index;
    }

    private int value(byte b) {
        valueIndex = at++;
        valueLength = 1;
        valueEscaped = false;
        return switch (b) {
            case '"' -> stringToken();
            case '{' -> open(false, Expect.FIRST_NAME, JsonToken.OBJECT);
            case '[' -> open(true, Expect.FIRST_ELEMENT, JsonToken.ARRAY);
            case 't' -> literal(JsonToken.TRUE);
            case 'f' -> literal(JsonToken.FALSE);
            case 'n' -> literal(JsonToken.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(b);
            default -> failAt(valueIndex);
        };
    }

    private int stringToken() {
        return readString() ? ended(JsonToken.STRING) : fail();
    }

    private boolean readString() {
        valueIndex = at;
        final int stop = StringStops.find(in, at, end);
        if (stop < end && in[stop] == '"') {
            valueLength = stop - at;
            valueEscaped = false;
            at = stop + 1;
            return true;
        }
        string.start();
        at = string.read(in, at, end);
        valueLength = at - 1 - valueIndex;
        valueEscaped = string.wasEscaped();
        return string.isClosed();
    }

    private int number(byte first) {
        number.start(first);
        at = number.read(in, at, end);
        valueLength = at - valueIndex;
        return number.isComplete() ? ended(JsonToken.NUMBER) : fail();
    }

    private int literal(int kind) {
        literal.start(kind);
        at = literal.read(in, at, end);
        valueLength = at - valueIndex;
        return literal.isComplete() ? ended(kind) : fail();
    }

    private int open(boolean array, Expect first, int kind) {
        if (!nesting.push(array)) {
            return failAt(valueIndex);
        }
        expect = first;
        return kind;
    }

    private int close(int kind) {
        valueIndex = at++;
        valueLength = 1;
        valueEscaped = false;
        nesting.pop();
        return ended(kind);
    }

    private int name(byte b) {
        if (b != '"') {
            return fail();
        }
        at++;
        if (!readString()) {
            return fail();
        }
        nameIndex = valueIndex;
        nameLength = valueLength;
        nameEscaped = valueEscaped;
        skipSpace();
        if (at == end || in[at] != ':') {
            return fail();
        }
        at++;
        expect = Expect.VALUE;
        return JsonToken.NAME;
    }

    private int afterValue(byte b) {
        final boolean array = nesting.inArray();
        if (b == (array ? ']' : '}')) {
            return close(array ? JsonToken.ARRAY_END : JsonToken.OBJECT_END);
        }
        if (b != ',') {
            return fail();
        }
        at++;
        skipSpace();
        if (at == end) {
            return fail();
        }
        expect = array ? Expect.VALUE : Expect.NEXT_NAME;
        return array ? value(in[at]) : name(in[at]);
    }

    private int ended(int kind) {
        expect = nesting.depth() == 0 ? Expect.DONE : Expect.AFTER_VALUE;
        return kind;
    }

    private int failAt(int index) {
        at = index;
        return fail();
    }

    private int fail() {
        expect = Expect.FAILED;
        return JsonToken.FAILED;
    }

    private boolean same(int index, int length, boolean escaped, byte[] expected) {
        if (escaped) {
            return sameDecoded(index, length, expected);
        }
        return length == expected.length && Arrays.equals(in, index, index + length, expected, 0, length);
    }

    private boolean sameDecoded(int index, int length, byte[] expected) {
        if (scratch.length < expected.length) {
            scratch = new byte[expected.length];
        }
        string.start(scratch);
        string.read(in, index, index + length + 1);
        return string.textLength() == expected.length
                && Arrays.equals(scratch, 0, expected.length, expected, 0, expected.length);
    }
}
