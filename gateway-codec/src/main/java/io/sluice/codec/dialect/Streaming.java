package io.sluice.codec.dialect;

/** How a request asks for a stream. */
public enum Streaming {
    /** The endpoint answers in one piece. */
    NEVER,
    /** The body's {@code stream} says so. */
    BY_FIELD,
    /** The endpoint always streams. */
    ALWAYS
}
