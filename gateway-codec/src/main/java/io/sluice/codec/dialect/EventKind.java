package io.sluice.codec.dialect;

/**
 * What one event of a stream means to the relay. {@link #CONTENT}, {@link #FINISH} and {@link #END} commit the answer to its
 * channel; {@link #LIFECYCLE} and {@link #USAGE} don't; an {@link #ERROR} before the commit lets another channel take over.
 */
public enum EventKind {
    /** Nothing of the answer yet: role chunk, {@code message_start}, ping, comment, empty delta. */
    LIFECYCLE,
    /** Carries text, reasoning, a call or anything else that belongs to the answer. */
    CONTENT,
    /** OpenAI's extra chunk: no choices, but usage. Kept from a client that didn't ask for it. */
    USAGE,
    /** Tells why the answer ended, without content of its own. */
    FINISH,
    /** The stream's terminator; what follows has no meaning. */
    END,
    /** The upstream failed and says so. */
    ERROR;

    /** True when the client may see this event only from the channel that will also send the rest. */
    public boolean commits() {
        return this == CONTENT || this == FINISH || this == END;
    }
}
