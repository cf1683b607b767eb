package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a stream of chunks: {@code BEFORE > TELLING > OVER}. Over with {@code [DONE]}, an error, what isn't JSON, or the end of the input; takes
 * what compatible servers do otherwise than the vendor.
 */
final class OpenAiStreamReader implements StreamReader {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private static final NameTable CHUNK = NameTable.of("id", "choices", "usage", "error");
    private static final NameTable CHOICE = NameTable.of("index", "delta", "finish_reason", "message");
    private static final NameTable DELTA =
            NameTable.of("content", "refusal", "reasoning_content", "reasoning", "tool_calls", "function_call");
    private static final NameTable CALL = NameTable.of("index", "id", "function");
    private static final NameTable FUNCTION = NameTable.of("name", "arguments");
    private static final byte[] DONE = Words.ascii("[DONE]");
    private static final int MAX_CHOICES = 128;

    private final JsonCursor cursor = new JsonCursor();
    private final Usage usage = new Usage();
    private final Event.Told told = new Event.Told(usage);
    private final List<StreamedChoice> choices = new ArrayList<>(1);

    private Work work = new Work();
    private State state = State.OVER;
    private JsonString id = JsonString.EMPTY;
    private boolean usageTold;
    private boolean failed;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        id = JsonString.EMPTY;
        usage.reset();
        usageTold = false;
        choices.clear();
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void event(ByteBuf data, int index, int length, EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (isDone(data, index, length)) {
            end(sink);
            return;
        }
        cursor.wrap(data, index, length);
        failed = false;
        id = JsonString.EMPTY;
        if (cursor.next() != JsonToken.OBJECT) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "an event of the upstream is no JSON object"));
            return;
        }
        while (state != State.OVER && cursor.next() == JsonToken.NAME) {
            member(cursor.nameIn(CHUNK), sink);
        }
        if (state == State.OVER) {
            return;
        }
        if (failed) {
            fail(sink, OpenAiFailures.INSTANCE.read(data, index, length, 0, -1));
        } else if (cursor.failed()) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "an event of the upstream is not valid JSON"));
        }
    }

    private static boolean isDone(ByteBuf data, int index, int length) {
        int at = index;
        final int end = index + length;
        while (at < end && data.getByte(at) <= ' ' && data.getByte(at) >= 0) {
            at++;
        }
        if (end - at < DONE.length) {
            return false;
        }
        for (int i = 0; i < DONE.length; i++) {
            if (data.getByte(at + i) != DONE[i]) {
                return false;
            }
        }
        return true;
    }

    private void member(int member, EventSink sink) {
        switch (member) {
            case 0 -> {
                id = Members.string(cursor);
                if (!id.isEmpty()) {
                    start(sink);
                }
            }
            case 1 -> choices(sink);
            case 2 -> usageTold |= UsageReader.read(cursor, usage);
            case 3 -> failed |= Members.something(cursor) != null;
            default -> cursor.skip();
        }
    }

    private void start(EventSink sink) {
        if (state == State.BEFORE) {
            state = State.TELLING;
            sink.event(new Event.Start(id));
        }
    }

    private void choices(EventSink sink) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (state != State.OVER && cursor.next() == JsonToken.OBJECT) {
            choice(sink);
        }
    }

    private void choice(EventSink sink) {
        StreamedChoice choice = null;
        Finish finish = null;
        int index = 0;
        while (state != State.OVER && cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CHOICE)) {
                case 0 -> {
                    cursor.next();
                    index = Math.clamp(cursor.longValue(), 0, MAX_CHOICES - 1);
                    cursor.skip();
                }
                case 1, 3 -> {
                    choice = choice(index);
                    delta(choice, sink);
                }
                case 2 -> {
                    cursor.next();
                    finish = Words.finish(cursor);
                    cursor.skip();
                }
                default -> cursor.skip();
            }
        }
        if (finish != null && state != State.OVER && !cursor.failed()) {
            start(sink);
            final StreamedChoice ended = choice == null ? choice(index) : choice;
            ended.finish(finish, sink);
        }
    }

    private StreamedChoice choice(int index) {
        for (final StreamedChoice known : choices) {
            if (known.index == index) {
                return known;
            }
        }
        final StreamedChoice choice = new StreamedChoice(index, work);
        choices.add(choice);
        return choice;
    }

    private void delta(StreamedChoice choice, EventSink sink) {
        if (cursor.next() != JsonToken.OBJECT || choice.isFinished()) {
            cursor.skip();
            return;
        }
        boolean thought = false;
        while (state != State.OVER && cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(DELTA)) {
                case 0 -> text(choice, Members.string(cursor), sink);
                case 1 -> {
                    final JsonString refusal = Members.string(cursor);
                    if (!refusal.isEmpty()) {
                        choice.refused();
                        text(choice, refusal, sink);
                    }
                }
                case 2, 3 -> {
                    final JsonString text = Members.string(cursor);
                    if (!text.isEmpty() && !thought) { // some servers tell it under both names
                        thought = true;
                        start(sink);
                        sink.event(new Event.Reasoning(choice.index, text));
                    }
                }
                case 4 -> calls(choice, sink);
                case 5 -> function(choice, 0, JsonString.EMPTY, sink);
                default -> cursor.skip();
            }
        }
    }

    private void text(StreamedChoice choice, JsonString text, EventSink sink) {
        if (!text.isEmpty()) {
            start(sink);
            sink.event(new Event.Text(choice.index, text));
        }
    }

    private void calls(StreamedChoice choice, EventSink sink) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (state != State.OVER && cursor.next() == JsonToken.OBJECT) {
            int key = -1;
            JsonString callId = JsonString.EMPTY;
            while (state != State.OVER && cursor.next() == JsonToken.NAME) {
                switch (cursor.nameIn(CALL)) {
                    case 0 -> {
                        key = cursor.next() == JsonToken.NUMBER
                                ? Math.clamp(cursor.longValue(), -1, Integer.MAX_VALUE)
                                : -1;
                        cursor.skip();
                    }
                    case 1 -> callId = Members.string(cursor);
                    case 2 -> function(choice, key, callId, sink);
                    default -> cursor.skip();
                }
            }
        }
    }

    private void function(StreamedChoice choice, int key, JsonString callId, EventSink sink) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        final StreamedCall call = choice.call(key, callId);
        if (call == null) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream makes too many calls"));
            return;
        }
        if (call.id.isEmpty() && !callId.isEmpty()) {
            call.id = callId.copy();
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FUNCTION)) {
                case 0 -> {
                    final JsonString name = Members.string(cursor);
                    if (call.name.isEmpty() && !name.isEmpty()) {
                        call.name = name.copy();
                    }
                }
                case 1 -> arguments(choice, call, Members.string(cursor), sink);
                default -> cursor.skip();
            }
        }
        if (state != State.OVER && !call.id.isEmpty()) {
            start(sink);
            choice.tell(call, sink);
        }
    }

    private void arguments(StreamedChoice choice, StreamedCall call, JsonString fragment, EventSink sink) {
        if (fragment.isEmpty()) {
            return;
        }
        start(sink);
        choice.tell(call, sink);
        if (call.isTold()) {
            sink.event(new Event.CallArgs(choice.index, call.number, fragment));
            return;
        }
        call.keep(fragment);
        if (choice.keptBytes() > work.maxHeldBytes()) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream doesn't say which tool it calls"));
        }
    }

    @Override
    public void end(EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (!isComplete()) {
            fail(sink, Failure.of(ErrorType.UPSTREAM_ERROR, "the upstream ended its stream early"));
            return;
        }
        if (usageTold) {
            sink.event(told);
        }
        state = State.OVER;
        sink.event(Event.End.INSTANCE);
    }

    private boolean isComplete() {
        for (final StreamedChoice choice : choices) {
            if (!choice.isFinished()) {
                return false;
            }
        }
        return !choices.isEmpty();
    }

    private void fail(EventSink sink, Failure failure) {
        state = State.OVER;
        sink.event(new Event.Failed(failure));
    }
}
