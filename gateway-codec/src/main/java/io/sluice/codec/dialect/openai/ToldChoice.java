package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the writer of a stream keeps of one choice. */
final class ToldChoice {
    final int index;
    /** A chunk of it up to the value of its delta. */
    final byte[] opening;

    final HalfCharacters text = new HalfCharacters();
    final HalfCharacters reasoning = new HalfCharacters();
    Finish finish = Finish.STOP;

    private final List<HalfCharacters> arguments = new ArrayList<>(0);
    private final ByteBuf thought = Unpooled.buffer(0);
    private boolean thoughtTooLong;
    private @Nullable Seal callSeal;

    ToldChoice(int index, byte[] opening) {
        this.index = index;
        this.opening = opening;
    }

    HalfCharacters arguments(int call) {
        while (arguments.size() <= call) {
            arguments.add(new HalfCharacters());
        }
        return arguments.get(call);
    }

    /** Keeps the mark for the call that begins next. */
    void callSeal(Seal seal) {
        callSeal = seal.copy();
    }

    @Nullable
    Seal takeCallSeal() {
        final Seal seal = callSeal;
        callSeal = null;
        return seal;
    }

    /** Keeps a thought, for the mark that may follow is told with the text it stands on. */
    void keepThought(JsonString piece, HeldBytes held) {
        if (thoughtTooLong) {
            return;
        }
        if (held.take(piece.length())) {
            piece.writeTo(thought);
        } else {
            thoughtTooLong = true;
        }
    }

    /** The thought is over; returns it, or null when it was too long to be kept. */
    @Nullable
    JsonString takeThought(HeldBytes held) {
        final int length = thought.readableBytes();
        held.give(length);
        if (thoughtTooLong) {
            thoughtTooLong = false;
            thought.clear();
            return null;
        }
        final JsonString whole = JsonString.view(thought.array(), 0, length, true);
        thought.clear();
        return whole;
    }
}
