package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.sse.SseEvent;
import org.jspecify.annotations.Nullable;

/**
 * Looks along at the events of a stream while they are relayed. Owned by one exchange at a time, reusable after {@link #reset};
 * calls on the connection's loop. Constant state; allocates nothing for an event, except for an error.
 */
public interface StreamInspector {
    void reset();

    /**
     * @param event borrowed
     * @param usage takes what the event tells of usage
     * @return what the event means to the relay
     */
    EventKind event(SseEvent event, Usage usage);

    /** The same for an event's data alone: an element of a Gemini stream that comes as a JSON array. */
    EventKind data(ByteBuf data, int index, int length, Usage usage);

    /** An event, or element, that was too large to look into: it can only be {@link EventKind#CONTENT}. */
    EventKind oversized();

    /**
     * True when the stream has told how it ended: its terminator was seen, or everything it began has finished. A body that
     * ends while neither this nor {@link #isFailed()} holds was cut.
     */
    boolean isComplete();

    /** True when an event was {@link EventKind#ERROR}. */
    boolean isFailed();

    /** What the error event said, bounded and without control characters; empty when it said nothing. Cold. */
    String errorMessage();

    /** The HTTP status the error stands for: told by the vendor, else judged from its words; 0 before an error. */
    int errorStatus();

    /** Output tokens so far, judged by the text, reasoning and call arguments seen. */
    long estimatedOutputTokens();

    /** How many events were seen, comments left out: in the Responses dialect the next {@code sequence_number}. */
    long eventCount();

    /** Identity under which the answer can be asked for later (Responses), or null. */
    default @Nullable String answerId() {
        return null;
    }
}
