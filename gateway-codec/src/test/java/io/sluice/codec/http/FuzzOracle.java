package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What must hold of any bytes: the same calls for any cuts, bounds kept, nothing thrown, nothing held. */
final class FuzzOracle {
    private FuzzOracle() {}

    /** @return the calls, in which cuts make no difference */
    static List<String> check(final byte[] input, final Supplier<? extends EverySplit.Subject> fresh) {
        final List<String> whole = EverySplit.calls(input, fresh.get(), Math.max(1, input.length));
        assertThat(EverySplit.calls(input, fresh.get(), 1)).isEqualTo(whole);
        if (input.length > 1) {
            final int cut = 1 + Math.floorMod(Arrays.hashCode(input), input.length - 1);
            assertThat(EverySplit.calls(input, fresh.get(), cut, input.length - cut))
                    .isEqualTo(whole);
        }
        for (final String call : whole) {
            if (call.startsWith("body ")) {
                assertThat(call.length() - 5L).isLessThanOrEqualTo(RequestCases.LIMITS.maxBodyBytes());
            }
        }
        final long violations =
                whole.stream().filter(call -> call.startsWith("violation ")).count();
        assertThat(violations).isLessThan(2);
        if (violations == 1) {
            assertThat(whole).last().asString().startsWith("violation ");
        }
        return whole;
    }

    /** Nothing is accepted that the second reading refuses. */
    static void checkFirstHead(final byte[] input, final List<String> calls) {
        if (!calls.isEmpty() && calls.getFirst().startsWith("head ")) {
            final String wire = new String(input, ISO_8859_1);
            final int from = wire.startsWith("\r\n") ? 2 : 0;
            final String head = wire.substring(from, wire.indexOf("\r\n\r\n", from) + 4);
            assertThat(StrictReference.accepts(head)).as(head).isTrue();
        }
    }
}
