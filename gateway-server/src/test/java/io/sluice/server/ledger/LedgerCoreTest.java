package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerCoreTest {
    private static final long SYNC_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final UnsafeBuffer memory = Bills.memory(16);

    @Test
    void pausesShortWhileBusyAndLongerWhenIdle() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);

        assertThat(core.doWork(0, Bills.NOW_MS)).isEqualTo(SYNC_NS);
        assertThat(core.doWork(0, Bills.NOW_MS)).isEqualTo(2 * SYNC_NS);
        assertThat(core.doWork(0, Bills.NOW_MS)).isEqualTo(IDLE_NS);
        assertThat(core.doWork(0, Bills.NOW_MS)).isEqualTo(IDLE_NS);
        settle(core, 2);
        assertThat(core.doWork(0, Bills.NOW_MS)).isEqualTo(SYNC_NS);
    }

    @Test
    void givesSlotsBackOnlyAfterTheSync() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        disk.failSyncs(1);

        final long pauseNs = core.doWork(0, Bills.NOW_MS);

        assertThat(core.isHealthy()).isFalse();
        assertThat(core.problem())
                .isEqualTo("billing journal can't be written: java.io.IOException: simulated: input/output error");
        assertThat(core.ring().depth()).isEqualTo(2);
        assertThat(core.ring().credits()).isEqualTo(14);
        assertThat(core.doWork(pauseNs - 1, Bills.NOW_MS)).isEqualTo(1);
        core.doWork(pauseNs, Bills.NOW_MS);
        assertThat(core.isHealthy()).isTrue();
        assertThat(core.ring().credits()).isEqualTo(16);
        assertThat(core.failures()).isEqualTo(1);
        assertThat(core.lostEvents()).isZero();
        assertThat(core.journaledEvents()).isEqualTo(2);
        assertThat(core.journaledRecords()).isEqualTo(1);
    }

    @Test
    void afterAFailedSyncANewSegmentVoidsWhatTheOldOneMayHave() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        core.doWork(0, Bills.NOW_MS);
        settle(core, 2);
        disk.failSyncs(1);
        core.doWork(0, Bills.NOW_MS);

        core.doWork(IDLE_NS * 10, Bills.NOW_MS);

        assertThat(disk.list()).containsExactly("00000001.journal", "00000002.journal");
        assertThat(records()).extracting(BillingRecord::idLow).containsExactly(1L, 2L);
        disk.restart();
        disk.losePower();
        open();
        assertThat(records()).extracting(BillingRecord::idLow).containsExactly(1L, 2L);
    }

    @Test
    void aFullDiskFillsTheRingAndRefusesIntentsButNeverASettlement() throws Exception {
        final LedgerCore core = open();
        disk.capacity(disk.usedBytes() + 100);
        final List<BillingDraft> open = new ArrayList<>();
        long id = 1;
        long nowNs = 0;
        for (; ; id++) {
            final BillingDraft draft = Bills.draft(id);
            if (!core.ring().tryIntent(draft)) {
                break;
            }
            open.add(draft);
            nowNs += TimeUnit.SECONDS.toNanos(10);
            core.doWork(nowNs, Bills.NOW_MS);
        }
        assertThat(open).hasSize(8);
        assertThat(core.problem()).contains("no space left on device");
        open.forEach(draft -> Bills.fill(draft, draft.idLow));
        open.forEach(core.ring()::settle);

        disk.capacity(Long.MAX_VALUE);
        core.doWork(nowNs + TimeUnit.SECONDS.toNanos(10), Bills.NOW_MS);

        assertThat(core.isHealthy()).isTrue();
        assertThat(core.ring().credits()).isEqualTo(16);
        assertThat(records()).hasSize(8).allMatch(record -> record.outcome() == Outcome.OK);
        assertThat(disk.list()).containsExactly("00000001.journal");
    }

    @Test
    void retriesWithGrowingPauses() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        disk.failWrites(10);
        long nowNs = 0;
        final List<Long> pausesMs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            final long pauseNs = core.doWork(nowNs, Bills.NOW_MS);
            pausesMs.add(TimeUnit.NANOSECONDS.toMillis(pauseNs));
            nowNs += pauseNs;
        }

        assertThat(pausesMs).containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    }

    @Test
    void twoReadersBesideALivingWriterSeeTheSame() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        core.doWork(0, Bills.NOW_MS);
        settle(core, 2);
        assertThat(core.ring().tryIntent(Bills.draft(3))).isTrue();
        final JournalReader early = JournalReader.open(disk, memory, Long.MIN_VALUE);

        core.doWork(0, Bills.NOW_MS);
        for (int id = 4; id < 40; id++) {
            settle(core, id);
            core.doWork(0, Bills.NOW_MS);
        }

        // The early reader copied the ring before: it must find record 2 once, in the journal, and may see later ones.
        assertThat(Bills.all(early))
                .extracting(BillingRecord::idLow)
                .startsWith(1L, 2L)
                .doesNotHaveDuplicates();
        assertThat(Bills.all(JournalReader.open(disk, memory, Long.MIN_VALUE)))
                .hasSize(38)
                .isEqualTo(Bills.all(JournalReader.open(disk, memory, Long.MIN_VALUE)));
    }

    @Test
    void aRecordStillInTheRingAlreadyHasTheSeqItWillGet() throws Exception {
        final LedgerCore core = open();
        settle(core, 1);
        settle(core, 2);
        final List<BillingRecord> undrained = Bills.all(JournalReader.open(disk, memory, Long.MIN_VALUE));

        core.doWork(0, Bills.NOW_MS);

        assertThat(undrained).hasSize(2).isEqualTo(records());
    }

    @Test
    void allocatesNothingToDrain(@TempDir Path dir) throws Exception {
        final com.sun.management.ThreadMXBean bean =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final LedgerCore core = LedgerCore.open(
                new NoSync(FileStorage.of(dir)), null, () -> memory, Bills.config(1L << 30), Bills.NOW_MS);
        final BillingDraft draft = Bills.draft(0);
        publishAndDrain(core, draft, 20_000);
        final long before = bean.getCurrentThreadAllocatedBytes();

        publishAndDrain(core, draft, 5_000);

        assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
        core.close();
    }

    private static void publishAndDrain(LedgerCore core, BillingDraft draft, int rounds) {
        for (int i = 0; i < rounds; i++) {
            draft.idLow++;
            core.ring().tryIntent(draft);
            core.doWork(0, Bills.NOW_MS);
            core.ring().settle(draft);
            core.doWork(0, Bills.NOW_MS);
        }
    }

    private LedgerCore open() throws IOException {
        return LedgerCore.open(disk, memory, () -> memory, Bills.config(1 << 20), Bills.NOW_MS);
    }

    private static void settle(LedgerCore core, long id) {
        final BillingDraft draft = Bills.draft(id);
        assertThat(core.ring().tryIntent(draft)).isTrue();
        Bills.fill(draft, id);
        core.ring().settle(draft);
    }

    private List<BillingRecord> records() throws IOException {
        return Bills.all(JournalReader.open(disk, null, Long.MIN_VALUE));
    }

    /** A real disk that is never waited for. */
    private record NoSync(Storage storage) implements Storage {
        @Override
        public List<String> list() throws IOException {
            return storage.list();
        }

        @Override
        public StorageFile create(String name) throws IOException {
            return new NoSyncFile(storage.create(name));
        }

        @Override
        public StorageFile open(String name) throws IOException {
            return storage.open(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            storage.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            storage.delete(name);
        }
    }

    private record NoSyncFile(StorageFile file) implements StorageFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            file.write(from, at);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void sync() {
            // the point of it
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
