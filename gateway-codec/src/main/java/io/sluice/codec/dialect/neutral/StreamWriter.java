package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream in a client's dialect, step by step, each as whole events. Owned by one thread, reused; holds back only what the
 * dialect can't say yet, bounded by the work's limit.
 */
public interface StreamWriter {
    /** Begins another stream. */
    void begin(Work work);

    /** Writes what a step means here, maybe nothing. After {@code End} or {@code Failed} nothing is written. */
    void event(Event event, ByteBuf out);

    /** Why the writer itself broke the stream off, having told the client so: what it has to hold exceeds the work's limit. Null as long as it didn't. */
    default @Nullable Failure failure() {
        return null;
    }

    /** Whether the client would take the body's proper end for a complete answer after a failure: then the connection has to be cut. */
    default boolean mustCutAfterFailure() {
        return false;
    }
}
