package io.sluice.codec.dialect.translate;

import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a fuzzer's input asks for: its first byte chooses the speaker, the listener and a variant, the rest is what is said. */
final class FuzzPair {
    private static final int DIALECTS = Speech.values().length;
    private static final int SMALL_HOLD_BYTES = 512;

    final Speech from;
    final Speech to;
    final boolean variant;
    final byte[] said;
    final Work work = new Work();

    FuzzPair(byte[] input) {
        final int choice = input.length == 0 ? 0 : input[0];
        from = Speech.values()[choice & (DIALECTS - 1)];
        to = Speech.values()[choice >> 2 & (DIALECTS - 1)];
        variant = (choice & 0x10) != 0;
        said = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        work.begin(
                TranslateSettings.DEFAULT,
                Pair.ID_TAIL,
                1_700_000_000,
                variant ? SMALL_HOLD_BYTES : Pair.MAX_HELD_BYTES);
    }

    /** The input that lets {@code from} say this to {@code to}. */
    static byte[] input(Speech from, Speech to, boolean variant, byte[] said) {
        final byte[] input = new byte[said.length + 1];
        input[0] = (byte) ('@' | from.ordinal() | to.ordinal() << 2 | (variant ? 0x10 : 0));
        System.arraycopy(said, 0, input, 1, said.length);
        return input;
    }

    boolean known() {
        return Codecs.knows(from.dialect()) && Codecs.knows(to.dialect());
    }

    DialectCodec fromCodec() {
        return Codecs.of(from.dialect());
    }

    DialectCodec toCodec() {
        return Codecs.of(to.dialect());
    }

    /** The listener has asked the least there is to ask. */
    void askedSomething() {
        final byte[] body = Pair.least(to).getBytes(StandardCharsets.UTF_8);
        try {
            work.request(toCodec()
                    .newRequestReader()
                    .read(JsonValue.view(body, 0, body.length), new RequestReader.Hints(Pair.MODEL, variant, false)));
        } catch (UnsupportedException refused) {
            throw new AssertionError(refused);
        }
    }
}
