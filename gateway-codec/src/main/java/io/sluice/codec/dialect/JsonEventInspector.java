package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.UsualEvent;
import io.sluice.codec.sse.SseEvent;
import org.jspecify.annotations.Nullable;

/**
 * What all streams of JSON objects have in common: terminator, broken events, errors, the running estimate. A vendor's reader
 * reads one object in one pass, whatever the order of its members.
 */
abstract sealed class JsonEventInspector implements StreamInspector
        permits OpenAiEvents, OpenAiTypedEvents, AnthropicEvents, GeminiEvents {
    private static final byte[] DONE = Names.of("[DONE]");

    final JsonCursor cursor = new JsonCursor();
    private final TokenEstimator estimator = new TokenEstimator();
    private final UsualEvent usual = new UsualEvent();

    private final Usage before = new Usage();
    private ByteBuf text = Unpooled.EMPTY_BUFFER;
    private boolean ended;
    private boolean committed;
    private long eventCount;
    private @Nullable UpstreamError error;

    @Override
    public void reset() {
        estimator.reset();
        usual.reset();
        ended = false;
        committed = false;
        eventCount = 0;
        error = null;
    }

    @Override
    public final EventKind event(SseEvent event, Usage usage) {
        return event.isOversized() ? oversized() : data(event.data(), event.dataIndex(), event.dataLength(), usage);
    }

    @Override
    public final EventKind oversized() {
        if (ended) {
            return EventKind.LIFECYCLE;
        }
        eventCount++;
        committed = true;
        return EventKind.CONTENT;
    }

    @Override
    public final EventKind data(ByteBuf data, int index, int length, Usage usage) {
        if (ended || length == 0) {
            return EventKind.LIFECYCLE;
        }
        eventCount++;
        final EventKind kind = isDone(data, index, length) ? EventKind.END : read(data, index, length, usage);
        if (kind == EventKind.ERROR) {
            error = UpstreamError.read(data, index, length, 0);
        }
        committed |= kind.commits();
        ended |= kind == EventKind.END;
        return kind;
    }

    /** An event that isn't JSON means a broken upstream, unless it comes among good ones: then the client may judge. */
    private EventKind read(ByteBuf data, int index, int length, Usage usage) {
        cursor.wrapBriefly(data, index, length);
        if (usual.read(cursor)) {
            estimate(usual.textIndex(), usual.textLength());
            return EventKind.CONTENT;
        }
        text = data;
        before.copyFrom(usage);
        final EventKind kind = cursor.next() == JsonToken.OBJECT ? object(usage) : EventKind.ERROR;
        text = Unpooled.EMPTY_BUFFER;
        if (cursor.token() == JsonToken.OBJECT_END && cursor.depth() == 0 && cursor.next() == JsonToken.END) {
            if (kind == EventKind.CONTENT && isUsual()) {
                usual.learn(cursor);
            }
            return kind;
        }
        usage.copyFrom(before); // half an event's counts are no counts, and its ends no ends
        takeBack();
        return committed ? EventKind.LIFECYCLE : EventKind.ERROR;
    }

    private static boolean isDone(ByteBuf data, int index, int length) {
        if (data.getByte(index) != '[') {
            return false;
        }
        int end = index + length;
        while (data.getByte(end - 1) == ' ') {
            end--;
        }
        return end - index == DONE.length && isAt(data, index, DONE);
    }

    private static boolean isAt(ByteBuf bytes, int index, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads one event from behind its opening brace up to its closing one, which is then the cursor's token. */
    abstract EventKind object(Usage usage);

    /** The event just read was only half of one: forgets what it told beyond itself. */
    abstract void takeBack();

    /** The event just read told nothing but its one measured text: another that differs in this alone needn't be read again. */
    abstract boolean isUsual();

    /** Leaves the value behind the name just read, which any other may stand for next time. */
    final void skipChanging() {
        cursor.skip();
        usual.markHole(cursor);
    }

    /** True once a terminator was seen. */
    final boolean isEnded() {
        return ended;
    }

    @Override
    public final boolean isFailed() {
        return error != null;
    }

    @Override
    public final String errorMessage() {
        return error == null ? "" : error.message();
    }

    @Override
    public final int errorStatus() {
        return error == null ? 0 : error.status();
    }

    @Override
    public final long estimatedOutputTokens() {
        return estimator.tokens();
    }

    @Override
    public final long eventCount() {
        return eventCount;
    }

    /** Moves to the next member of the object the cursor is in; false at its end. */
    final boolean nextMember() {
        return cursor.next() == JsonToken.NAME;
    }

    /** Enters the object behind the name just read; false, with the value left behind, when it is something else. */
    final boolean enterObject() {
        if (cursor.next() == JsonToken.OBJECT) {
            return true;
        }
        cursor.skip();
        return false;
    }

    /** Enters the array behind the name just read; false, with the value left behind, when it is something else. */
    final boolean enterArray() {
        if (cursor.next() == JsonToken.ARRAY) {
            return true;
        }
        cursor.skip();
        return false;
    }

    /** Moves to the next object of the array the cursor is in, and into it; false at the array's end. */
    final boolean nextObject() {
        for (; ; ) {
            final int token = cursor.next();
            if (token == JsonToken.OBJECT) {
                return true;
            }
            if (token == JsonToken.ARRAY_END || token == JsonToken.FAILED) {
                return false;
            }
            cursor.skip();
        }
    }

    /** The text behind the name just read isn't empty; leaves the value. */
    final boolean isWord() {
        final boolean word = cursor.next() == JsonToken.STRING && cursor.valueLength() > 0;
        cursor.skip();
        return word;
    }

    /** The text the cursor is at ends so, as it is written. */
    final boolean valueEndsWith(byte[] suffix) {
        final int index = cursor.valueIndex() + cursor.valueLength() - suffix.length;
        return cursor.valueLength() >= suffix.length && isAt(text, index, suffix);
    }

    /** The value behind the name just read is something: no null, no empty text, no empty container. Leaves it, measures nothing. */
    final boolean isSomething() {
        return something(Measure.NOTHING);
    }

    /** The same; what it holds under the names of the model's words is measured. */
    final boolean isContent() {
        return something(Measure.WORDS);
    }

    /** The same; all of it is the model's words: the arguments of a call. */
    final boolean isWhollyContent() {
        return something(Measure.EVERYTHING);
    }

    private boolean something(Measure measure) {
        final int token = cursor.next();
        return switch (token) {
            case JsonToken.STRING -> {
                measure(measure != Measure.NOTHING);
                yield cursor.valueLength() > 0;
            }
            case JsonToken.OBJECT, JsonToken.ARRAY -> container(measure);
            default -> token == JsonToken.TRUE || token == JsonToken.NUMBER;
        };
    }

    private boolean container(Measure measure) {
        final int outside = cursor.depth() - 1;
        boolean any = false;
        boolean word = measure == Measure.EVERYTHING;
        for (; ; ) {
            final int token = cursor.next();
            if (token == JsonToken.FAILED || cursor.depth() == outside) {
                return any;
            }
            any = true;
            if (token == JsonToken.NAME) {
                measure(measure == Measure.EVERYTHING);
                word = measure == Measure.EVERYTHING || (measure == Measure.WORDS && isWordName());
            } else if (token == JsonToken.STRING) {
                measure(word);
            }
        }
    }

    private boolean isWordName() {
        return cursor.nameIs(Names.TEXT)
                || cursor.nameIs(Names.ARGUMENTS)
                || cursor.nameIs(Names.CONTENT)
                || cursor.nameIs(Names.NAME)
                || cursor.nameIs(Names.INPUT);
    }

    private void measure(boolean word) {
        if (word) {
            estimate(cursor.valueIndex(), cursor.valueLength());
            usual.markText(cursor);
        }
    }

    /** Of the bytes that the cursor has at hand. */
    private void estimate(int index, int length) {
        estimator.addJson(cursor.bytes(), index - cursor.toIndex(), length);
    }

    private enum Measure {
        NOTHING,
        WORDS,
        EVERYTHING
    }
}
