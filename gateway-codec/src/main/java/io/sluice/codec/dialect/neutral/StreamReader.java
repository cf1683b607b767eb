package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;

/** Reads an upstream's stream of one dialect, event by event. Owned by one thread, reused; bounded memory. */
public interface StreamReader {
    /**
     * Begins another stream.
     *
     * @param work tells names apart that were changed on the way up; kept until the next begin
     */
    void begin(Work work);

    /**
     * One event's data.
     *
     * @param data borrowed
     */
    void event(ByteBuf data, int index, int length, EventSink sink);

    /** A comment or another sign of life. */
    default void alive(EventSink sink) {
        sink.event(Event.Alive.INSTANCE);
    }

    /** The input has ended; tells {@code End}, or {@code Failed} when the stream wasn't complete. */
    void end(EventSink sink);

    /** Whether {@code End} or {@code Failed} was told: what still comes is ignored. */
    boolean isOver();
}
