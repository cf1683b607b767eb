package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Pull parser over one JSON document that lies in one piece: for the data of events, and for small bodies. As strict as {@link BodyScanner}. Owned by one thread, reused;
 * allocates nothing but for what returns a String. The bytes are borrowed from {@link #wrap} on until the last call.
 */
public final class JsonCursor {

    /** What may come next; numbers, for an enum's switch is slower. */
    private static final int AFTER_VALUE = 0;

    private static final int VALUE = 1;
    private static final int FIRST_ELEMENT = 2;
    private static final int FIRST_NAME = 3;
    private static final int DONE = 4;
    private static final int BROKEN = 5;

    /** Digits that always fit a long. */
    private static final int SAFE_DIGITS = 18;

    private static final byte[] NOTHING = {};
    private static final JsonValue NO_VALUE = JsonValue.of("null");
    private static final int FIRST_CAPACITY = 256;
    private static final int KEPT_CAPACITY = 64 * 1024;

    private final StringReader string = new StringReader();
    private final NumberReader number = new NumberReader();
    private final NestingStack nesting = new NestingStack(BodyScanner.MAX_DEPTH);

    private byte[] in = NOTHING;
    private int toIndex;
    private byte[] copy = NOTHING;
    private int from;
    private int at;
    private int end;
    private int expect = DONE;
    private boolean inArray;
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

    /**
     * As {@link #wrap(ByteBuf, int, int)}, for a document that is read before anybody else on this thread looks at bytes: takes no
     * memory of its own.
     */
    public void wrapBriefly(ByteBuf buf, int index, int length) {
        if (buf.hasArray()) {
            wrap(buf, index, length);
        } else {
            begin(Scratch.copy(buf, index, length), 0, length);
            toIndex = index;
        }
    }

    private void begin(byte[] bytes, int offset, int length) {
        in = bytes;
        at = offset;
        from = offset;
        end = at + length;
        expect = VALUE;
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

    /** The array that holds the document; borrowed until the next {@link #wrap}, not to be written to. */
    public byte[] bytes() {
        return in;
    }

    /** Index of the document in {@link #bytes}. */
    int from() {
        return from;
    }

    int end() {
        return end;
    }

    /** What an index of {@link #bytes} lacks to be one of the buffer. */
    public int toIndex() {
        return toIndex;
    }

    /** Moves on to the next token, one of {@link JsonToken}. {@code END} once the document is complete with nothing behind it; {@code FAILED} from the first wrong byte on. */
    public int next() {
        final int index = ValueEnd.behindSpace(in, at, end);
        if (index == end) {
            token = atEnd();
            return token;
        }
        final byte b = in[index];
        token = switch (expect) {
            case AFTER_VALUE -> afterValue(b, index);
            case VALUE -> value(b, index);
            case FIRST_ELEMENT -> b == ']' ? close(JsonToken.ARRAY_END, index) : value(b, index);
            case FIRST_NAME -> b == '}' ? close(JsonToken.OBJECT_END, index) : name(b, index);
            case DONE -> failAt(index);
            default -> JsonToken.FAILED;
        };
        return token;
    }

    private int atEnd() {
        return switch (expect) {
            case DONE -> JsonToken.END;
            case BROKEN -> JsonToken.FAILED;
            default -> failAt(end);
        };
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
            skipContainer();
        }
        return token != JsonToken.FAILED;
    }

    private void skipContainer() {
        final int start = valueIndex;
        final int outside = nesting.depth() - 1;
        final int behind = ValueEnd.ofContainer(in, start, end, BodyScanner.MAX_DEPTH - outside);
        if (behind >= 0) {
            token = close(token == JsonToken.ARRAY ? JsonToken.ARRAY_END : JsonToken.OBJECT_END, behind - 1);
        } else {
            // Token by token: it nests deeper than usual, or the byte that is wrong has to be found.
            do {
                next();
            } while (token != JsonToken.FAILED && nesting.depth() != outside);
        }
        valueIndex = start;
        valueLength = at - start;
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
        if (token != JsonToken.NUMBER) {
            return 0;
        }
        if (valueLength > SAFE_DIGITS) {
            return evaluated();
        }
        long value = 0;
        for (int index = valueIndex; index < valueIndex + valueLength; index++) {
            final int digit = in[index] - '0';
            if (digit < 0 || digit > 9) {
                return evaluated();
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private long evaluated() {
        readNumber();
        return number.value();
    }

    private void readNumber() {
        number.start(in[valueIndex]);
        number.read(in, valueIndex + 1, valueIndex + valueLength);
    }

    /** The number was written without fraction and exponent. */
    public boolean isWholeNumber() {
        if (token != JsonToken.NUMBER) {
            return false;
        }
        readNumber();
        return number.isWhole();
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
        return expect == BROKEN;
    }

    /** Index in the buffer of the byte that is wrong, or -1. */
    public int failedAt() {
        return failed() ? at + toIndex : -1;
    }

    private int value(byte b, int index) {
        if (b == '"') {
            return readString(index + 1) ? ended(JsonToken.STRING) : JsonToken.FAILED;
        }
        valueIndex = index;
        valueEscaped = false;
        return switch (b) {
            case '{' -> open(false, FIRST_NAME, JsonToken.OBJECT);
            case '[' -> open(true, FIRST_ELEMENT, JsonToken.ARRAY);
            case 't' -> scalar(ValueEnd.ofLiteral(in, index, end), JsonToken.TRUE);
            case 'f' -> scalar(ValueEnd.ofLiteral(in, index, end), JsonToken.FALSE);
            case 'n' -> scalar(ValueEnd.ofLiteral(in, index, end), JsonToken.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
                scalar(ValueEnd.ofNumber(in, index, end), JsonToken.NUMBER);
            default -> failAt(index);
        };
    }

    private int scalar(int behind, int kind) {
        if (behind < 0) {
            return failAt(~behind);
        }
        at = behind;
        valueLength = behind - valueIndex;
        return ended(kind);
    }

    /** @param start behind the opening quote */
    private boolean readString(int start) {
        final int quote = ValueEnd.ofString(in, start, end);
        if (quote == ValueEnd.BROKEN) {
            string.start();
            failAt(string.read(in, start, end));
            return false;
        }
        final int close = quote < 0 ? ~quote : quote;
        valueIndex = start;
        valueLength = close - start;
        valueEscaped = quote < 0;
        at = close + 1;
        return true;
    }

    private int open(boolean array, int first, int kind) {
        if (!nesting.push(array)) {
            return failAt(valueIndex);
        }
        at = valueIndex + 1;
        valueLength = 1;
        inArray = array;
        expect = first;
        return kind;
    }

    private int close(int kind, int index) {
        valueIndex = index;
        valueLength = 1;
        valueEscaped = false;
        at = index + 1;
        nesting.pop();
        inArray = nesting.inArray();
        return ended(kind);
    }

    private int name(byte b, int index) {
        if (b != '"') {
            return failAt(index);
        }
        if (!readString(index + 1)) {
            return JsonToken.FAILED;
        }
        nameIndex = valueIndex;
        nameLength = valueLength;
        nameEscaped = valueEscaped;
        final int colon = ValueEnd.behindSpace(in, at, end);
        if (colon == end || in[colon] != ':') {
            return failAt(colon);
        }
        at = colon + 1;
        expect = VALUE;
        return JsonToken.NAME;
    }

    private int afterValue(byte b, int index) {
        if (b == (inArray ? ']' : '}')) {
            return close(inArray ? JsonToken.ARRAY_END : JsonToken.OBJECT_END, index);
        }
        if (b != ',') {
            return failAt(index);
        }
        final int next = ValueEnd.behindSpace(in, index + 1, end);
        if (next == end) {
            return failAt(end);
        }
        return inArray ? value(in[next], next) : name(in[next], next);
    }

    private int ended(int kind) {
        expect = nesting.depth() == 0 ? DONE : AFTER_VALUE;
        return kind;
    }

    private int failAt(int index) {
        at = index;
        valueLength = 0;
        expect = BROKEN;
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
