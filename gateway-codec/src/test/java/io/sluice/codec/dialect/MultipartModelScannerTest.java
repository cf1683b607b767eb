package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartModelScannerTest {
    private static final String TYPE = "multipart/form-data; boundary=xyz";

    private final MultipartModelScanner scanner = new MultipartModelScanner();

    @Test
    void findsTheModelBehindAFile() {
        final String body = form(
                part("name=\"file\"; filename=\"a;b\\\"name=\\\"model.mp3\"", "\0\1\r\n--xy\r\r\n--not\n--xyz--"),
                part("name=\"model\"", "whisper-1"),
                part("name=\"stream\"", "true"));

        scan(TYPE, body);

        assertThat(scanner.model()).isEqualTo("whisper-1");
        assertThat(body.substring((int) scanner.modelStart(), (int) scanner.modelEnd()))
                .isEqualTo("whisper-1");
        assertThat(scanner.isStreaming()).isTrue();
        assertThat(scanner.isEnded()).isTrue();
        assertThat(scanner.duplicate()).isFalse();
        assertThat(scanner.consumed()).isEqualTo(body.length());
    }

    @Test
    void findsItAsSoonAsItHasPassed() {
        final String body = form(part("name=\"model\"", "whisper-1"), part("name=\"file\"", "x".repeat(100)));
        final int known = body.indexOf("whisper-1") + "whisper-1\r\n--xyz".length();

        begin(TYPE);
        feed(body.substring(0, known - 1));
        assertThat(scanner.isFound()).isFalse();
        feed(body.substring(known - 1, known));
        assertThat(scanner.isFound()).isTrue();
    }

    @Test
    void findsTheSameWhereverTheBodyIsCut() {
        final String body = "preamble --xyz\r\n"
                + form(
                        part("name=\"file\"; filename=x", "\r\n--xy\r\n\r\n--xyy\r"),
                        part("name=\"prompt\"", ""),
                        part("name=model", "m/1:x"),
                        part("name=\"stream\"", "false"));
        for (int at = 0; at <= body.length(); at++) {
            begin(TYPE);
            feed(body.substring(0, at));
            feed(body.substring(at));

            assertThat(scanner.model()).as("cut at %s", at).isEqualTo("m/1:x");
            assertThat(scanner.modelStart()).isEqualTo(body.indexOf("m/1:x"));
            assertThat(scanner.isStreaming()).isFalse();
            assertThat(scanner.isEnded()).isTrue();
        }
    }

    @Test
    void findsTheModelAmongRandomBytes() {
        final long seed = 20_260_101;
        final Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            final String body = form(
                    part("name=\"file\"; filename=\"f\"", noise(random)),
                    part("name=\"model\"", "m" + round),
                    part("name=\"other\"", noise(random)));
            begin(TYPE);
            for (int at = 0; at < body.length(); ) {
                final int next = Math.min(body.length(), at + 1 + random.nextInt(40));
                feed(body.substring(at, next));
                at = next;
            }
            assertThat(scanner.model()).as("seed %s round %s", seed, round).isEqualTo("m" + round);
            assertThat(scanner.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=xyz",
                "Multipart/Form-Data;boundary=xyz",
                "multipart/form-data; BOUNDARY=\"xyz\"",
                "multipart/form-data; charset=utf-8; boundary=xyz",
                "multipart/form-data ; boundary=xyz ; charset=utf-8"
            })
    void readsTheBoundary(String type) {
        scan(type, form(part("name=\"model\"", "m")));

        assertThat(scanner.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "multipart/mixed; boundary=xyz",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"xyz",
                "multipart/form-data; boundary=\"x\\yz\"",
                "multipart/form-data; boundary=xyz; boundary=abc",
                "multipart/form-data; x=\"; boundary=abc\"; boundary=xyz",
                "multipart/form-data, boundary=xyz",
                "multipart/form-datax; boundary=xyz",
                "multipart/form-data; boundary="
                        + "0123456789012345678901234567890123456789012345678901234567890123456789x"
            })
    void refusesAContentTypeWithoutOneClearBoundary(String type) {
        assertThat(begin(type)).isFalse();
        feed(form(part("name=\"model\"", "m")));

        assertThat(scanner.failed()).isTrue();
        assertThat(scanner.isFound()).isFalse();
        assertThat(scanner.failure()).isEqualTo("expected multipart/form-data with a boundary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"model\"; name=\"x\"\r\n\r\n",
                "Content-Disposition: form-data; name*=UTF-8''model\r\n\r\n",
                "Content-Disposition: form-data; name=\"mo\\del\"\r\n\r\n",
                "Content-Disposition: form-data; name=\"%6dodel\"\r\n\r\n",
                "Content-Disposition: form-data; name=\"model\r\n\r\n",
                "Content-Disposition: form-data; name\r\n\r\n",
                "Content-Disposition: form-data;\r\n name=\"model\"\r\n\r\n",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n",
                "Content-Disposition: form-data; name=\"model\"\n\n",
                "Content-Disposition: form-data; name=\"model\"\r\r\n\r\n"
            })
    void refusesAPartThatReadersMayTakeForDifferentFields(String head) {
        scan(TYPE, "--xyz\r\n" + head + "m\r\n--xyz--");

        assertThat(scanner.failed()).isTrue();
        assertThat(scanner.isFound()).isFalse();
        assertThat(scanner.failure()).contains("more than one way");
    }

    @Test
    void refusesAnEndlessHead() {
        scan(TYPE, "--xyz\r\nx: " + "y".repeat(3000));

        assertThat(scanner.failed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"x", "' '", "-x", "'\r-'"})
    void refusesWhatIsNoLineEndBehindABoundary(String after) {
        begin(TYPE);
        feed("--xyz" + after);

        assertThat(scanner.failed()).isTrue();
        assertThat(scanner.failure()).isEqualTo("expected a line end behind the multipart boundary");
    }

    @Test
    void refusesAModelOfExcessiveLength() {
        scan(TYPE, form(part("name=\"model\"", "m".repeat(256))));
        assertThat(scanner.model()).hasSize(256);

        scan(TYPE, form(part("name=\"model\"", "m".repeat(257))));
        assertThat(scanner.failure()).isEqualTo("the form field model is longer than 256 bytes");
    }

    @Test
    void saysThatTheModelCameTwice() {
        scan(TYPE, form(part("name=\"model\"", "a"), part("name=\"model\"", "b")));

        assertThat(scanner.model()).isEqualTo("a");
        assertThat(scanner.duplicate()).isTrue();
    }

    @Test
    void takesNoFileForTheModel() {
        scan(TYPE, form(part("name=\"model\"; filename=\"model\"", "a")));

        assertThat(scanner.isFound()).isFalse();
        assertThat(scanner.isEnded()).isTrue();
    }

    @Test
    void copiesOnlyWhatFits() {
        scan(TYPE, form(part("name=\"model\"", "abc")));

        assertThat(scanner.copyModel(new byte[2])).isEqualTo(-1);
        assertThat(scanner.copyModel(new byte[3])).isEqualTo(3);
    }

    @Test
    void allocatesNothing() {
        final byte[] body = form(part("name=\"file\"; filename=\"f\"", "x".repeat(5000)), part("name=\"model\"", "m"))
                .getBytes(ISO_8859_1);
        final ByteBuf bytes = Unpooled.wrappedBuffer(body);
        final ByteBuf type = Unpooled.copiedBuffer(TYPE, ISO_8859_1);

        assertThat(Allocations.of(() -> {
                    scanner.begin(type, 0, type.capacity());
                    scanner.feed(bytes, 0, body.length);
                }))
                .isZero();
    }

    private static String noise(Random random) {
        final String alphabet = "\r\n-xyz\0 ";
        final StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return noise.toString().replace("\r\n--xyz", "\r\n--xy");
    }

    private static String part(String parameters, String value) {
        return "Content-Disposition: form-data; " + parameters + "\r\nContent-Type: text/plain\r\n\r\n" + value
                + "\r\n";
    }

    private static String form(String... parts) {
        return "--xyz\r\n" + String.join("--xyz\r\n", parts) + "--xyz--\r\n";
    }

    private void scan(String type, String body) {
        assertThat(begin(type)).isTrue();
        feed(body);
    }

    private boolean begin(String type) {
        return scanner.begin(Unpooled.copiedBuffer(type, ISO_8859_1), 0, type.length());
    }

    private void feed(String text) {
        scanner.feed(Unpooled.copiedBuffer(text, ISO_8859_1), 0, text.length());
    }
}
