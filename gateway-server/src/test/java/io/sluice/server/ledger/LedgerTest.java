package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.config.BillingConfig;
import io.sluice.core.config.JournalConfig;
import io.sluice.core.config.OnDisconnect;
import io.sluice.core.config.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerTest {
    @TempDir
    Path dir;

    @Test
    void keepsWhatFourThreadsPublishOverARestart() throws Exception {
        final int perThread = 5_000;
        try (Ledger ledger = Ledger.open(config(1024, 512 * 1024))) {
            final List<Thread> publishers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                final int thread = t;
                publishers.add(Thread.ofPlatform().start(() -> publish(ledger, thread, perThread)));
            }
            for (Thread publisher : publishers) {
                publisher.join();
            }
        }

        final List<BillingRecord> records = Bills.all(JournalReader.open(dir));
        assertThat(records)
                .hasSize(4 * perThread)
                .extracting(BillingRecord::idLow)
                .doesNotHaveDuplicates();
        assertThat(records.getLast().seq()).isEqualTo(4 * perThread);
        try (Ledger ledger = Ledger.open(config(1024, 512 * 1024))) {
            assertThat(ledger.recovery().wasClean()).isTrue();
            assertThat(ledger.recovery().nextSeq()).isEqualTo(4 * perThread + 1);
        }
    }

    private static void publish(Ledger ledger, long thread, int count) {
        final BillingDraft draft = Bills.draft(0);
        for (int i = 0; i < count; i++) {
            draft.idLow = thread << 32 | i;
            while (!ledger.ring().tryIntent(draft)) {
                LockSupport.parkNanos(1_000);
            }
            Bills.fill(draft, i);
            ledger.ring().settle(draft);
        }
    }

    @Test
    void drainsByItself() throws Exception {
        try (Ledger ledger = Ledger.open(config(64, 1 << 20))) {
            publish(ledger, 1, 3);
            while (ledger.journaledRecords() < 3) {
                LockSupport.parkNanos(1_000);
            }
            assertThat(ledger.journaledEvents()).isEqualTo(6);
            assertThat(ledger.lostEvents()).isZero();
            assertThat(ledger.isHealthy()).isTrue();
            assertThat(ledger.problem()).isNull();
        }
    }

    @Test
    void aReaderBesideTheLivingWriterSeesEachSettledRequestOnceAndNoOpenOne() throws Exception {
        try (Ledger ledger = Ledger.open(config(256, 8 * 1024))) {
            assertThat(ledger.ring().tryIntent(Bills.draft(-1))).isTrue();
            final Thread publisher = Thread.ofPlatform().start(() -> publish(ledger, 0, 3_000));
            long before = 0;
            while (publisher.isAlive()) {
                final List<BillingRecord> records = Bills.all(JournalReader.open(dir));
                for (int i = 0; i < records.size(); i++) {
                    assertThat(records.get(i).idLow()).isEqualTo(i);
                    assertThat(records.get(i).seq()).isEqualTo(i + 1);
                }
                assertThat((long) records.size()).isGreaterThanOrEqualTo(before);
                before = records.size();
            }
            assertThat(Bills.all(JournalReader.open(dir))).hasSize(3_000);
        }
    }

    @Test
    void refusesADirectoryThatAnotherGatewayUses() throws Exception {
        try (Ledger first = Ledger.open(config(64, 1 << 20))) {
            assertThat(first.isHealthy()).isTrue();
            assertThatThrownBy(() -> Ledger.open(config(64, 1 << 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("billing journal is in use by another gateway: " + dir + " is locked by process "
                            + ProcessHandle.current().pid());
        }
        Ledger.open(config(64, 1 << 20)).close();
    }

    @Test
    void takesARingOfAnotherSizeAndOneThatIsNone() throws Exception {
        try (Ledger ledger = Ledger.open(config(64, 1 << 20))) {
            publish(ledger, 1, 3);
        }
        try (Ledger ledger = Ledger.open(config(128, 1 << 20))) {
            assertThat(ledger.ring().slotCount()).isEqualTo(128);
            publish(ledger, 2, 3);
        }
        Files.writeString(dir.resolve(Ledger.RING_NAME), "no ring");
        try (Ledger ledger = Ledger.open(config(64, 1 << 20))) {
            publish(ledger, 3, 3);
        }

        assertThat(Bills.all(JournalReader.open(dir))).hasSize(9);
    }

    private BillingConfig config(int ringSize, long segmentBytes) {
        return new BillingConfig(
                ringSize,
                WhenFull.WAIT,
                OnDisconnect.CANCEL,
                0,
                new JournalConfig(dir, segmentBytes, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.DAYS.toNanos(90)));
    }
}
