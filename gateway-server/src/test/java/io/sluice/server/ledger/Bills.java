package io.sluice.server.ledger;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.RecordDialect;
import io.sluice.core.billing.UsageSource;
import io.sluice.core.config.JournalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Drafts, memory and readings for the tests of the ledger. */
public final class Bills {
    static final long NOW_MS = 1_763_000_000_123L;

    private Bills() {}

    static BillingDraft draft(long id) {
        final BillingDraft draft = new BillingDraft();
        draft.idHigh = NOW_MS << 16;
        draft.idLow = id;
        draft.timeMs = NOW_MS;
        draft.keyId = utf8("team-search");
        draft.app = utf8("search");
        draft.channel = utf8("openai-a");
        draft.endpoint = utf8("chat/completions");
        draft.model(utf8("gpt-4o"), 0, 6);
        draft.upstreamModelIsModel();
        draft.inboundDialect = RecordDialect.OPENAI;
        draft.upstreamDialect = RecordDialect.OPENAI;
        draft.attempts = 1;
        return draft;
    }

    static void fill(BillingDraft draft, long tokens) {
        draft.status = 200;
        draft.outcome = Outcome.OK;
        draft.inputTokens = tokens;
        draft.outputTokens = 2 * tokens;
        draft.usageSource = UsageSource.UPSTREAM;
        draft.costLow = tokens * 1_000_000_000_000L;
        draft.ttfbUs = 10;
        draft.durationUs = 20;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static UnsafeBuffer memory(int slots) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(slots * 512));
    }

    static JournalConfig config(long segmentBytes) {
        return new JournalConfig(
                Path.of("unused"), segmentBytes, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.DAYS.toNanos(90));
    }

    /** Every record there is, on that disk and in that ring. */
    public static List<BillingRecord> all(SimulatedDisk disk, UnsafeBuffer slots) throws IOException {
        return all(JournalReader.open(disk, slots, Long.MIN_VALUE));
    }

    static List<BillingRecord> all(JournalReader reader) throws IOException {
        try (reader) {
            final List<BillingRecord> records = new ArrayList<>();
            for (BillingRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return records;
        }
    }
}
