package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real process with SIGKILL, again and again, and reads its books. */
@Timeout(120)
class LedgerKillTest {
    private static final int ROUNDS = 20;
    private static final long MAX_LIFE_MS = 120;

    private static final Predicate<String> NEEDED =
            Pattern.compile("classes|gateway-|agrona|disruptor|slf4j-api").asPredicate();

    @TempDir
    Path dir;

    @Test
    void everyPublishedIntentHasExactlyOneRecordAfterTwentyKills() throws Exception {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        long crashes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final Path note = dir.resolve("note-" + round);
            runAndKill(round, note, random.nextLong(MAX_LIFE_MS));

            crashes += check(round, KilledPublisher.note(note), "seed " + seed + " round " + round);
        }
        assertThat(crashes).isPositive();
    }

    private void runAndKill(int round, Path note, long lifeMs) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        KilledPublisher.class.getName(),
                        dir.resolve("journal").toString(),
                        note.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(dir.toFile(), "errors")))
                .start();
        while (process.getInputStream().read() != '\n') {
            assertThat(process.isAlive()).as("see %s", dir.resolve("errors")).isTrue();
        }
        process.waitFor(lifeMs, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
    }

    /** Only what the publisher needs: half of a short life would go into opening jars. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(NEEDED)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Recovers, then counts this round's records. @return crash records */
    private long check(int round, UnsafeBuffer note, String as) throws IOException {
        final RecoveryReport report;
        try (Ledger ledger = Ledger.open(KilledPublisher.config(dir.resolve("journal")))) {
            report = ledger.recovery();
        }
        final BitSet[] seen = new BitSet[KilledPublisher.THREADS];
        long crashes = 0;
        for (int thread = 0; thread < seen.length; thread++) {
            seen[thread] = new BitSet();
        }
        try (JournalReader reader = JournalReader.open(dir.resolve("journal"))) {
            long seq = 0;
            for (BillingRecord record = reader.next(); record != null; record = reader.next()) {
                seq++;
                assertThat(record.seq()).as(as).isEqualTo(seq);
                if (record.idHigh() >> 8 != round) {
                    continue;
                }
                final int thread = (int) record.idHigh() & 0xFF;
                assertThat(seen[thread].get((int) record.idLow())).as(as).isFalse();
                seen[thread].set((int) record.idLow());
                crashes += record.outcome() == Outcome.CRASH ? 1 : 0;
                checkSettled(record, note.getLong(KilledPublisher.settlements(thread)), as);
            }
        }
        for (int thread = 0; thread < seen.length; thread++) {
            final int intents = (int) note.getLong(KilledPublisher.intents(thread));
            assertThat(seen[thread].nextClearBit(0)).as(as).isBetween(intents, intents + 1);
            assertThat(seen[thread].length()).as(as).isBetween(intents, intents + 1);
        }
        assertThat(report.crashRecords()).as(as).isGreaterThanOrEqualTo((int) Math.min(crashes, 1));
        assertThat(report.skippedBytes()).as(as).isZero();
        return crashes;
    }

    private static void checkSettled(BillingRecord record, long settled, String as) {
        if (record.outcome() == Outcome.OK) {
            assertThat(record.inputTokens()).as(as).isEqualTo(record.idLow() % 1_000_000);
            assertThat(record.outputTokens()).as(as).isEqualTo(2 * record.inputTokens());
        } else {
            assertThat(record.outcome()).as(as).isEqualTo(Outcome.CRASH);
            assertThat(record.idLow()).as(as).isGreaterThanOrEqualTo(settled);
        }
    }
}
