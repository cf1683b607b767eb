package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The estimate against the real tokenizers, and that it doesn't depend on how the text arrives. */
class TokenEstimatorTest {
    /** Of the vocabulary the weights are fitted to, for a single text. */
    private static final double BOUND = 0.35;

    /** The same, over all texts. */
    private static final double MEAN_BOUND = 0.10;

    /** Of the older vocabulary, which takes up to three times the tokens for scripts other than Latin; Hindi is the worst. */
    private static final double OLDER_BOUND = 0.65;

    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final Encoding CL100K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

    static Stream<Map.Entry<String, String>> texts() {
        return SampleTexts.all().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void staysWithinItsBoundForEveryKindOfText(Map.Entry<String, String> text) {
        assertThat(error(text.getValue(), O200K)).isEqualTo(0, within(BOUND));
        assertThat(error(text.getValue(), CL100K)).isEqualTo(0, within(OLDER_BOUND));
    }

    @Test
    void isFairOnAverage() {
        assertThat(meanError(SampleTexts.fitted())).isEqualTo(0, within(MEAN_BOUND));
        assertThat(meanError(SampleTexts.unseen())).isEqualTo(0, within(MEAN_BOUND));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void countsTheSameHoweverATextIsCut(Map.Entry<String, String> text) {
        final byte[] bytes = text.getValue().getBytes(UTF_8);
        final long whole = ofText(text.getValue());
        final TokenEstimator estimator = new TokenEstimator();
        final ByteBuf in = Unpooled.wrappedBuffer(bytes);
        for (int i = 0; i < bytes.length; i++) {
            estimator.addText(in, i, 1);
        }

        assertThat(estimator.tokens()).isEqualTo(whole);
        for (int at = 0; at < bytes.length; at += 7) {
            estimator.reset();
            estimator.addText(in, 0, at);
            estimator.addText(in, at, bytes.length - at);
            assertThat(estimator.tokens()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void countsEscapedTextLikePlainText(Map.Entry<String, String> text) {
        final String plain = text.getValue();
        final String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(plain));
        final String ascii = ascii(quoted);

        assertThat(ofJson(quoted)).isEqualTo(ofText(plain));
        assertThat(ofJson(ascii)).isCloseTo(ofText(plain), within(1L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0",
                "word | 1",
                "two words | 2",
                "Hello, world! | 4",
                "getUserName | 3",
                "123456 | 2",
                "a 1 | 3",
                "\\n\\n\\n | 1"
            })
    void countsSmallThingsAsTokenizersDo(String text, long tokens) {
        assertThat(ofJson(text)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void weighsEveryTextAsTheRulesSay(Map.Entry<String, String> text) {
        final String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text.getValue()));

        agree(quoted.getBytes(UTF_8), new Random(3), "of a text");
        agree(ascii(quoted).getBytes(UTF_8), new Random(4), "of an escaped text");
    }

    @Test
    void weighsAnyBytesAsTheRulesSay() {
        final String alphabet = "abcXYZ019 \t\n\r.,-\"\\u\\n\\u00e9\\ud83d\\ude00éß×日本語한я🙂\\";
        for (int seed = 0; seed < 3000; seed++) {
            final Random random = new Random(seed);
            final byte[] bytes = new byte[random.nextInt(60)];
            final byte[] letters = alphabet.getBytes(UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(8) == 0 ? (byte) random.nextInt() : letters[random.nextInt(letters.length)];
            }
            agree(bytes, random, "seed " + seed);
        }
    }

    /** In pieces, from the heap and from outside it, as text and as JSON: always the sum of the plain rules, to the thousandth. */
    private static void agree(byte[] bytes, Random random, String what) {
        final PlainTokenEstimator rules = new PlainTokenEstimator();
        final TokenEstimator estimator = new TokenEstimator();
        final boolean asText = random.nextInt(4) == 0;
        final ByteBuf inside = Unpooled.wrappedBuffer(bytes);
        final ByteBuf outside = Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
        try {
            for (int at = 0, length; at < bytes.length; at += length) {
                length = Math.min(bytes.length - at, 1 + random.nextInt(20));
                final ByteBuf in = random.nextBoolean() ? inside : outside;
                if (asText) {
                    rules.addText(bytes, at, length);
                    estimator.addText(in, at, length);
                } else {
                    rules.addJson(bytes, at, length);
                    estimator.addJson(in, at, length);
                }
                assertThat(estimator.milliTokens()).as(what).isEqualTo(rules.milliTokens());
            }
        } finally {
            outside.release();
        }
    }

    @Test
    void neverFailsAndNeverShrinks() {
        final long seed = 11;
        final Random random = new Random(seed);
        final TokenEstimator estimator = new TokenEstimator();
        long last = 0;
        for (int round = 0; round < 2000; round++) {
            final byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (random.nextBoolean()) {
                estimator.addText(Unpooled.wrappedBuffer(noise), 0, noise.length);
            } else {
                estimator.addJson(Unpooled.wrappedBuffer(noise), 0, noise.length);
            }
            assertThat(estimator.tokens()).as("seed %s", seed).isGreaterThanOrEqualTo(last);
            last = estimator.tokens();
        }
    }

    @Test
    void guessesFromASizeAlone() {
        assertThat(TokenEstimator.ofLength(0)).isZero();
        assertThat(TokenEstimator.ofLength(1)).isEqualTo(1);
        assertThat(TokenEstimator.ofLength(4000)).isEqualTo(1000);
    }

    @Test
    void allocatesNothing() {
        final ByteBuf in = Unpooled.copiedBuffer(SampleTexts.all().get("japanese-1"), UTF_8);
        final TokenEstimator estimator = new TokenEstimator();

        assertThat(Allocations.of(() -> {
                    estimator.reset();
                    estimator.addJson(in, 0, in.capacity());
                }))
                .isZero();
    }

    private static double meanError(Map<String, String> texts) {
        return texts.values().stream()
                .mapToDouble(text -> error(text, O200K))
                .average()
                .orElseThrow();
    }

    private static double error(String text, Encoding encoding) {
        final double real = encoding.countTokens(text);
        return (ofText(text) - real) / real;
    }

    private static long ofText(String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        final TokenEstimator estimator = new TokenEstimator();
        estimator.addText(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        return estimator.tokens();
    }

    private static long ofJson(String inside) {
        final byte[] bytes = inside.getBytes(UTF_8);
        final TokenEstimator estimator = new TokenEstimator();
        estimator.addJson(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        return estimator.tokens();
    }

    private static String ascii(String quoted) {
        final StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            final char c = quoted.charAt(i);
            ascii.append(c < 0x80 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return ascii.toString();
    }
}
