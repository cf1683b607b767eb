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
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import io.sluice.codec.json.UsualEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of chunks: {@code BEFORE > TELLING > OVER}. Over with {@code [DONE]}, an error, what isn't JSON, or the end of the input.
 * Takes what compatible servers do otherwise than the vendor: members in any order, calls without index or name, usage with every chunk.
 */
final class OpenAiStreamReader implements StreamReader {
    private enum State {
        BEFORE,
        TELLING,
        OVER
    }

    private static final NameTable CHUNK =
            NameTable.of("id", "choices", "usage", "error", "object", "detail", "message", "obfuscation");
    private static final NameTable CHOICE = NameTable.of("index", "delta", "finish_reason", "message", "logprobs");
    private static final byte[] DONE = Words.ascii("[DONE]");
    private static final byte[] ERROR = Words.ascii("error");
    private static final int MAX_CHOICES = 128;

    private final JsonCursor cursor = new JsonCursor();
    /** For choices that stand before the id. */
    private final JsonCursor behind = new JsonCursor();
    /** For calls, whose choice is known only at the end of it. */
    private final JsonCursor inner = new JsonCursor();

    private final Usage usage = new Usage();
    private final Event.Told told = new Event.Told(usage);
    private final List<StreamedChoice> choices = new ArrayList<>(1);
    private final Delta delta = new Delta();
    private final ReasoningDetails details = new ReasoningDetails();
    private final UsualEvent usual = delta.usual;
    private final HeldBytes held = new HeldBytes();

    private Work work = new Work();
    private State state = State.OVER;
    private JsonString id = JsonString.EMPTY;
    private @Nullable JsonValue early;
    private boolean usageUntold;
    private int usualChoice;
    private int toldChoice;
    private boolean saysMore;
    private boolean hasChoices;
    private boolean hasError;
    private boolean hasComplaint;

    @Override
    public void begin(Work of) {
        work = of;
        state = State.BEFORE;
        usage.reset();
        usageUntold = false;
        choices.clear();
        usual.reset();
        held.begin(of.maxHeldBytes());
    }

    @Override
    public boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void alive(EventSink sink) {
        if (state == State.TELLING) {
            sink.event(Event.Alive.INSTANCE);
        }
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
        if (usual.read(cursor)) {
            text(choice(usualChoice), usual.text(cursor), sink);
            return;
        }
        chunk(sink);
        if (state == State.OVER) {
            return;
        }
        if (hasError || hasComplaint && !hasChoices) {
            fail(OpenAiFailures.INSTANCE.read(data, index, length, 0, -1), sink);
        } else if (cursor.token() != JsonToken.END) {
            fail(upstreams("an event of the upstream is not valid JSON"), sink);
        }
    }

    private static boolean isDone(ByteBuf data, int index, int length) {
        if (length < DONE.length) {
            return false;
        }
        for (int i = 0; i < DONE.length; i++) {
            if (data.getByte(index + i) != DONE[i]) {
                return false;
            }
        }
        return true;
    }

    private void chunk(EventSink sink) {
        id = JsonString.EMPTY;
        early = null;
        saysMore = false;
        hasChoices = false;
        hasError = false;
        hasComplaint = false;
        if (cursor.next() != JsonToken.OBJECT) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            member(cursor.nameIn(CHUNK), sink);
        }
        if (cursor.failed() || cursor.next() != JsonToken.END || hasError) {
            return;
        }
        if (!id.isEmpty()) {
            start(sink);
        }
        if (state == State.TELLING && early == null && !saysMore && !hasComplaint && usual.learn(cursor)) {
            usualChoice = toldChoice;
        }
        final JsonValue later = early;
        if (later != null) {
            later.read(behind);
            choices(behind, sink);
        }
        if (usageUntold && state == State.TELLING) {
            usageUntold = false;
            sink.event(told);
        }
    }

    private void member(int member, EventSink sink) {
        switch (member) {
            case 0 -> id = Members.string(cursor);
            case 1 -> {
                if (state == State.BEFORE && id.isEmpty()) {
                    early = cursor.value();
                    hasChoices |= early.length() > 2;
                } else {
                    choices(cursor, sink);
                }
            }
            case 2 -> {
                final boolean read = UsageReader.read(cursor, usage);
                usageUntold |= read;
                saysMore |= read;
            }
            case 3 -> hasError |= isSomething();
            case 4 -> {
                cursor.next();
                hasError |= cursor.textIs(ERROR);
                cursor.skip();
            }
            case 5, 6 -> hasComplaint |= isSomething();
            case 7 -> {
                cursor.skip();
                usual.markHole(cursor);
            }
            default -> cursor.skip();
        }
    }

    private boolean isSomething() {
        final JsonValue value = Members.something(cursor);
        return value != null && !value.is("false") && !value.is("\"\"") && !value.is("{}");
    }

    private void start(EventSink sink) {
        if (state == State.BEFORE) {
            state = State.TELLING;
            sink.event(new Event.Start(id));
        }
    }

    private void choices(JsonCursor in, EventSink sink) {
        if (in.next() != JsonToken.ARRAY) {
            in.skip();
            return;
        }
        while (in.next() == JsonToken.OBJECT) {
            saysMore |= hasChoices;
            hasChoices = true;
            if (state == State.OVER) {
                in.skip();
            } else {
                choice(in, sink);
            }
        }
    }

    private void choice(JsonCursor in, EventSink sink) {
        int index = 0;
        Finish finish = null;
        delta.clear();
        while (in.next() == JsonToken.NAME) {
            switch (in.nameIn(CHOICE)) {
                case 0 -> {
                    in.next();
                    index = Math.clamp(in.longValue(), 0, MAX_CHOICES - 1);
                    in.skip();
                }
                case 1, 3 -> delta.read(in);
                case 2 -> {
                    in.next();
                    finish = Words.finish(in);
                    in.skip();
                }
                case 4 -> {
                    if (Members.something(in) != null) {
                        saysMore = true;
                        work.losses().dropFromAnswer("logprobs");
                    }
                }
                default -> in.skip();
            }
        }
        if (!in.failed()) {
            tell(choice(index), finish, sink);
        }
    }

    private StreamedChoice choice(int index) {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).index == index) {
                return choices.get(i);
            }
        }
        final StreamedChoice choice = new StreamedChoice(index, work);
        choices.add(choice);
        return choice;
    }

    private void tell(StreamedChoice choice, @Nullable Finish finish, EventSink sink) {
        if (finish != null || delta.saysSomething()) {
            start(sink);
        }
        toldChoice = choice.index;
        saysMore |= finish != null || delta.saysMore();
        delta.reportLosses(work.losses());
        final JsonString reasoning = delta.reasoning();
        if (!reasoning.isEmpty()) {
            choice.reasoned = true;
            sink.event(new Event.Reasoning(choice.index, reasoning));
        }
        details(choice, reasoning.isEmpty(), sink);
        text(choice, delta.content, sink);
        if (!delta.refusal.isEmpty()) {
            choice.refused();
            text(choice, delta.refusal, sink);
        }
        calls(choice, sink);
        if (finish != null && state != State.OVER && !choice.finish(finish, sink)) {
            fail(upstreams("the upstream doesn't say which tool it calls"), sink);
        }
    }

    private static void text(StreamedChoice choice, JsonString text, EventSink sink) {
        if (!text.isEmpty()) {
            sink.event(new Event.Text(choice.index, text));
        }
    }

    private void details(StreamedChoice choice, boolean withText, EventSink sink) {
        if (delta.details == null) {
            return;
        }
        details.begin(delta.details);
        while (details.next()) {
            final boolean again = details.isSealed() && choice.reasoned;
            if (withText && !again && !details.text().isEmpty()) {
                sink.event(new Event.Reasoning(choice.index, details.text()));
            }
            if (details.isSealed()) {
                sink.event(new Event.Sealed(choice.index, -1, details.sealOfUpstream()));
            }
        }
    }

    private void calls(StreamedChoice choice, EventSink sink) {
        if (choice.isFinished()) {
            return;
        }
        if (delta.functionCall != null) {
            delta.functionCall.read(inner);
            if (inner.next() == JsonToken.OBJECT) {
                delta.piece.clear();
                delta.piece.function(inner);
                piece(choice, sink);
            }
        }
        if (delta.calls == null) {
            return;
        }
        delta.calls.read(inner);
        if (inner.next() == JsonToken.ARRAY) {
            while (state != State.OVER && inner.next() == JsonToken.OBJECT) {
                delta.piece.read(inner);
                piece(choice, sink);
            }
        }
    }

    private void piece(StreamedChoice choice, EventSink sink) {
        final String trouble = choice.piece(delta.piece, held, sink);
        if (trouble != null) {
            fail(upstreams(trouble), sink);
        }
    }

    @Override
    public void end(EventSink sink) {
        if (state == State.OVER) {
            return;
        }
        if (!isComplete()) {
            fail(upstreams("the upstream ended the stream early"), sink);
            return;
        }
        state = State.OVER;
        if (usageUntold) {
            sink.event(told);
        }
        for (int i = 0; i < choices.size(); i++) {
            choices.get(i).tellFinish(sink);
        }
        sink.event(Event.End.INSTANCE);
    }

    private boolean isComplete() {
        for (int i = 0; i < choices.size(); i++) {
            if (!choices.get(i).isFinished()) {
                return false;
            }
        }
        return state == State.TELLING && !choices.isEmpty();
    }

    private static Failure upstreams(String message) {
        return Failure.of(ErrorType.UPSTREAM_ERROR, message);
    }

    private void fail(Failure failure, EventSink sink) {
        state = State.OVER;
        sink.event(new Event.Failed(failure));
    }
}
