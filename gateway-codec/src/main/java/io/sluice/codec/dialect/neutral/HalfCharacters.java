package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;

/**
 * Keeps a character whole that a vendor's stream cuts in two: the first half of a surrogate pair, escaped, at the end of one fragment, its
 * partner at the start of the next. Holds the first half back; one for each text that is open. Owned by one thread.
 */
public final class HalfCharacters {
    private static final int ESCAPE_LENGTH = 6;
    private static final JsonString REPLACEMENT = JsonString.of("\ufffd");

    private JsonString held = JsonString.EMPTY;

    /** Forgets what is held: another text begins. */
    public void clear() {
        held = JsonString.EMPTY;
    }

    /** What may be written now that this fragment has come. Allocates only when a character was cut. */
    public JsonString join(JsonString fragment) {
        final boolean cut = endsInHighSurrogate(fragment);
        if (!cut && held.isEmpty()) {
            return fragment;
        }
        final int whole = fragment.length() - (cut ? ESCAPE_LENGTH : 0);
        final ByteBuf joined = Unpooled.buffer(held.length() + whole + REPLACEMENT.length());
        if (whole == 0 && !held.isEmpty()) {
            REPLACEMENT.writeTo(joined);
        } else {
            held.writeTo(joined);
        }
        fragment.slice(0, whole).writeTo(joined);
        held = cut ? fragment.slice(whole, fragment.length()).copy() : JsonString.EMPTY;
        return JsonString.view(joined.array(), 0, joined.readableBytes(), true);
    }

    /** What is still to be written at the end of the text: nothing, or a stand-in for half a character. */
    public JsonString rest() {
        final JsonString rest = held.isEmpty() ? JsonString.EMPTY : REPLACEMENT;
        held = JsonString.EMPTY;
        return rest;
    }

    private static boolean endsInHighSurrogate(JsonString fragment) {
        final int at = fragment.length() - ESCAPE_LENGTH;
        if (at < 0 || fragment.byteAt(at) != '\\' || fragment.byteAt(at + 1) != 'u') {
            return false;
        }
        final int first = fragment.byteAt(at + 2) | 0x20;
        final int second = fragment.byteAt(at + 3) | 0x20;
        if (first != 'd' || !(second == '8' || second == '9' || second == 'a' || second == 'b')) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < at && fragment.byteAt(at - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 0;
    }
}
