package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.BillingRing;
import io.sluice.core.billing.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random work on a simulated disk that fills up, fails to sync and loses its process or its power at any step, recoveries
 * included. A failure names its seed.
 */
@Timeout(120)
class LedgerSimulationTest {
    private static final int SEEDS = Integer.getInteger("sluice.ledger.seeds", 150);

    @Test
    void everyAcceptedIntentHasExactlyOneRecordWhateverFailsAndWheneverTheProcessDies() throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            run(seed, false);
        }
    }

    @Test
    void afterAPowerLossWhatWasSyncedIsThereAndNothingIsTwice() throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            run(seed, true);
        }
    }

    private static void run(int seed, boolean powerLoss) throws Exception {
        try {
            new World(seed, powerLoss).live();
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError("seed " + seed + (powerLoss ? " with power loss" : ""), e);
        }
    }

    private static final class World {
        private final SplittableRandom random;
        private final SimulatedDisk disk;
        private final boolean powerLoss;
        private UnsafeBuffer memory;
        private UnsafeBuffer durableMemory;
        private LedgerCore core;
        private long nowMs = Bills.NOW_MS;
        private long nextId = 1;
        private final List<BillingDraft> open = new ArrayList<>();

        /** What the books must say in the end: id -> tokens settled, or -1 for a crash. */
        private final Map<Long, Long> expected = new HashMap<>();
        /** After a power loss: may be missing, or be a crash. */
        private final Set<Long> unsure = new HashSet<>();
        /** Published since the last time the ring was empty. */
        private final List<Long> recent = new ArrayList<>();

        private final Set<Long> withdrawn = new TreeSet<>();
        private final Map<Long, Long> seqs = new HashMap<>();

        World(int seed, boolean powerLoss) throws IOException {
            this.random = new SplittableRandom(seed);
            this.disk = new SimulatedDisk(seed);
            this.powerLoss = powerLoss;
            this.memory = Bills.memory(ringSize());
            this.durableMemory = copy(memory);
            this.core = open(memory);
        }

        private int ringSize() {
            return 8 << random.nextInt(5);
        }

        private LedgerCore open(UnsafeBuffer slots) throws IOException {
            return LedgerCore.open(disk, memory, () -> slots, Bills.config(2_000 + random.nextInt(8_000)), nowMs);
        }

        void live() throws IOException {
            final int lives = 1 + random.nextInt(5);
            for (int i = 0; i < lives; i++) {
                work(random.nextInt(300));
                die();
                recover();
                check();
            }
        }

        private void work(int turns) throws IOException {
            disk.killAfter(random.nextInt(4) == 0 ? random.nextInt(60) : Long.MAX_VALUE / 2);
            for (int i = 0; i < turns; i++) {
                nowMs += random.nextInt(20);
                try {
                    turn();
                } catch (SimulatedDisk.Killed killed) {
                    return;
                }
                if (random.nextInt(40) == 0) {
                    checkLive();
                }
            }
        }

        private void turn() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> intent();
                case 3, 4 -> settle();
                case 5 -> {
                    if (random.nextInt(4) == 0) {
                        withdrawOrReroute();
                    }
                }
                case 6 -> {
                    if (random.nextInt(6) == 0) {
                        breakSomething();
                    }
                }
                default -> drain();
            }
        }

        private void intent() {
            final BillingDraft draft = Bills.draft(nextId);
            draft.timeMs = nowMs;
            if (core.ring().tryIntent(draft)) {
                expected.put(nextId, -1L);
                recent.add(nextId);
                open.add(draft);
                nextId++;
            } else {
                assertThat(core.ring().credits()).isLessThan(2);
            }
        }

        private void settle() {
            if (open.isEmpty()) {
                return;
            }
            final BillingDraft draft = open.remove(random.nextInt(open.size()));
            final long tokens = random.nextInt(1_000_000);
            Bills.fill(draft, tokens);
            core.ring().settle(draft);
            expected.put(draft.idLow, tokens);
            recent.add(draft.idLow);
        }

        private void withdrawOrReroute() {
            if (open.isEmpty()) {
                return;
            }
            if (random.nextBoolean()) {
                core.ring().tryReroute(open.get(random.nextInt(open.size())));
                return;
            }
            final BillingDraft draft = open.remove(random.nextInt(open.size()));
            core.ring().withdraw(draft);
            expected.remove(draft.idLow);
            withdrawn.add(draft.idLow);
            recent.add(draft.idLow);
        }

        private void breakSomething() {
            switch (random.nextInt(5)) {
                case 0 -> disk.failSyncs(1 + random.nextInt(3));
                case 1 -> disk.failWrites(1 + random.nextInt(3));
                case 2 -> disk.capacity(disk.usedBytes() + random.nextInt(3_000));
                case 3 -> disk.failRenames(random.nextBoolean());
                default -> disk.capacity(Long.MAX_VALUE);
            }
        }

        private void drain() {
            final long depth = core.ring().depth();
            core.doWork(System.nanoTime() + Long.MAX_VALUE / 4, nowMs);
            if (core.isHealthy()) {
                assertThat(core.ring().depth()).isZero();
                recent.clear();
            } else {
                assertThat(core.ring().depth()).isEqualTo(depth);
                assertThat(core.problem()).contains("simulated");
            }
            assertThat(core.lostEvents()).isZero();
            if (random.nextInt(3) == 0) {
                durableMemory = mixed(durableMemory, memory);
            }
        }

        private void die() {
            disk.restart();
            if (random.nextBoolean()) {
                halfPublish();
            }
            open.clear();
            if (powerLoss) {
                disk.losePower();
                unsure.addAll(recent);
                memory = mixed(durableMemory, memory);
            }
            recent.clear();
        }

        /** As a publisher leaves a slot that was killed in mid-publish. */
        private void halfPublish() {
            final BillingRing ring = core.ring();
            if (ring.credits() == 0) {
                return;
            }
            final int slot = (int) ((ring.firstUnreleased() + ring.depth()) % ring.slotCount());
            memory.putLong(slot * 512, 0);
            memory.setMemory(slot * 512 + 8, 1 + random.nextInt(200), (byte) random.nextInt());
        }

        private void recover() throws IOException {
            for (int attempt = 0; ; attempt++) {
                disk.killAfter(attempt < 4 && random.nextBoolean() ? random.nextInt(8) : Long.MAX_VALUE / 2);
                if (attempt < 4 && random.nextInt(4) == 0) {
                    disk.failSyncs(1);
                }
                try {
                    final UnsafeBuffer slots = random.nextInt(3) == 0 ? Bills.memory(ringSize()) : memory;
                    core = open(slots);
                    memory = slots;
                    disk.restartFaults();
                    durableMemory = copy(memory);
                    return;
                } catch (SimulatedDisk.Killed | IOException failed) {
                    disk.restart();
                }
            }
        }

        private void check() throws IOException {
            final List<BillingRecord> records = Bills.all(JournalReader.open(disk, memory, Long.MIN_VALUE));
            checkSeqs(records);
            final Map<Long, Long> found = new HashMap<>();
            for (BillingRecord record : records) {
                final long tokens = record.outcome() == Outcome.CRASH ? -1 : record.inputTokens();
                assertThat(found.put(record.idLow(), tokens))
                        .as("second record of %s", record)
                        .isNull();
            }
            if (unsure.isEmpty()) {
                assertThat(found).isEqualTo(expected);
                return;
            }
            found.forEach((id, tokens) -> {
                final Long settled = expected.get(id);
                if (tokens != -1 && settled == null) {
                    fail("withdrawn, or never settled: " + id);
                } else if (tokens != -1) {
                    assertThat(tokens).isEqualTo(settled);
                }
            });
            for (Map.Entry<Long, Long> entry : expected.entrySet()) {
                if (!unsure.contains(entry.getKey())) {
                    assertThat(found.get(entry.getKey()))
                            .as("record of %s", entry.getKey())
                            .isEqualTo(entry.getValue());
                }
            }
            // What a power loss has decided stays decided.
            unsure.forEach(id -> {
                final Long tokens = found.get(id);
                if (tokens == null) {
                    expected.remove(id);
                } else {
                    expected.put(id, tokens);
                }
            });
            unsure.clear();
        }

        private void checkLive() throws IOException {
            final Map<Long, Long> settled = new HashMap<>(expected);
            final List<BillingRecord> records = Bills.all(JournalReader.open(disk, memory, Long.MIN_VALUE));
            checkSeqs(records);
            open.forEach(draft -> settled.remove(draft.idLow));
            final Map<Long, Long> found = new HashMap<>();
            for (BillingRecord record : records) {
                found.put(record.idLow(), record.outcome() == Outcome.CRASH ? -1 : record.inputTokens());
            }
            assertThat(records).hasSize(found.size());
            assertThat(found).isEqualTo(settled);
        }

        private void checkSeqs(List<BillingRecord> records) {
            long seq = 0;
            for (BillingRecord record : records) {
                if (powerLoss) {
                    assertThat(record.seq()).isGreaterThan(seq);
                } else {
                    assertThat(record.seq()).isEqualTo(seq + 1);
                }
                seq = record.seq();
                final Long before = seqs.put(record.idLow(), seq);
                if (!powerLoss && before != null) {
                    assertThat(before).as("seq of %s", record).isEqualTo(seq);
                }
            }
        }

        private UnsafeBuffer mixed(UnsafeBuffer older, UnsafeBuffer newer) {
            if (older.capacity() != newer.capacity()) {
                return copy(newer);
            }
            final UnsafeBuffer mixed = copy(older);
            for (int at = 0; at < newer.capacity(); at += 512) {
                if (random.nextBoolean()) {
                    mixed.putBytes(at, newer, at, 512);
                }
            }
            return mixed;
        }

        private static UnsafeBuffer copy(UnsafeBuffer memory) {
            final UnsafeBuffer copy = Bills.memory(memory.capacity() / 512);
            copy.putBytes(0, memory, 0, memory.capacity());
            return copy;
        }
    }
}
