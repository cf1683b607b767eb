package io.sluice.benchmarks.core;

import io.sluice.core.breaker.Verdict;
import java.util.Arrays;
import java.util.SplittableRandom;

/** How attempts end at a vendor on an ordinary day: one in a hundred fails, in no order. One thread. */
final class Outcomes {
    private static final int COUNT = 4096;
    private static final int ONE_FAILS_IN = 100;

    private final Verdict[] verdicts = new Verdict[COUNT];
    private int next;

    Outcomes(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        Arrays.setAll(verdicts, i -> random.nextInt(ONE_FAILS_IN) == 0 ? Verdict.FAILURE : Verdict.SUCCESS);
    }

    Verdict next() {
        next = next + 1 & COUNT - 1;
        return verdicts[next];
    }
}
