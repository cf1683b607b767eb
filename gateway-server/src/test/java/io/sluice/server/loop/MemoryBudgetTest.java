package io.sluice.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What loops hold together stays within the bound, is counted exactly, and comes back entirely. */
@Timeout(60)
final class MemoryBudgetTest {
    private static final long MAX_BYTES = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(MAX_BYTES);
    private final LoopMemory one = budget.newLoop();
    private final LoopMemory other = budget.newLoop();

    @Test
    void whatOneLoopHoldsIsMissingForTheOther() {
        assertThat(one.hasRoom(MAX_BYTES)).isTrue();
        one.take(MAX_BYTES);

        assertThat(other.hasRoom(1)).isFalse();
        assertThat(budget.heldBytes()).isEqualTo(MAX_BYTES);
        one.give(MAX_BYTES);
        assertThat(other.hasRoom(MAX_BYTES - MemoryBudget.STEP_BYTES)).isTrue();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void whatIsHeldAlreadyCountsAlsoBeyondTheBound() {
        one.take(3 * MAX_BYTES);

        assertThat(budget.heldBytes()).isEqualTo(3 * MAX_BYTES);
        assertThat(one.hasRoom(1)).isFalse();
        assertThat(other.hasRoom(1)).isFalse();
        one.give(3 * MAX_BYTES);
        assertThat(one.hasRoom(MAX_BYTES / 2)).isTrue();
    }

    @Test
    void theLastBytesAreFoundAlsoWhenNoWholeStepIsLeft() {
        one.take(MAX_BYTES - 10);

        assertThat(one.hasRoom(10)).isTrue();
        assertThat(one.hasRoom(11)).isFalse();
    }

    @Test
    void anotherBoundIsInForceForWhatComes() {
        one.take(MAX_BYTES / 2);
        budget.maxBytes(MAX_BYTES / 4);

        assertThat(one.hasRoom(MemoryBudget.STEP_BYTES)).isFalse();
        budget.maxBytes(MAX_BYTES);
        assertThat(one.hasRoom(MemoryBudget.STEP_BYTES)).isTrue();
    }

    @Test
    void loopsThatAskFirstNeverHoldMoreThanTheBoundTogether() throws InterruptedException {
        final List<Thread> threads = new ArrayList<>();
        final List<AssertionError> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            final long seed = i;
            final LoopMemory loop = budget.newLoop();
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    takeAndGive(loop, new Random(seed));
                } catch (AssertionError failed) {
                    failures.add(failed);
                }
            }));
        }
        for (final Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(budget.heldBytes()).isZero();
        assertThat(one.hasRoom(MAX_BYTES - 8 * MemoryBudget.STEP_BYTES)).isTrue();
    }

    private void takeAndGive(LoopMemory loop, Random random) {
        long mine = 0;
        for (int i = 0; i < 200_000; i++) {
            final long bytes = 1L + random.nextInt(100_000);
            if (random.nextBoolean() && loop.hasRoom(bytes)) {
                loop.take(bytes);
                mine += bytes;
            } else {
                final long back = Math.min(bytes, mine);
                loop.give(back);
                mine -= back;
            }
            assertThat(loop.heldBytes()).isEqualTo(mine).isLessThanOrEqualTo(MAX_BYTES);
        }
        loop.give(mine);
    }
}
