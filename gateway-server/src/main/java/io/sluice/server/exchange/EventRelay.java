package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.EventKind;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.sse.SseEvent;
import io.sluice.codec.sse.SseScanner;
import io.sluice.codec.sse.SseSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relays a stream of events, whole events at a time and otherwise untouched. What precedes the first content is held, so
 * that another channel may still take over; an event that is kept from the client is cut out; the beginning of an event
 * whose end has not arrived waits, bounded, so that a failure can always be told between two events.
 */
final class EventRelay extends Relay implements SseSink {
    /** Larger events are passed on unread: nothing the gateway looks for is that large. */
    static final int MAX_INSIDE_BYTES = 256 * 1024;

    private final Answer answer;
    private final Usage usage;
    private final int maxHeldBytes;
    private final SseScanner scanner = new SseScanner(MAX_INSIDE_BYTES, this);
    /** The beginning of an event whose end has not arrived, from earlier reads. */
    private final Spans tail;

    private @Nullable StreamInspector inspector;
    private @Nullable ChannelSecrets withheld;
    private @Nullable ByteBuf reading;
    private int runStart;
    private int eventStart;
    private boolean hideUsage;
    private boolean lastHidden;
    private boolean content;
    private long parts;
    private boolean terminated;
    private boolean midEvent;
    private boolean ending;
    private boolean unendedError;
    private @Nullable Fault fault;

    EventRelay(Answer answer, Usage usage, int maxHeldBytes) {
        this.answer = answer;
        this.tail = new Spans(answer.memory());
        this.usage = usage;
        this.maxHeldBytes = maxHeldBytes;
    }

    /**
     * @param hideUsage whether the usage event was the gateway's wish and not the client's
     * @param secrets what an error must not show
     */
    void begin(StreamInspector reader, boolean hideUsage, ChannelSecrets secrets) {
        withheld = secrets;
        dropTail();
        scanner.reset();
        reader.reset();
        inspector = reader;
        this.hideUsage = hideUsage;
        lastHidden = false;
        parts = 0;
        content = false;
        terminated = false;
        midEvent = false;
        ending = false;
        unendedError = false;
        fault = null;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        if (fault == Fault.ERROR_UNDER_200) {
            return;
        }
        reading = in;
        // The line feed of a line end that was cut in two belongs to the event before it, and shares its fate.
        final boolean owed = length > 0 && scanner.awaitsLineFeed() && in.getByte(index) == '\n';
        eventStart = owed ? index + 1 : index;
        runStart = owed && lastHidden ? index + 1 : index;
        scanner.feed(in, index, length);
        if (fault != Fault.ERROR_UNDER_200) {
            passRun(eventStart);
            keepTail(in, index + length);
        }
        reading = null;
    }

    /** Whole chunks of whole events go on as they came. */
    @Override
    void chunk(ByteBuf in, int index, int length, int start, int end) {
        if (!answer.takesChunks() || !isBetweenEvents() || fault == Fault.ERROR_UNDER_200) {
            body(in, index, length);
            return;
        }
        reading = in;
        eventStart = index;
        runStart = index;
        scanner.feed(in, index, length);
        final int dataEnd = index + length;
        if (isBetweenEvents() && runStart == index && answer.takesChunks()) {
            answer.chunk(in, start, end, length);
        } else {
            passRun(eventStart);
            keepTail(in, dataEnd);
        }
        reading = null;
    }

    private boolean isBetweenEvents() {
        return scanner.atBoundary() && !scanner.awaitsLineFeed();
    }

    @Override
    public void event(SseEvent event, int endIndex) {
        final StreamInspector reader = inspector;
        if (reader == null || fault == Fault.ERROR_UNDER_200) {
            return;
        }
        final EventKind kind = event.isOversized() ? EventKind.CONTENT : reader.event(event, usage);
        if (ending && kind == EventKind.ERROR) {
            errorAtEnd(event);
            return;
        }
        if (kind == EventKind.ERROR && !answer.isCommitted() && !content) {
            fault = Fault.ERROR_UNDER_200;
            return;
        }
        if (kind == EventKind.ERROR) {
            withhold(endIndex);
        }
        // The end of input may cut the usage event so that it can't be known as one: nothing else is lost with it.
        lastHidden = hideUsage && (kind == EventKind.USAGE || (ending && kind == EventKind.LIFECYCLE));
        if (lastHidden) {
            passRun(eventStart);
            dropTail();
            runStart = Math.max(endIndex, runStart);
        } else if (!ending) {
            passTail();
        }
        midEvent = false;
        eventStart = Math.max(endIndex, eventStart);
        parts++;
        note(kind);
    }

    /** An error without its blank line is no event to some clients, so that it has to be told anew; what is no object was cut. */
    private void errorAtEnd(SseEvent event) {
        final int length = event.dataLength();
        unendedError = length > 0 && event.data().getByte(event.dataIndex() + length - 1) == '}';
        if (unendedError && !answer.isCommitted() && !content) {
            fault = Fault.ERROR_UNDER_200;
        }
    }

    private void note(EventKind kind) {
        switch (kind) {
            case CONTENT -> {
                content = true;
                answer.commit();
            }
            case FINISH -> answer.commit();
            case END -> {
                terminated = true;
                answer.commit();
            }
            case ERROR -> fault = Fault.ERROR_IN_STREAM;
            case LIFECYCLE, USAGE -> {
                if (answer.heldBytes() > maxHeldBytes) {
                    answer.commit();
                }
            }
        }
    }

    @Override
    @Nullable
    Fault end() {
        final boolean wasMidEvent = midEvent;
        ending = true;
        scanner.finish();
        if (fault == Fault.ERROR_UNDER_200) {
            return fault;
        }
        final StreamInspector reader = inspector;
        if (fault == null && (reader == null || unendedError || !reader.isComplete())) {
            midEvent = wasMidEvent;
            dropTail(); // a part of an event, behind which the failure could not be told
            return Fault.TRUNCATED;
        }
        passTail();
        return fault;
    }

    /** Whether the client has the beginning of an event and not its end, so that nothing can be told between two events. */
    boolean isMidEvent() {
        return midEvent;
    }

    @Override
    @Nullable
    Fault earlyFault() {
        return fault == Fault.ERROR_UNDER_200 ? fault : null;
    }

    @Override
    boolean hasContent() {
        return content;
    }

    @Override
    long parts() {
        return parts;
    }

    @Override
    boolean isTerminated() {
        return terminated;
    }

    @Override
    @Nullable
    String faultMessage() {
        final StreamInspector reader = inspector;
        return reader == null || (fault == null && !unendedError) ? null : reader.errorMessage();
    }

    @Override
    long estimatedOutputTokens() {
        final StreamInspector reader = inspector;
        return reader == null ? 0 : reader.estimatedOutputTokens();
    }

    @Override
    void cancel() {
        dropTail();
    }

    /** Lets go of the reader and of what is kept: the answer is over. */
    void forget() {
        inspector = null;
        withheld = null;
        dropTail();
        scanner.close();
    }

    /** Overwrites secrets in the event that ends there, in what came of it with this read and before. */
    private void withhold(int endIndex) {
        final ChannelSecrets secrets = withheld;
        if (secrets == null) {
            return;
        }
        final List<ByteBuf> event = new ArrayList<>(tail.list());
        final ByteBuf in = reading;
        if (in != null && endIndex > eventStart) {
            event.add(in.slice(eventStart, endIndex - eventStart));
        }
        secrets.overwriteIn(event);
    }

    /** Hands on the whole events of the present read up to {@code end}. */
    private void passRun(int end) {
        final ByteBuf in = reading;
        if (in != null && end > runStart) {
            answer.span(in, runStart, end - runStart);
            runStart = end;
        }
    }

    private void keepTail(ByteBuf in, int end) {
        if (end > eventStart) {
            tail.add(in, eventStart, end - eventStart);
            if (tail.heldBytes() > maxHeldBytes) {
                content = true;
                midEvent = true;
                answer.commit();
                passTail();
            }
        }
    }

    private void passTail() {
        answer.spans(tail);
    }

    private void dropTail() {
        tail.release();
    }
}
