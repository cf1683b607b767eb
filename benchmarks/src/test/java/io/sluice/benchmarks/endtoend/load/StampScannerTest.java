package io.sluice.benchmarks.endtoend.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StampScannerTest {
    private final List<String> told = new ArrayList<>();
    private final StampScanner scanner = new StampScanner((clockNs, number) -> told.add(clockNs + "#" + number));

    private static String stamp(long clockNs, int number) {
        final ByteBuf buf = Unpooled.copiedBuffer(Stamp.BLANK, StandardCharsets.US_ASCII);
        Stamp.set(buf, 0, clockNs, number);
        return buf.toString(StandardCharsets.US_ASCII);
    }

    private void feed(String text) {
        final ByteBuf buf = Unpooled.copiedBuffer("--" + text, StandardCharsets.US_ASCII);
        scanner.scan(buf, 2, text.length());
    }

    @Test
    void findsEveryStampHoweverTheBytesAreCut() {
        final String text = "data: \"" + stamp(1_234_567_890_123L, 0) + " \"\n\nmail@Two.example "
                + stamp(Long.MAX_VALUE, 99_999_999) + stamp(5, 7) + "@";
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second += 13) {
                told.clear();
                scanner.reset();

                feed(text.substring(0, first));
                feed(text.substring(first, second));
                feed(text.substring(second));

                assertThat(told)
                        .as("cut at %d and %d", first, second)
                        .containsExactly("1234567890123#0", Long.MAX_VALUE + "#99999999", "5#7");
            }
        }
    }

    @Test
    void findsEveryStampByteByByte() {
        (stamp(1, 2) + "x" + stamp(3, 4)).chars().forEach(c -> feed(String.valueOf((char) c)));

        assertThat(told).containsExactly("1#2", "3#4");
    }

    @Test
    void takesNothingElseForAStamp() {
        feed("@T0000000000000000000x#00000001 @T00000000000000000001-00000001 @X00000000000000000001#00000001");

        assertThat(told).isEmpty();
    }
}
