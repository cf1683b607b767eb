package io.sluice.server.simulation;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.server.ledger.Bills;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must stand on the books: one record for each request that a vendor has seen, and the truth in each. */
final class BooksCheck {
    private final World world;

    BooksCheck(World world) {
        this.world = world;
    }

    void check() throws IOException {
        final List<BillingRecord> records = Bills.all(world.disk(), world.ring());
        final boolean strangers = world.foreignAnswer() != null;
        final Map<String, BillingRecord> byModel = new HashMap<>();
        long seq = 0;
        for (final BillingRecord record : records) {
            expect(record.seq() == ++seq, "a gap before record " + record);
            expect(byModel.put(record.model(), record) == null || strangers, "a second record for " + record);
        }
        if (strangers) {
            return;
        }
        for (final Asked asked : world.allAsked().values()) {
            final BillingRecord record = byModel.remove(World.model(asked));
            if (record == null) {
                expect(asked.told.isEmpty(), "no record of " + asked);
            } else {
                expect(asked.kind == Asked.Kind.CHAT, "a record of what went nowhere: " + asked);
                isTrue(asked, record);
            }
        }
        expect(byModel.isEmpty(), "records of nothing: " + byModel);
    }

    private void isTrue(Asked asked, BillingRecord record) {
        final String id = asked.requestId;
        expect(id == null || id.equals(record.requestId()), "another's record: " + record + " of " + id);
        expect(record.outcome() != Outcome.CRASH || asked.disturbed, "a crash without a crash: " + record);
        expect(record.stream() == asked.stream, "not the stream that was asked for: " + record);
        final Asked.Heard heard = asked.heard;
        if (heard != null && heard.complete) {
            agreesWith(asked, heard, record);
        }
        if (record.outcome() == Outcome.OK) {
            expect(
                    asked.told.stream().anyMatch(told -> told.mayComplete() >= 0),
                    "fine, but nobody answered: " + record);
        }
        if (record.usageSource() == UsageSource.UPSTREAM) {
            expect(
                    asked.told.stream()
                            .anyMatch(told -> told.inputTokens() == record.inputTokens()
                                    && told.outputTokens() == record.outputTokens()),
                    "tokens that no vendor told: " + record);
        }
    }

    private void agreesWith(Asked asked, Asked.Heard heard, BillingRecord record) {
        final Told told = Judgement.whoseWhole(asked, heard);
        if (told == null || heard.status != 200) {
            expect(record.outcome() != Outcome.OK, "on the books as fine, but the client has heard " + heard.status);
            expect(record.status() == heard.status || asked.disturbed, "another status than the client's: " + record);
            return;
        }
        expect(record.outcome() == Outcome.OK, "the client has it all, but the books say " + record);
        final byte[] visible = told.visible();
        if (told.inputTokens() >= 0 && visible != null && visible.length == heard.body.length) {
            expect(record.usageSource() == UsageSource.UPSTREAM, "the vendor's counts are not on the books: " + record);
            expect(record.inputTokens() == told.inputTokens(), "other input than the vendor's: " + record);
            expect(record.outputTokens() == told.outputTokens(), "other output than the vendor's: " + record);
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            world.fail(otherwise);
        }
    }
}
