package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;

/** Where an image's or a document's content is. Files kept at a vendor have no place here: they never cross dialects. */
public sealed interface Media {
    /**
     * The content itself.
     *
     * @param mime for instance {@code image/png}
     * @param base64 in the standard alphabet, without white space
     */
    record Bytes(JsonString mime, JsonString base64) implements Media {}

    /** An address the vendor, or the gateway for it, fetches. */
    record Url(JsonString url) implements Media {}

    /** A document that is plain text. */
    record PlainText(JsonString text) implements Media {}
}
