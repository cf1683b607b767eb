package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks along at the body of an unary answer while it is relayed. Owned by one exchange at a time, reusable after
 * {@link #reset}; calls on the connection's loop. Bounded memory, nothing of the body is kept.
 */
public interface BodyInspector {
    void reset();

    /** @param in borrowed; {@code length} bytes of the body from {@code index} on, in order */
    void feed(ByteBuf in, int index, int length);

    /**
     * Measures the words of the body, for {@link #estimatedOutputTokens}: only needed where the body doesn't tell its usage, so it
     * may be left until that is known, and what was fed be shown once more.
     *
     * @param in borrowed; {@code length} bytes of the body from {@code index} on, in order
     */
    void measure(ByteBuf in, int index, int length);

    /**
     * The body has ended, well or not. Writes what it told into {@code usage}; what it didn't tell stays as it was. May be called
     * again after {@link #measure}: where no words are found, a count left out may mean none.
     */
    void finish(Usage usage);

    /** True as soon as the body is known to be an answer, so that it may be committed to the client; an empty or broken one never is. */
    boolean hasContent();

    /** True when the body is an error object, whatever the status said. */
    boolean isError();

    /** True when the bytes so far can't become an answer: they aren't JSON where they must be. */
    boolean isBroken();

    /** After {@link #finish}: true when the body was one whole JSON document (or needn't be JSON). */
    boolean isIntact();

    /** Output tokens judged by what was shown to {@link #measure}; for an answer that tells no usage. */
    long estimatedOutputTokens();

    /** Identity under which the answer can be asked for later (Responses), or null. Cold. */
    default @Nullable String answerId() {
        return null;
    }
}
