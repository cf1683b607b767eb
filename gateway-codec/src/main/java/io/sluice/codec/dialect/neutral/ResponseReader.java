package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Reads an upstream's unary answer of one dialect. Owned by one thread, reused. */
public interface ResponseReader {
    /**
     * Reads an answer.
     *
     * @param body one JSON value; the response's strings are views over its bytes
     * @param work tells names apart that were changed on the way up; takes what the answer loses
     * @return null when the body is no answer of the dialect: a failure, that {@link #failure} tells
     */
    @Nullable
    Response read(JsonValue body, Work work);

    /** Why the last body was no answer: an error told under status 200, an answer without content, or something else altogether. */
    Failure failure();
}
