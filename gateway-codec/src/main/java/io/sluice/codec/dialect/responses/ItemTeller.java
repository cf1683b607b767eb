package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the items of a stream hold, each piece once, however often and late the upstream repeats it. Remembers of each item only what
 * was told of it. Owned by one reader, reused.
 */
final class ItemTeller {
    private static final int MAX_ITEMS = 8192;
    private static final int NO_INDEX = -1;
    private static final JsonString NO_ARGUMENTS = JsonString.of("{}");

    private final OutputItem read;
    private final PartCursor parts = new PartCursor();
    private final List<Told> items = new ArrayList<>();
    private @Nullable Work work;
    private int count;
    private int calls;
    private boolean numbersRepeat;
    private boolean refused;

    /** @param read the item that the reader shares, as it was read last */
    ItemTeller(OutputItem read) {
        this.read = read;
    }

    void begin(Work with) {
        work = with;
        count = 0;
        calls = 0;
        numbersRepeat = false;
        refused = false;
        if (items.size() > MAX_ITEMS / 64) {
            items.clear();
        }
    }

    boolean isFull() {
        return count >= MAX_ITEMS;
    }

    boolean isRefused() {
        return refused;
    }

    boolean hasCalled() {
        return calls > 0;
    }

    void annotated() {
        work().losses().dropFromAnswer("annotations");
    }

    void text(int index, int part, JsonString text, boolean refusal, EventSink sink) {
        refused |= refusal;
        if (!text.isEmpty()) {
            at(index).contentTold |= bit(part);
            sink.event(new Event.Text(0, text));
        }
    }

    void wholeText(int index, int part, JsonString text, boolean refusal, EventSink sink) {
        refused |= refusal;
        if ((at(index).contentTold & bit(part)) == 0) {
            text(index, part, text, refusal, sink);
        }
    }

    void summary(int index, int part, JsonString text, EventSink sink) {
        if (text.isEmpty()) {
            return;
        }
        final Told item = at(index);
        if (item.summaryTold != 0 && (item.summaryTold & bit(part)) == 0) {
            sink.event(new Event.Reasoning(0, Texts.BLANK_LINE));
        }
        item.summaryTold |= bit(part);
        sink.event(new Event.Reasoning(0, text));
    }

    void wholeSummary(int index, int part, JsonString text, EventSink sink) {
        if ((at(index).summaryTold & bit(part)) == 0) {
            summary(index, part, text, sink);
        }
    }

    void reasoning(int index, int part, JsonString text, EventSink sink) {
        if (!text.isEmpty()) {
            at(index).contentTold |= bit(part);
            sink.event(new Event.Reasoning(0, text));
        }
    }

    void wholeReasoning(int index, int part, JsonString text, EventSink sink) {
        if ((at(index).contentTold & bit(part)) == 0) {
            reasoning(index, part, text, sink);
        }
    }

    void arguments(int index, JsonString fragment, EventSink sink) {
        final Told item = at(index);
        if (item.isOpenCall() && !fragment.isEmpty()) {
            item.argumentsTold = true;
            sink.event(new Event.CallArgs(0, item.call, fragment));
        }
    }

    void wholeArguments(int index, JsonString all, EventSink sink) {
        if (!at(index).argumentsTold) {
            arguments(index, all, sink);
        }
    }

    /** The item just read begins. A call of which not all is known yet begins at its end. */
    void added(int index, EventSink sink) {
        final Told item = newest(index);
        final boolean known = item != null && !item.added && !item.done;
        numbersRepeat |= item != null && !known;
        final Told begun = item != null && known ? item : open(index == NO_INDEX ? count : index);
        begun.added = true;
        if (read.kind() == OutputItem.Kind.FUNCTION_CALL
                && !read.name().isEmpty()
                && !read.callId().isEmpty()) {
            startCall(begun, sink);
        } else if (read.kind() == OutputItem.Kind.OTHER) {
            work().losses().dropFromAnswer(read.type().text());
        }
    }

    /** The item just read has ended. */
    void done(int index, EventSink sink) {
        finish(at(index), sink);
    }

    /** The item just read stands at that place of the whole answer, and wasn't told to the end. */
    void doneAtEnd(int number, EventSink sink) {
        final Told item = inAnswer(number);
        finish(item == null ? open(number) : item, sink);
    }

    boolean isDone(int number) {
        final Told item = inAnswer(number);
        return item != null && item.done;
    }

    /** Servers that number all items alike are taken by their order. */
    private @Nullable Told inAnswer(int number) {
        if (numbersRepeat) {
            return number < count ? items.get(number) : null;
        }
        return newest(number);
    }

    private void finish(Told item, EventSink sink) {
        if (item.done) {
            return;
        }
        if (item.isOpenCall() && read.kind() != OutputItem.Kind.FUNCTION_CALL) {
            endCall(item, sink);
        }
        switch (read.kind()) {
            case MESSAGE -> message(item, sink);
            case REASONING -> reasoned(item, sink);
            case FUNCTION_CALL -> {
                if (item.call < 0) {
                    startCall(item, sink);
                }
                if (!item.argumentsTold && !read.arguments().isEmpty()) {
                    item.argumentsTold = true;
                    sink.event(new Event.CallArgs(0, item.call, read.arguments()));
                }
                endCall(item, sink);
            }
            case OTHER -> work().losses().dropFromAnswer(read.type().text());
        }
        item.done = true;
    }

    private void message(Told item, EventSink sink) {
        parts.begin(read.content());
        for (int part = 0; parts.next(); part++) {
            refused |= parts.isRefusal();
            if (parts.isAnnotated()) {
                annotated();
            }
            if ((item.contentTold & bit(part)) == 0 && !parts.partText().isEmpty()) {
                item.contentTold |= bit(part);
                sink.event(new Event.Text(0, parts.partText()));
            }
        }
    }

    private void reasoned(Told item, EventSink sink) {
        parts.begin(read.summary());
        for (int part = 0; parts.next(); part++) {
            if ((item.summaryTold & bit(part)) == 0 && !parts.partText().isEmpty()) {
                if (item.summaryTold != 0) {
                    sink.event(new Event.Reasoning(0, Texts.BLANK_LINE));
                }
                item.summaryTold |= bit(part);
                sink.event(new Event.Reasoning(0, parts.partText()));
            }
        }
        parts.begin(read.content());
        for (int part = 0; parts.next(); part++) {
            if ((item.contentTold & bit(part)) == 0 && !parts.partText().isEmpty()) {
                item.contentTold |= bit(part);
                sink.event(new Event.Reasoning(0, parts.partText()));
            }
        }
        final Seal seal = read.seal();
        if (seal != null) {
            sink.event(new Event.Sealed(0, -1, seal));
        }
    }

    /** Ends the calls whose end was never told. */
    void endCalls(EventSink sink) {
        for (int i = 0; i < count; i++) {
            final Told item = items.get(i);
            if (item.isOpenCall()) {
                endCall(item, sink);
                item.done = true;
            }
        }
    }

    private void startCall(Told item, EventSink sink) {
        item.call = calls++;
        final JsonString id = read.callId().isEmpty() ? CallIds.made(work(), item.call) : read.callId();
        sink.event(new Event.CallStart(0, item.call, id, work().aliases().restore(read.name())));
    }

    private static void endCall(Told item, EventSink sink) {
        if (!item.argumentsTold) {
            sink.event(new Event.CallArgs(0, item.call, NO_ARGUMENTS));
        }
        sink.event(new Event.CallEnd(0, item.call));
    }

    private Told at(int index) {
        final Told item = index == NO_INDEX && count > 0 ? items.get(count - 1) : newest(index);
        return item == null ? open(Math.max(index, 0)) : item;
    }

    private @Nullable Told newest(int index) {
        for (int i = count - 1; i >= 0; i--) {
            if (items.get(i).index == index) {
                return items.get(i);
            }
        }
        return null;
    }

    private Told open(int index) {
        if (count == items.size()) {
            items.add(new Told());
        }
        final Told item = items.get(count++);
        item.begin(index);
        return item;
    }

    private static long bit(int part) {
        return 1L << Math.min(part, Long.SIZE - 1);
    }

    private Work work() {
        final Work current = work;
        if (current == null) {
            throw new IllegalStateException("no stream was begun");
        }
        return current;
    }

    /** What was told of one item. Parts are bits; those beyond the 63rd share one. */
    private static final class Told {
        private int index;
        private int call;
        private long contentTold;
        private long summaryTold;
        private boolean argumentsTold;
        private boolean added;
        private boolean done;

        void begin(int at) {
            index = at;
            call = -1;
            contentTold = 0;
            summaryTold = 0;
            argumentsTold = false;
            added = false;
            done = false;
        }

        boolean isOpenCall() {
            return call >= 0 && !done;
        }
    }
}
