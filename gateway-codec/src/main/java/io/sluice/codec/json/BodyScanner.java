package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * Push parser of one JSON document that arrives in pieces: validates it strictly (RFC 8259; nesting at most {@value #MAX_DEPTH}) and notes the place and value of the
 * watched paths. Offsets count the bytes of the body from 0. Names are compared decoded. Owned by one thread; keeps none of the bytes; allocates nothing after
 * construction, but for a text buffer when a path first holds a string.
 */
public final class BodyScanner {
    public static final int MAX_DEPTH = 512;

    private enum State {
        VALUE,
        FIRST_ELEMENT,
        FIRST_NAME,
        NEXT_NAME,
        COLON,
        AFTER_VALUE,
        NAME_TEXT,
        STRING,
        NUMBER,
        LITERAL,
        DONE,
        FAILED
    }

    private final FieldPaths paths;
    private final FoundValues values;
    private final StringReader string = new StringReader();
    private final NumberReader number = new NumberReader();
    private final LiteralReader literal = new LiteralReader();
    private final byte[] name;
    private final NestingStack nesting = new NestingStack(MAX_DEPTH);
    private final int[] containerNodes = new int[FieldPaths.MAX_LEVELS + 2];

    private State state = State.VALUE;
    private int node = FieldPaths.ROOT;
    private long consumed;
    private long toOffset;
    private long objectStart = -1;
    private boolean emptyObject;

    /** Whether a container nobody watches may be looked for as a whole: no longer in a piece in which one didn't end. */
    private boolean skipping;

    private @Nullable String failure;
    private long failedAt = -1;

    public BodyScanner(FieldPaths paths) {
        this.paths = paths;
        this.values = new FoundValues(paths);
        this.name = new byte[paths.longestName()];
    }

    /** Makes it ready for another document. */
    public void reset() {
        values.reset();
        nesting.clear();
        state = State.VALUE;
        node = FieldPaths.ROOT;
        consumed = 0;
        objectStart = -1;
        emptyObject = false;
        failure = null;
        failedAt = -1;
    }

    /** Scans the next bytes of the document. The buffer is borrowed and its indices stay untouched. After a failure everything is swallowed. */
    public void feed(ByteBuf in, int index, int length) {
        if (in.hasArray()) {
            scan(in.array(), in.arrayOffset() + index, length);
            return;
        }
        for (int done = 0; done < length; done += Scratch.BLOCK_BYTES) {
            final int part = Math.min(Scratch.BLOCK_BYTES, length - done);
            scan(Scratch.copy(in, index + done, part), 0, part);
        }
    }

    private void scan(byte[] in, int index, int length) {
        final int end = index + length;
        toOffset = consumed - index;
        skipping = true;
        int at = index;
        while (at < end && state != State.FAILED) {
            at = step(in, at, end);
        }
        consumed += length;
    }

    /** The body has ended. Returns whether it was one complete and valid document. */
    public boolean finish() {
        if (state == State.NUMBER && number.isComplete()) {
            toOffset = consumed;
            endNumber(0);
        }
        if (state != State.DONE && state != State.FAILED) {
            toOffset = consumed;
            fail(consumed == 0 ? "the body is empty" : "the document ends too early", 0);
        }
        return state == State.DONE;
    }

    /** The document is complete so far; only white space may follow. */
    public boolean isDone() {
        return state == State.DONE;
    }

    public boolean failed() {
        return state == State.FAILED;
    }

    /** Offset of the byte that is wrong, or -1. */
    public long failedAt() {
        return failedAt;
    }

    /** What was wrong, as half a sentence for the client; empty if nothing was. */
    public String failure() {
        return failure == null ? "" : failure;
    }

    /** Bytes fed so far. */
    public long consumed() {
        return consumed;
    }

    /** The path's value has come to its end. */
    public boolean found(int path) {
        return values.found(path);
    }

    /** Offset of the value's first byte (a string's quote), or -1 if it wasn't found. */
    public long valueStart(int path) {
        return values.start(path);
    }

    /** Offset just behind the value's last byte, or -1 if it wasn't found. */
    public long valueEnd(int path) {
        return values.end(path);
    }

    /** The name of any of those has been read, whether or not its value has begun: see {@link FieldPaths#setOf}. */
    public boolean isAnyNamed(long setOfPaths) {
        return values.isAnyNamed(setOfPaths);
    }

    /** One of the value kinds of {@link JsonToken}, containers by their opening token; 0 if it wasn't found. */
    public int type(int path) {
        return values.type(path);
    }

    /** The number, cut to a whole one and to the range of a long; 0 if the value is no number. */
    public long longValue(int path) {
        return type(path) == JsonToken.NUMBER ? values.number(path) : 0;
    }

    /** The value is a number written without fraction and exponent. */
    public boolean isWholeNumber(int path) {
        return type(path) == JsonToken.NUMBER && values.flag(path);
    }

    /** The value is {@code true}. */
    public boolean booleanValue(int path) {
        return type(path) == JsonToken.TRUE;
    }

    /** The value is an object or array without content. */
    public boolean isEmpty(int path) {
        final int type = type(path);
        return (type == JsonToken.OBJECT || type == JsonToken.ARRAY) && values.flag(path);
    }

    /** Decoded length of the string in bytes of UTF-8; -1 if there is no string, or it is longer than 256. */
    public int textLength(int path) {
        return values.textLength(path);
    }

    /** Copies the decoded string, as UTF-8. Returns its length, or -1 if there is none, it is longer than 256 bytes or longer than {@code into}. */
    public int copyText(int path, byte[] into) {
        final int length = values.textLength(path);
        if (length > into.length) {
            return -1;
        }
        if (length > 0) {
            System.arraycopy(values.text(path), 0, into, 0, length);
        }
        return length;
    }

    /** A watched name came twice in the same object; the last one won. */
    public boolean duplicate() {
        return values.duplicate() != FieldPaths.NONE;
    }

    /** The first name that came twice, as a dotted path for a message (allocates); empty if none did. */
    public String duplicateName() {
        return duplicate() ? paths.nameOf(values.duplicate()) : "";
    }

    /** Offset just behind the opening brace of the document, or -1 while it isn't known to be an object. */
    public long objectStart() {
        return objectStart;
    }

    /** The document is an object without members; known at its closing brace. */
    public boolean emptyObject() {
        return emptyObject;
    }

    private int step(byte[] in, int at, int end) {
        return switch (state) {
            case NAME_TEXT -> nameText(in, at, end);
            case STRING -> string(in, at, end);
            case NUMBER -> number(in, at, end);
            case LITERAL -> literal(in, at, end);
            default -> structure(in, at, end);
        };
    }

    private int structure(byte[] in, int from, int end) {
        int at = from;
        byte b = in[at];
        while (isSpace(b)) {
            if (++at == end) {
                return end;
            }
            b = in[at];
        }
        return switch (state) {
            case VALUE -> value(in, at, end);
            case FIRST_ELEMENT -> b == ']' ? close(at, true) : value(in, at, end);
            case FIRST_NAME -> b == '}' ? close(at, true) : memberName(in, at, end, "expected a member name or '}'");
            case NEXT_NAME -> memberName(in, at, end, "expected a member name");
            case COLON -> colon(b, at);
            case AFTER_VALUE -> afterValue(b, at);
            default -> fail("expected nothing behind the document", at);
        };
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private int value(byte[] in, int at, int end) {
        return switch (in[at]) {
            case '"' -> beginString(in, at, end);
            case '{' -> open(false, JsonToken.OBJECT, in, at, end);
            case '[' -> open(true, JsonToken.ARRAY, in, at, end);
            case 't' -> beginLiteral(JsonToken.TRUE, in, at, end);
            case 'f' -> beginLiteral(JsonToken.FALSE, in, at, end);
            case 'n' -> beginLiteral(JsonToken.NULL, in, at, end);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> beginNumber(in, at, end);
            default -> fail(state == State.FIRST_ELEMENT ? "expected a value or ']'" : "expected a value", at);
        };
    }

    private void begin(int type, int at) {
        if (state == State.FIRST_ELEMENT) {
            node = elementNode();
        }
        if (node >= 0) {
            values.begin(node, type, toOffset + at);
        }
    }

    private int elementNode() {
        final int container = containerNode();
        return container == FieldPaths.NONE ? FieldPaths.NONE : paths.elementOf(container);
    }

    private int beginString(byte[] in, int at, int end) {
        begin(JsonToken.STRING, at);
        final int path = node < 0 ? FieldPaths.NONE : paths.pathOf(node);
        final int stop = StringStops.find(in, at + 1, end);
        if (stop < end && in[stop] == '"') {
            if (path != FieldPaths.NONE) {
                values.text(path, in, at + 1, stop - at - 1);
            }
            return endValue(stop + 1);
        }
        state = State.STRING;
        if (path == FieldPaths.NONE) {
            string.start();
            return stop;
        }
        string.start(values.textOf(path));
        return at + 1;
    }

    private int beginNumber(byte[] in, int at, int end) {
        begin(JsonToken.NUMBER, at);
        final int behind = ValueEnd.ofNumber(in, at, end);
        number.start(in[at]);
        if (behind < 0 || behind == end) {
            state = State.NUMBER;
            return at + 1;
        }
        if (node >= 0) {
            number.read(in, at + 1, behind);
            values.number(node, number.value(), number.isWhole());
        }
        return endValue(behind);
    }

    private int beginLiteral(int type, byte[] in, int at, int end) {
        begin(type, at);
        final int behind = ValueEnd.ofLiteral(in, at, end);
        if (behind >= 0) {
            return endValue(behind);
        }
        literal.start(type);
        state = State.LITERAL;
        return at + 1;
    }

    private int open(boolean array, int type, byte[] in, int at, int end) {
        begin(type, at);
        if (skipping && nesting.depth() > 0 && (node < 0 || paths.isLeaf(node))) {
            final int behind = ValueEnd.ofContainer(in, at, end, MAX_DEPTH - nesting.depth());
            if (behind >= 0) {
                if (node >= 0) {
                    values.empty(node, ValueEnd.behindSpace(in, at + 1, end) == behind - 1);
                }
                return endValue(behind);
            }
            skipping = false;
        }
        if (!nesting.push(array)) {
            return fail("nested deeper than " + MAX_DEPTH + " levels", at);
        }
        final int depth = nesting.depth();
        if (depth < containerNodes.length) {
            containerNodes[depth] = node;
        }
        if (depth == 1 && !array) {
            objectStart = toOffset + at + 1;
        }
        state = array ? State.FIRST_ELEMENT : State.FIRST_NAME;
        return at + 1;
    }

    private int containerNode() {
        final int depth = nesting.depth();
        return depth < containerNodes.length ? containerNodes[depth] : FieldPaths.NONE;
    }

    private int close(int at, boolean empty) {
        node = containerNode();
        if (node >= 0) {
            values.empty(node, empty);
        }
        if (nesting.depth() == 1 && !nesting.inArray()) {
            emptyObject = empty;
        }
        nesting.pop();
        return endValue(at + 1);
    }

    private int memberName(byte[] in, int at, int end, String expected) {
        if (in[at] != '"') {
            return fail(expected, at);
        }
        final int container = containerNode();
        final boolean watched = container >= 0 && paths.hasNames(container);
        final int stop = StringStops.find(in, at + 1, end);
        if (stop < end && in[stop] == '"') {
            named(watched ? paths.childOf(container, in, at + 1, stop - at - 1) : FieldPaths.NONE);
            return stop + 1;
        }
        state = State.NAME_TEXT;
        if (!watched) {
            string.start();
            return stop;
        }
        string.start(name);
        return at + 1;
    }

    private void named(int member) {
        node = member;
        state = State.COLON;
        if (member >= 0) {
            values.named(member);
        }
    }

    private int nameText(byte[] in, int from, int end) {
        final int at = string.read(in, from, end);
        if (string.isClosed()) {
            final int container = containerNode();
            final int length = string.textLength();
            named(
                    container < 0 || length < 0 || !paths.hasNames(container)
                            ? FieldPaths.NONE
                            : paths.childOf(container, name, 0, length));
        } else if (string.hasFailed()) {
            return fail(string.failure(), at);
        }
        return at;
    }

    private int colon(byte b, int at) {
        if (b != ':') {
            return fail("expected ':'", at);
        }
        state = State.VALUE;
        return at + 1;
    }

    private int afterValue(byte b, int at) {
        final boolean array = nesting.inArray();
        if (b == (array ? ']' : '}')) {
            return close(at, false);
        }
        if (b != ',') {
            return fail(array ? "expected ',' or ']'" : "expected ',' or '}'", at);
        }
        state = array ? State.VALUE : State.NEXT_NAME;
        if (array) {
            node = elementNode();
        }
        return at + 1;
    }

    private int string(byte[] in, int from, int end) {
        final int at = string.read(in, from, end);
        if (string.isClosed()) {
            if (node >= 0) {
                values.text(node, string.textLength());
            }
            return endValue(at);
        }
        return string.hasFailed() ? fail(string.failure(), at) : at;
    }

    private int number(byte[] in, int from, int end) {
        final int at = number.read(in, from, end);
        if (at == end) {
            return end;
        }
        return number.isComplete() ? endNumber(at) : fail("invalid number", at);
    }

    private int endNumber(int at) {
        if (node >= 0) {
            values.number(node, number.value(), number.isWhole());
        }
        return endValue(at);
    }

    private int literal(byte[] in, int from, int end) {
        final int at = literal.read(in, from, end);
        if (literal.isComplete()) {
            return endValue(at);
        }
        return at < end ? fail("expected a value", at) : at;
    }

    private int endValue(int at) {
        if (node >= 0) {
            values.end(node, toOffset + at);
        }
        state = nesting.depth() == 0 ? State.DONE : State.AFTER_VALUE;
        return at;
    }

    private int fail(@Nullable String what, int at) {
        failure = what;
        failedAt = toOffset + at;
        state = State.FAILED;
        return at;
    }
}
