package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Reads a client's request of one dialect. Owned by one thread, reused. */
public interface RequestReader {
    /**
     * Reads a request.
     *
     * @param body one JSON object; the request's strings are views over its bytes
     * @param hints what the client told outside the body
     * @throws UnsupportedException when it holds what no other vendor can honour, or is not what the dialect takes
     */
    Request read(JsonValue body, Hints hints) throws UnsupportedException;

    /**
     * What stands in a request's line instead of its body, in the dialects that put it there.
     *
     * @param model from the path, or null
     * @param stream whether the path asks for a stream
     * @param counting whether only the tokens of the request are to be counted
     */
    record Hints(@Nullable String model, boolean stream, boolean counting) {
        public static final Hints NONE = new Hints(null, false, false);
    }
}
