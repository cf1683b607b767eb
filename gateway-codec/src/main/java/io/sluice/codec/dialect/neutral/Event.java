package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * A step of a stream. Strings are views, valid until the sink returns: a sink that keeps one copies it.
 *
 * <p>Every stream a reader tells is {@code Start (Text | Reasoning | Sealed | CallStart CallArgs* CallEnd | Told | Alive)* Finished* End}, or ends
 * in {@code Failed} at any point; nothing follows {@code End} or {@code Failed}. Calls are numbered from 0 in each choice, in the
 * order of their start, and several may be open at once; a call's start comes when id and name are known.
 */
public sealed interface Event {
    /**
     * The answer begins.
     *
     * @param id the upstream's, maybe empty
     */
    record Start(JsonString id) implements Event {}

    record Text(int choice, JsonString text) implements Event {}

    record Reasoning(int choice, JsonString text) implements Event {}

    /** The mark on the reasoning just told, or, where {@code call} isn't negative, on that call (told before its start). */
    record Sealed(int choice, int call, Seal seal) implements Event {}

    /** @param id empty where the dialect gives none */
    record CallStart(int choice, int call, JsonString id, JsonString name) implements Event {}

    /** @param fragment of the arguments' JSON text, as the inside of a JSON string; cut anywhere but inside an escape */
    record CallArgs(int choice, int call, JsonString fragment) implements Event {}

    record CallEnd(int choice, int call) implements Event {}

    /**
     * The counts known by now; each telling replaces the last.
     *
     * @param usage borrowed
     */
    record Told(Usage usage) implements Event {}

    /** A choice has ended; usage may still follow. */
    record Finished(int choice, Finish finish, @Nullable JsonString stopSequence) implements Event {}

    /** The stream is complete. */
    record End() implements Event {
        public static final End INSTANCE = new End();
    }

    /** The stream has failed. */
    record Failed(Failure failure) implements Event {}

    /** A sign of life without content. */
    record Alive() implements Event {
        public static final Alive INSTANCE = new Alive();
    }
}
