package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** A call whose pieces arrive one by one; it is told once its name is known. */
final class StreamedCall {
    final int key;
    JsonString id = JsonString.EMPTY;
    JsonString name = JsonString.EMPTY;
    JsonString signature = JsonString.EMPTY;
    /** Its place among the calls told; -1 before it is told. */
    int number = -1;

    boolean hasArguments;

    private @Nullable ByteBuf early;

    StreamedCall(int key) {
        this.key = key;
    }

    boolean isTold() {
        return number >= 0;
    }

    boolean isNamed() {
        return !name.isEmpty();
    }

    /** Whether a piece that has this call's index begins another: it has a name and a different id. */
    boolean isOther(CallPiece piece) {
        return isNamed() && !piece.name.isEmpty() && !id.isEmpty() && !piece.id.isEmpty() && !piece.id.equals(id);
    }

    /** Takes over what wasn't known before; false when that is too much. */
    boolean take(CallPiece piece, HeldBytes held) {
        boolean fits = true;
        if (id.isEmpty() && !piece.id.isEmpty()) {
            id = piece.id.copy();
            fits = held.take(id.length());
        }
        if (name.isEmpty() && !piece.name.isEmpty()) {
            name = piece.name.copy();
            fits &= held.take(name.length());
        }
        if (!isTold() && !piece.signature.isEmpty()) {
            signature = piece.signature.copy();
            fits &= held.take(signature.length());
        }
        return fits;
    }

    /** Keeps arguments that came before the name; false when that is too much. */
    boolean keep(JsonString fragment, HeldBytes held) {
        ByteBuf kept = early;
        if (kept == null) {
            kept = Unpooled.buffer(fragment.length());
            early = kept;
        }
        if (!held.take(fragment.length())) {
            return false;
        }
        fragment.writeTo(kept);
        return true;
    }

    /** What was kept. */
    JsonString kept() {
        final ByteBuf kept = early;
        early = null;
        return kept == null ? JsonString.EMPTY : JsonString.view(kept.array(), 0, kept.readableBytes(), true);
    }
}
