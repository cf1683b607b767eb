package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HttpPropertyTest {
    private static final int ROUNDS = 2000;
    private static final Pattern HEAD_END = Pattern.compile("\r\n\r\n");

    /** The same rounds in each build; the seed of a failing one is told. */
    private static void forEachSeed(final Consumer<Random> property) {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError("fails with seed " + seed, e);
            }
        }
    }

    private static List<String> fed(
            final String wire, final RandomMessages messages, final Supplier<? extends EverySplit.Subject> fresh) {
        return EverySplit.calls(wire.getBytes(ISO_8859_1), fresh.get(), messages.pieces(Math.max(1, wire.length())));
    }

    @Test
    void whateverTheWriterWroteTheRequestParserReadsBack() {
        forEachSeed(random -> {
            final RandomMessages messages = new RandomMessages(random);
            final ByteBuf out = Unpooled.buffer();
            final List<String> expected = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                messages.request(out, expected);
            }

            assertThat(fed(out.toString(ISO_8859_1), messages, Requests::new)).isEqualTo(expected);
        });
    }

    @Test
    void whateverTheWriterWroteTheResponseParserReadsBack() {
        forEachSeed(random -> {
            final RandomMessages messages = new RandomMessages(random);
            final ByteBuf out = Unpooled.buffer();
            final List<String> expected = new ArrayList<>();
            messages.response(out, expected);
            expected.add("reusable");

            assertThat(fed(out.toString(ISO_8859_1), messages, () -> new Responses(HttpLimits.DEFAULT, false, false)))
                    .isEqualTo(expected);
        });
    }

    @Test
    void noAccidentToARequestMakesTheParserThrowLeakOrChangeItsMindWithTheCuts() {
        final List<RequestCases.RequestCase> cases = RequestCases.all();
        forEachSeed(random -> {
            final RandomMessages messages = new RandomMessages(random);
            final String wire =
                    messages.mutated(cases.get(random.nextInt(cases.size())).wire());

            final List<String> whole = fed(wire, messages, () -> new Requests(RequestCases.LIMITS));

            assertThat(fed(wire, messages, () -> new Requests(RequestCases.LIMITS)))
                    .isEqualTo(whole);
            assertWithinLimits(whole);
        });
    }

    @Test
    void noAccidentToAResponseMakesTheParserThrowLeakOrChangeItsMindWithTheCuts() {
        final List<ResponseCases.ResponseCase> cases = ResponseCases.all();
        forEachSeed(random -> {
            final RandomMessages messages = new RandomMessages(random);
            final String wire =
                    messages.mutated(cases.get(random.nextInt(cases.size())).wire());
            final boolean answersHead = random.nextInt(4) == 0;
            final boolean eof = random.nextBoolean();
            final Supplier<Responses> fresh = () -> new Responses(RequestCases.LIMITS, answersHead, eof);

            final List<String> whole = fed(wire, messages, fresh);

            assertThat(fed(wire, messages, fresh)).isEqualTo(whole);
            assertWithinLimits(whole);
            assertThat(whole).filteredOn("reusable"::equals).hasSizeLessThan(2);
        });
    }

    private static void assertWithinLimits(final List<String> calls) {
        assertThat(calls)
                .filteredOn(call -> call.startsWith("body "))
                .allSatisfy(
                        call -> assertThat(call.length() - 5L).isLessThanOrEqualTo(RequestCases.LIMITS.maxBodyBytes()));
        assertThat(calls).filteredOn(call -> call.startsWith("violation ")).hasSizeLessThan(2);
    }

    @Test
    void nothingIsAcceptedThatASecondStrictReadingRefuses() {
        final List<RequestCases.RequestCase> cases = RequestCases.all();
        forEachSeed(random -> {
            final RandomMessages messages = new RandomMessages(random);
            final String wire =
                    messages.mutated(cases.get(random.nextInt(cases.size())).wire());

            final List<String> calls = fed(wire, messages, () -> new Requests(RequestCases.LIMITS));

            if (!calls.isEmpty() && calls.getFirst().startsWith("head ")) {
                final Matcher end = HEAD_END.matcher(wire);
                assertThat(end.find()).isTrue();
                final String head = wire.substring(wire.startsWith("\r\n") ? 2 : 0, end.end());
                assertThat(StrictReference.accepts(head)).as(wire).isTrue();
            }
        });
    }

    @Test
    void theSecondReadingAgreesWithEveryExample() {
        assertThat(RequestCases.all())
                .filteredOn(example -> example.rule() == null)
                .allSatisfy(example -> {
                    final Matcher end = HEAD_END.matcher(example.wire());
                    assertThat(end.find()).isTrue();
                    final String head = example.wire().substring(example.wire().startsWith("\r\n") ? 2 : 0, end.end());
                    assertThat(StrictReference.accepts(head))
                            .as(example.sentence())
                            .isTrue();
                });
    }
}
