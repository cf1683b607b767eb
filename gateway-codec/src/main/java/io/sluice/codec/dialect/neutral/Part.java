package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a turn or of an answer, in the order in which it was said. */
public sealed interface Part {
    record Text(JsonString text, @Nullable CacheMark cache) implements Part {}

    /** @param detail {@code low}, {@code high}, {@code auto} or null */
    record Image(
            Media media,
            @Nullable JsonString detail,
            @Nullable CacheMark cache) implements Part {}

    /**
     * @param format {@code wav} or {@code mp3}
     * @param base64 in the standard alphabet
     */
    record Audio(JsonString format, JsonString base64) implements Part {}

    /** @param name file name or title, or null */
    record Document(
            Media media,
            @Nullable JsonString name,
            @Nullable CacheMark cache) implements Part {}

    /**
     * The model calls a tool of the client's.
     *
     * @param id as the dialect that made it gave it; empty where it gives none
     * @param args a JSON object, raw
     * @param seal the vendor's mark on this call, or null
     */
    record Call(
            JsonString id,
            JsonString name,
            JsonValue args,
            @Nullable Seal seal,
            @Nullable CacheMark cache) implements Part {}

    /**
     * What a call came to.
     *
     * @param id of the call; empty where the dialect ties results by name and order
     * @param name of the tool, where the dialect tells it
     * @param media images and documents beside the text
     */
    record Result(
            JsonString id,
            @Nullable JsonString name,
            JsonString text,
            List<Part> media,
            boolean isError,
            @Nullable CacheMark cache)
            implements Part {}

    /**
     * What the model thought.
     *
     * @param text empty when it is hidden
     * @param seal the vendor's mark, or null
     */
    record Reasoning(JsonString text, @Nullable Seal seal) implements Part {}
}
