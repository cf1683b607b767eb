package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.BillingRing;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.core.config.JournalConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecoveryTest {
    private static final String FIRST = "00000001.journal";

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final UnsafeBuffer memory = Bills.memory(64);

    @Test
    void aNewLedgerIsCleanAndStartsAtOne() throws Exception {
        final LedgerCore core = open();

        assertThat(core.recovery().wasClean()).isTrue();
        assertThat(core.recovery().nextSeq()).isEqualTo(1);
        assertThat(records()).isEmpty();
    }

    @Test
    void seqGoesOnAfterARestart() throws Exception {
        settle(open(), 1);
        restart();
        final LedgerCore second = open();
        settle(second, 2);
        drain(second);

        assertThat(records()).extracting(BillingRecord::seq).containsExactly(1L, 2L);
    }

    @Test
    void replaysWhatTheRingHasAndTheJournalHasNot() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        drain(core);
        settle(core, 2);
        settle(core, 3);
        restart();

        final LedgerCore recovered = open();

        assertThat(recovered.recovery().replayedEvents()).isEqualTo(4);
        assertThat(recovered.recovery().crashRecords()).isZero();
        assertThat(records()).extracting(BillingRecord::idLow).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anIntentWithoutSettlementBecomesACrashRecordThatSaysWhatTheIntentSaid() throws Exception {
        final LedgerCore core = open();
        final BillingDraft draft = Bills.draft(7);
        draft.inputTokens = 120;
        draft.usageSource = UsageSource.ESTIMATED;
        draft.costLow = 5_000_000_000_000L;
        assertThat(core.ring().tryIntent(draft)).isTrue();
        drain(core);
        draft.channel = Bills.utf8("azure-b");
        draft.attempts = 2;
        assertThat(core.ring().tryReroute(draft)).isTrue();
        restart();

        assertThat(open().recovery().crashRecords()).isEqualTo(1);

        final BillingRecord record = records().getFirst();
        assertThat(record.outcome()).isEqualTo(Outcome.CRASH);
        assertThat(record.channel()).isEqualTo("azure-b");
        assertThat(record.attempts()).isEqualTo(2);
        assertThat(record.status()).isZero();
        assertThat(record.inputTokens()).isEqualTo(120);
        assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record.costUsd()).isEqualTo("0.000005");
        assertThat(record.durationUs()).isEqualTo(BillingDraft.UNKNOWN);
    }

    @Test
    void aWithdrawnIntentLeavesNothing() throws Exception {
        final LedgerCore core = open();
        final BillingDraft draft = Bills.draft(7);
        assertThat(core.ring().tryIntent(draft)).isTrue();
        core.ring().withdraw(draft);
        restart();

        assertThat(open().recovery().crashRecords()).isZero();
        assertThat(records()).isEmpty();
    }

    @Test
    void cutsATornTailAtWhateverByteItWasTornAndReplaysItFromTheRing() throws Exception {
        final LedgerCore core = open();
        for (int id = 1; id <= 4; id++) {
            settle(core, id);
            drain(core);
        }
        final byte[] whole = disk.bytes(FIRST);
        final int lastBatch = whole.length - 500;
        for (int length = lastBatch; length <= whole.length; length++) {
            final byte[] torn = Arrays.copyOf(whole, length);
            disk.restart();
            disk.bytes(FIRST, torn);

            final LedgerCore recovered =
                    LedgerCore.open(disk, copy(memory), () -> Bills.memory(64), Bills.config(1 << 20), Bills.NOW_MS);

            assertThat(records())
                    .as("cut at %d", length)
                    .extracting(BillingRecord::idLow)
                    .contains(1L, 2L, 3L, 4L);
            assertThat(records()).hasSize(4);
            assertThat(recovered.recovery().tornBytes()).isLessThan(500);
            assertThat(recovered.recovery().skippedBytes()).isZero();
        }
    }

    @Test
    void tellsHowManyBytesWereTorn() throws Exception {
        settle(open(), 1);
        restart();
        open();
        restart();
        final byte[] whole = disk.bytes(FIRST);
        disk.bytes(FIRST, Arrays.copyOf(whole, whole.length + 123));

        assertThat(open().recovery().tornBytes()).isEqualTo(123);

        assertThat(disk.bytes(FIRST)).isEqualTo(whole);
    }

    @Test
    void damageInTheMiddleCostsOnlyWhatIsDamaged() throws Exception {
        final LedgerCore core = open();
        final List<Integer> ends = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            settle(core, id);
            drain(core);
            ends.add(disk.bytes(FIRST).length);
        }
        final byte[] damaged = disk.bytes(FIRST);
        Arrays.fill(damaged, ends.get(1), ends.get(2), (byte) 0x55);
        disk.restart();
        disk.bytes(FIRST, damaged);

        final LedgerCore recovered =
                LedgerCore.open(disk, null, () -> Bills.memory(64), Bills.config(1 << 20), Bills.NOW_MS);

        assertThat(recovered.recovery().skippedBytes()).isEqualTo(ends.get(2) - ends.get(1));
        assertThat(recovered.recovery().tornBytes()).isZero();
        assertThat(records()).extracting(BillingRecord::seq).containsExactly(1L, 2L, 4L, 5L);
    }

    @Test
    void damagedEntriesComeBackFromTheRingWhenItStillHasThem() throws Exception {
        final LedgerCore core = open();
        final List<Integer> ends = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            settle(core, id);
            drain(core);
            ends.add(disk.bytes(FIRST).length);
        }
        final byte[] damaged = disk.bytes(FIRST);
        Arrays.fill(damaged, ends.get(1), ends.get(2), (byte) 0x55);
        disk.restart();
        disk.bytes(FIRST, damaged);

        open();

        assertThat(records()).extracting(BillingRecord::idLow).containsExactly(1L, 2L, 4L, 5L, 3L);
        restart();
        assertThat(open().recovery().replayedEvents()).isZero();
        assertThat(records()).hasSize(5);
    }

    @Test
    void aSegmentWhoseHeadIsDamagedIsReadAndNoLongerWritten() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        final BillingDraft stillOpen = Bills.draft(2);
        assertThat(core.ring().tryIntent(stillOpen)).isTrue();
        drain(core);
        final byte[] damaged = disk.bytes(FIRST);
        damaged[20] ^= 1;
        disk.restart();
        disk.bytes(FIRST, damaged);

        open();

        assertThat(disk.list()).containsExactly(FIRST, "00000002.journal");
        assertThat(records()).extracting(BillingRecord::idLow).containsExactly(1L, 2L);
    }

    @Test
    void anOpenIntentIsCarriedFromSegmentToSegment() throws Exception {
        final LedgerCore core = open(memory, 2_000);
        final BillingDraft old = Bills.draft(1);
        assertThat(core.ring().tryIntent(old)).isTrue();
        for (int id = 2; id < 60; id++) {
            settle(core, id);
            drain(core);
        }
        assertThat(disk.list()).hasSizeGreaterThan(5);
        for (String name : disk.list()) {
            if (!name.equals(disk.list().getLast())) {
                disk.delete(name);
            }
        }
        restart();

        assertThat(open().recovery().crashRecords()).isEqualTo(1);

        assertThat(records().getLast().idLow()).isEqualTo(1);
        assertThat(records().getLast().seq()).isEqualTo(59);
    }

    @Test
    void aRingOfAnotherSizeTakesOverAfterTheOldOneIsReplayed() throws Exception {
        for (int size : new int[] {64, 16, 256, 32}) {
            final UnsafeBuffer left = Bills.memory(size);
            final LedgerCore core = LedgerCore.open(disk, null, () -> left, Bills.config(1 << 20), Bills.NOW_MS);
            final int before = records().size();
            settle(core, size);
            disk.restart();

            LedgerCore.open(disk, left, () -> Bills.memory(size * 2), Bills.config(1 << 20), Bills.NOW_MS);

            assertThat(records()).hasSize(before + 1);
        }
    }

    @Test
    void theSameLeftOversGiveTheSameRecordsHoweverOftenRecoveryIsKilled() throws Exception {
        final LedgerCore core = open();
        for (int id = 1; id <= 6; id++) {
            assertThat(core.ring().tryIntent(Bills.draft(id))).isTrue();
        }
        drain(core);
        settle(core, 7);
        final byte[] journal = disk.bytes(FIRST);
        disk.restart();
        open();
        final List<BillingRecord> expected = records();
        final long stepsOfRecovery = 20;
        for (long first = 0; first < stepsOfRecovery; first++) {
            disk.restart();
            disk.bytes(FIRST, journal);
            killRecoveryAfter(first);
            killRecoveryAfter(first / 2);

            open();

            assertThat(records()).as("killed after %d steps", first).isEqualTo(expected);
        }
    }

    private void killRecoveryAfter(long steps) throws IOException {
        disk.killAfter(steps);
        try {
            open();
        } catch (SimulatedDisk.Killed killed) {
            // as it should be, unless recovery needs fewer steps
        }
        disk.restart();
    }

    @Test
    void staleLapsOfTheRingAreNoNews() throws Exception {
        final LedgerCore core = open();
        for (int id = 1; id <= 300; id++) {
            settle(core, id);
            drain(core);
        }
        restart();

        assertThat(open().recovery().replayedEvents()).isZero();
        assertThat(records()).hasSize(300);
    }

    @Test
    void aSlotCommittedWithoutAnEventIsCountedAndPassedOver() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        final int broken = (int) (core.ring().firstUnreleased() % 64);
        memory.putLong(broken * BillingRing.SLOT_BYTES + 8, 0);
        restart();

        assertThat(open().recovery().brokenSlots()).isEqualTo(1);
        assertThat(records()).hasSize(1);
    }

    @Test
    void deletesSegmentsOfWhichEvenTheYoungestRecordIsTooOldButNeverTheNewest() throws Exception {
        final JournalConfig config =
                new JournalConfig(Bills.config(1).dir(), 1_000, 5_000_000, TimeUnit.DAYS.toNanos(2));
        final LedgerCore core = LedgerCore.open(disk, null, () -> memory, config, Bills.NOW_MS);
        final long dayMs = TimeUnit.DAYS.toMillis(1);
        for (int day = 0; day < 5; day++) {
            for (int i = 0; i < 4; i++) {
                settle(core, day * 10 + i);
                core.doWork(0, Bills.NOW_MS + day * dayMs);
            }
            core.doWork(0, Bills.NOW_MS + day * dayMs);
        }
        final List<BillingRecord> kept = records();
        assertThat(kept.getLast().idLow()).isEqualTo(43);
        assertThat(kept.getFirst().idLow()).isBetween(10L, 23L);

        core.doWork(0, Bills.NOW_MS + 400 * dayMs);

        assertThat(disk.list()).hasSize(1);
        assertThat(records()).isNotEmpty();
    }

    private LedgerCore open() throws IOException {
        return open(memory, 1 << 20);
    }

    private LedgerCore open(UnsafeBuffer slots, long segmentBytes) throws IOException {
        return LedgerCore.open(disk, slots, () -> slots, Bills.config(segmentBytes), Bills.NOW_MS);
    }

    private void restart() {
        disk.restart();
    }

    private static UnsafeBuffer copy(UnsafeBuffer memory) {
        final UnsafeBuffer copy = Bills.memory(memory.capacity() / BillingRing.SLOT_BYTES);
        copy.putBytes(0, memory, 0, memory.capacity());
        return copy;
    }

    private static void settle(LedgerCore core, long id) {
        final BillingDraft draft = Bills.draft(id);
        assertThat(core.ring().tryIntent(draft)).isTrue();
        Bills.fill(draft, id);
        core.ring().settle(draft);
    }

    private static void drain(LedgerCore core) {
        core.doWork(0, Bills.NOW_MS);
        assertThat(core.ring().depth()).isZero();
    }

    private List<BillingRecord> records() throws IOException {
        return Bills.all(JournalReader.open(disk, null, Long.MIN_VALUE));
    }
}
