package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one choice while it is written. */
final class SpokenChoice {
    final int index;
    final HalfCharacters text = new HalfCharacters();
    final HalfCharacters thought = new HalfCharacters();
    /** Calls that aren't whole yet. */
    final List<SpokenCall> open = new ArrayList<>(1);
    /** Calls that have ended without being whole: what becomes of them depends on why the choice ends. */
    final List<SpokenCall> broken = new ArrayList<>(0);
    /** The vendor's own mark, for the next part. */
    @Nullable
    Seal pending;
    /** The mark on the call to come. */
    @Nullable
    Seal callSeal;

    @Nullable
    Finish finish;

    SpokenChoice(int index) {
        this.index = index;
    }

    @Nullable
    SpokenCall call(int number) {
        for (final SpokenCall call : open) {
            if (call.number == number) {
                return call;
            }
        }
        return null;
    }

    @Nullable
    Seal taken() {
        final Seal seal = pending;
        pending = null;
        return seal;
    }
}
