package io.sluice.server.ledger;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.config.BillingConfig;
import io.sluice.core.config.JournalConfig;
import io.sluice.core.config.OnDisconnect;
import io.sluice.core.config.WhenFull;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process that publishes from several threads until it is killed. In a mapped file it notes, for each thread, what it knows:
 * intents whose {@code tryIntent} has returned, and settlements whose {@code settle} has.
 */
final class KilledPublisher {
    static final int THREADS = 4;
    static final int NOTE_BYTES = 4096;
    /** Requests a thread keeps open. */
    private static final int OPEN = 8;

    private static final int STRIDE = 128;

    private KilledPublisher() {}

    static BillingConfig config(Path dir) {
        final JournalConfig journal =
                new JournalConfig(dir, 64 * 1024, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.DAYS.toNanos(90));
        return new BillingConfig(1024, WhenFull.WAIT, OnDisconnect.CANCEL, 0, journal);
    }

    static UnsafeBuffer note(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(MapMode.READ_WRITE, 0, NOTE_BYTES));
        }
    }

    static int intents(int thread) {
        return thread * STRIDE;
    }

    static int settlements(int thread) {
        return thread * STRIDE + Long.BYTES;
    }

    static long high(long round, int thread) {
        return round << 8 | thread;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        final Ledger ledger = Ledger.open(config(Path.of(args[0])));
        final UnsafeBuffer note = note(Path.of(args[1]));
        final long round = Long.parseLong(args[2]);
        final Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            final int thread = t;
            threads[t] = Thread.ofPlatform().start(() -> publish(ledger, note, round, thread));
        }
        System.out.write('\n');
        System.out.flush();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void publish(Ledger ledger, UnsafeBuffer note, long round, int thread) {
        final BillingDraft[] drafts = new BillingDraft[OPEN];
        for (int i = 0; i < OPEN; i++) {
            drafts[i] = Bills.draft(0);
            drafts[i].idHigh = high(round, thread);
        }
        for (long id = 0; ; id++) {
            final BillingDraft draft = drafts[(int) (id % OPEN)];
            if (draft.isOpen()) {
                Bills.fill(draft, draft.idLow % 1_000_000);
                ledger.ring().settle(draft);
                note.putLongRelease(settlements(thread), draft.idLow + 1);
            }
            draft.idLow = id;
            while (!ledger.ring().tryIntent(draft)) {
                LockSupport.parkNanos(1_000);
            }
            note.putLongRelease(intents(thread), id + 1);
        }
    }
}
