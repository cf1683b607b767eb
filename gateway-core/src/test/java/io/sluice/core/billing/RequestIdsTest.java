package io.sluice.core.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private static final long NOW_MS = 1_763_000_000_000L;

    private final BillingDraft draft = new BillingDraft();

    @Test
    void writesPrefixAndTwentySixDigits() {
        assertThat(RequestIds.text(0, 0)).isEqualTo("req_00000000000000000000000000");
        assertThat(RequestIds.text(-1, -1)).isEqualTo("req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assertThat(RequestIds.text(0, 32)).isEqualTo("req_00000000000000000000000010");
    }

    @Test
    void readsBackWhateverItWrote() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            final long high = random.nextLong();
            final long low = random.nextLong();

            assertThat(RequestIds.parse(RequestIds.text(high, low), draft)).isTrue();

            assertThat(draft.idHigh).isEqualTo(high);
            assertThat(draft.idLow).isEqualTo(low);
        }
    }

    @Test
    void writesIntoTheMiddleOfAnArray() {
        final byte[] into = "....................................".getBytes(StandardCharsets.US_ASCII);

        RequestIds.write(0, 1, into, 2);

        assertThat(new String(into, StandardCharsets.US_ASCII)).isEqualTo("..req_00000000000000000000000001....");
    }

    @Test
    void refusesWhatItDidNotWrite() {
        assertThat(RequestIds.parse("", draft)).isFalse();
        assertThat(RequestIds.parse("rek_00000000000000000000000000", draft)).isFalse();
        assertThat(RequestIds.parse("req_0000000000000000000000000U", draft)).isFalse();
        assertThat(RequestIds.parse("req_80000000000000000000000000", draft)).isFalse();
        assertThat(RequestIds.parse("req_000000000000000000000000000", draft)).isFalse();
        assertThat(RequestIds.parse("req_7zzzzzzzzzzzzzzzzzzzzzzzzz", draft)).isFalse();
    }

    @Test
    void sortsByTimeAndWithinAMillisecondByOrder() {
        final RequestIds ids = new RequestIds(11);
        String before = "";
        for (int i = 0; i < 5_000; i++) {
            ids.next(draft, NOW_MS + i / 100);
            final String text = RequestIds.text(draft.idHigh, draft.idLow);
            assertThat(text).isGreaterThan(before);
            before = text;
        }
    }

    @Test
    void keepsItsOrderWhenTheClockGoesBack() {
        final RequestIds ids = new RequestIds(11);
        ids.next(draft, NOW_MS);
        final String first = RequestIds.text(draft.idHigh, draft.idLow);

        ids.next(draft, NOW_MS - 5_000);

        assertThat(RequestIds.text(draft.idHigh, draft.idLow)).isGreaterThan(first);
    }

    @Test
    void differsBetweenGeneratorsInTheSameMillisecond() {
        final Set<String> seen = new HashSet<>();
        for (int generator = 0; generator < 100; generator++) {
            final RequestIds ids = new RequestIds(generator);
            for (int i = 0; i < 100; i++) {
                ids.next(draft, NOW_MS);
                assertThat(seen.add(RequestIds.text(draft.idHigh, draft.idLow))).isTrue();
            }
        }
    }
}
