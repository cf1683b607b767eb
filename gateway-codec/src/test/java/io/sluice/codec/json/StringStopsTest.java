package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search for what ends plain text, against a look at each byte: short, long and very long, from any place to any other. */
class StringStopsTest {
    private static final int LENGTH = 2000;

    @Test
    void findsEachStopWhereverItIs() {
        final byte[] stops = {'"', '\\', 0, 0x1f, '\n', (byte) 0x80, (byte) 0xa2, (byte) 0xdc, (byte) 0xff};
        final byte[] text = plain();
        for (int at = 0; at < LENGTH; at++) {
            final byte stop = stops[at % stops.length];
            text[at] = stop;
            final int from = Math.max(0, at - at % 1500);
            assertThat(StringStops.find(text, from, LENGTH))
                    .as("%s at %s", stop, at)
                    .isEqualTo(at);
            assertThat(StringStops.find(text, from, at)).as("before %s", at).isEqualTo(at);
            text[at] = '#';
        }
    }

    @Test
    void agreesWithAPlainLookAtEveryByte() {
        for (int seed = 0; seed < 3000; seed++) {
            final Random random = new Random(seed);
            final byte[] text = plain();
            for (int left = random.nextInt(12); left > 0; left--) {
                text[random.nextInt(LENGTH)] = (byte) random.nextInt();
            }
            final int from = random.nextInt(LENGTH);
            final int end = from + random.nextInt(LENGTH + 1 - from);

            assertThat(StringStops.find(text, from, end)).as("seed %s", seed).isEqualTo(slowly(text, from, end));
        }
    }

    private static int slowly(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** What lies closest to the stops, among others. */
    private static byte[] plain() {
        final byte[] near = {' ', '!', '#', '[', ']', 0x7f, 'a', 'Z', '0', '$', 'b'};
        final byte[] text = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            text[i] = near[i % near.length];
        }
        return text;
    }
}
