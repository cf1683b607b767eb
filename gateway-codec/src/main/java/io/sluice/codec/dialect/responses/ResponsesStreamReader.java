package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import io.sluice.codec.json.UsualEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of a Responses upstream. What a server tells only at the end of a part, of an item or of the whole answer is told
 * then; what it has told already is not told again.
 */
final class ResponsesStreamReader implements StreamReader {
    private enum Field {
        TYPE,
        DELTA,
        TEXT,
        REFUSAL,
        ARGUMENTS,
        OUTPUT_INDEX,
        CONTENT_INDEX,
        SUMMARY_INDEX,
        SEQUENCE_NUMBER,
        OBFUSCATION,
        ITEM,
        RESPONSE,
        ERROR
    }

    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final int NO_INDEX = -1;

    private final JsonCursor cursor = new JsonCursor();
    private final JsonCursor rest = new JsonCursor();
    private final Answer answer = new Answer();
    private final OutputItem item = new OutputItem();
    private final Usage usage = new Usage();
    private final ItemTeller teller = new ItemTeller(item);
    private final UsualEvent usual = new UsualEvent();

    private boolean started;
    private boolean over;

    private @Nullable EventType type;
    private boolean typed;
    private boolean itemTold;
    private boolean answerTold;
    private boolean errorTold;
    private JsonString delta = JsonString.EMPTY;
    private JsonString whole = JsonString.EMPTY;
    private int outputIndex;
    private int contentIndex;
    private int summaryIndex;

    private @Nullable EventType usualType;
    private int usualOutputIndex;
    private int usualContentIndex;
    private int usualSummaryIndex;

    @Override
    public void begin(Work with) {
        teller.begin(with);
        usage.reset();
        usual.reset();
        started = false;
        over = false;
    }

    @Override
    public void event(ByteBuf data, int index, int length, EventSink sink) {
        if (over) {
            return;
        }
        if (isDone(data, index, length)) {
            end(sink);
            return;
        }
        if (!read(data, index, length)) {
            fail(Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream sent an event that is not valid JSON"), sink);
            return;
        }
        final EventType known = type;
        if (known != null) {
            step(known, data, index, length, sink);
        } else if (errorTold && !typed) {
            fail(ResponsesFailures.ofErrorEvent(data, index, length), sink);
        }
        if (teller.isFull() && !over) {
            fail(Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream's answer has too many items"), sink);
        }
    }

    private static boolean isDone(ByteBuf data, int index, int length) {
        if (length < DONE.length || data.getByte(index) != '[') {
            return false;
        }
        for (int i = 0; i < DONE.length; i++) {
            if (data.getByte(index + i) != DONE[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean read(ByteBuf data, int index, int length) {
        type = null;
        typed = false;
        itemTold = false;
        answerTold = false;
        errorTold = false;
        delta = JsonString.EMPTY;
        whole = JsonString.EMPTY;
        outputIndex = NO_INDEX;
        contentIndex = 0;
        summaryIndex = 0;
        cursor.wrap(data, index, length);
        if (usual.read(cursor)) {
            recall();
            return true;
        }
        if (cursor.next() != JsonToken.OBJECT) {
            return false;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                cursor.skip();
            } else {
                member(FIELDS[field]);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            return false;
        }
        if (type != null && type.isDelta() && whole.isEmpty() && !delta.isEmpty() && usual.learn(cursor)) {
            remember();
        }
        return true;
    }

    /** Of a usual event only the delta is read; which part it goes on with is written as it was. */
    private void recall() {
        type = usualType;
        delta = usual.text(cursor);
        outputIndex = usualOutputIndex;
        contentIndex = usualContentIndex;
        summaryIndex = usualSummaryIndex;
    }

    private void remember() {
        usualType = type;
        usualOutputIndex = outputIndex;
        usualContentIndex = contentIndex;
        usualSummaryIndex = summaryIndex;
    }

    private void member(Field field) {
        switch (field) {
            case TYPE -> {
                typed = cursor.next() == JsonToken.STRING;
                final int known = cursor.textIn(EventType.NAMES);
                type = known < 0 ? null : EventType.at(known);
                cursor.skip();
            }
            case DELTA -> {
                delta = string();
                usual.markText(cursor);
            }
            case TEXT, REFUSAL, ARGUMENTS -> whole = string();
            case OUTPUT_INDEX -> outputIndex = number(NO_INDEX);
            case CONTENT_INDEX -> contentIndex = number(0);
            case SUMMARY_INDEX -> summaryIndex = number(0);
            case SEQUENCE_NUMBER, OBFUSCATION -> {
                cursor.skip();
                usual.markHole(cursor);
            }
            case ITEM -> {
                itemTold = cursor.next() == JsonToken.OBJECT;
                if (itemTold) {
                    item.read(cursor);
                }
            }
            case RESPONSE -> {
                answerTold = cursor.next() == JsonToken.OBJECT;
                if (answerTold) {
                    answer.read(cursor, usage);
                }
            }
            case ERROR -> {
                errorTold = cursor.next() != JsonToken.NULL;
                cursor.skip();
            }
        }
    }

    private JsonString string() {
        cursor.next();
        cursor.skip();
        return cursor.string();
    }

    private int number(int absent) {
        if (cursor.next() == JsonToken.NUMBER) {
            return Math.clamp(cursor.longValue(), 0, Integer.MAX_VALUE);
        }
        cursor.skip();
        return absent;
    }

    private void step(EventType known, ByteBuf data, int index, int length, EventSink sink) {
        switch (known) {
            case CREATED, IN_PROGRESS -> start(sink);
            case KEEPALIVE -> alive(sink);
            case ERROR -> fail(ResponsesFailures.ofErrorEvent(data, index, length), sink);
            case FAILED, CANCELLED -> fail(ResponsesFailures.ofResponse(data, index, length), sink);
            case COMPLETED, INCOMPLETE -> {
                if (answerTold && answer.isFailed()) {
                    fail(ResponsesFailures.ofResponse(data, index, length), sink);
                } else {
                    complete(known == EventType.INCOMPLETE, sink);
                }
            }
            case PART_ADDED, PART_DONE, SUMMARY_PART_ADDED, SUMMARY_PART_DONE -> {}
            default -> {
                start(sink);
                content(known, sink);
            }
        }
    }

    private void content(EventType known, EventSink sink) {
        switch (known) {
            case TEXT_DELTA -> teller.text(outputIndex, contentIndex, delta, false, sink);
            case TEXT_DONE -> teller.wholeText(outputIndex, contentIndex, whole, false, sink);
            case REFUSAL_DELTA -> teller.text(outputIndex, contentIndex, delta, true, sink);
            case REFUSAL_DONE -> teller.wholeText(outputIndex, contentIndex, whole, true, sink);
            case ARGUMENTS_DELTA -> teller.arguments(outputIndex, delta, sink);
            case ARGUMENTS_DONE -> teller.wholeArguments(outputIndex, whole, sink);
            case SUMMARY_DELTA -> teller.summary(outputIndex, summaryIndex, delta, sink);
            case SUMMARY_DONE -> teller.wholeSummary(outputIndex, summaryIndex, whole, sink);
            case REASONING_DELTA -> teller.reasoning(outputIndex, contentIndex, delta, sink);
            case REASONING_DONE -> teller.wholeReasoning(outputIndex, contentIndex, whole, sink);
            case ANNOTATION_ADDED -> teller.annotated();
            case ITEM_ADDED -> {
                if (itemTold) {
                    teller.added(outputIndex, sink);
                }
            }
            case ITEM_DONE -> {
                if (itemTold) {
                    teller.done(outputIndex, sink);
                }
            }
            default -> {}
        }
    }

    private void start(EventSink sink) {
        if (!started) {
            started = true;
            sink.event(new Event.Start(answerTold ? answer.id() : JsonString.EMPTY));
        }
    }

    /** The terminal event: it repeats the answer, of which some servers have told nothing before. */
    private void complete(boolean incomplete, EventSink sink) {
        start(sink);
        final JsonValue output = answerTold ? answer.output() : null;
        if (output != null) {
            output.read(rest);
            if (rest.next() == JsonToken.ARRAY) {
                int number = 0;
                while (rest.next() == JsonToken.OBJECT) {
                    if (teller.isDone(number)) {
                        rest.skip();
                    } else {
                        item.read(rest);
                        teller.doneAtEnd(number, sink);
                    }
                    number++;
                }
            }
        }
        teller.endCalls(sink);
        if (!answerTold) {
            answer.clear();
        }
        if (answer.isUsageTold()) {
            sink.event(new Event.Told(usage));
        }
        over = true;
        sink.event(
                new Event.Finished(0, answer.finish(incomplete, teller.isRefused(), teller.hasCalled(), usage), null));
        sink.event(Event.End.INSTANCE);
    }

    private void fail(Failure failure, EventSink sink) {
        over = true;
        sink.event(new Event.Failed(failure));
    }

    @Override
    public void alive(EventSink sink) {
        if (started && !over) {
            sink.event(Event.Alive.INSTANCE);
        }
    }

    @Override
    public void end(EventSink sink) {
        if (!over) {
            fail(Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream ended the stream early"), sink);
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
