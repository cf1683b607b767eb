package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.BillingRing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {
    private final OpenRequests open = new OpenRequests();
    private final BillingRing ring = new BillingRing(Bills.memory(16_384), 0);
    private final BillingEvent flyweight = new BillingEvent();

    @Test
    void holdsWhatIsOpenOldestFirstLikeAPlainMapWould() {
        final SplittableRandom random = new SplittableRandom(5);
        final Map<Long, BillingDraft> model = new LinkedHashMap<>();
        long next = 0;
        for (int i = 0; i < 50_000; i++) {
            if (model.isEmpty() || random.nextInt(100) < (i < 25_000 ? 60 : 40)) {
                // Ids that share their high bits, as those of one millisecond do.
                final BillingDraft draft = Bills.draft(random.nextInt(4) == 0 ? next << 32 : next);
                next++;
                assertThat(ring.tryIntent(draft)).isTrue();
                model.put(draft.idLow, draft);
            } else {
                final List<BillingDraft> some =
                        model.values().stream().limit(50).toList();
                final BillingDraft draft = some.get(random.nextInt(some.size()));
                model.remove(draft.idLow);
                ring.settle(draft);
            }
            take();
            assertThat(open.size()).isEqualTo(model.size());
        }

        final List<Long> found = new ArrayList<>();
        for (OpenRequests.Entry entry = open.oldest(); entry != null; entry = entry.newer()) {
            found.add(entry.event(flyweight).idLow());
        }
        assertThat(found).containsExactlyElementsOf(model.keySet());
    }

    @Test
    void aRerouteReplacesTheIntentInItsPlace() {
        final BillingDraft first = Bills.draft(1);
        assertThat(ring.tryIntent(first)).isTrue();
        take();
        assertThat(ring.tryIntent(Bills.draft(2))).isTrue();
        take();
        first.channel = Bills.utf8("azure-b");
        assertThat(ring.tryReroute(first)).isTrue();
        take();

        final OpenRequests.Entry oldest = open.oldest();
        assertThat(open.size()).isEqualTo(2);
        assertThat(oldest).isNotNull();
        assertThat(oldest.event(flyweight).record(0).channel()).isEqualTo("azure-b");
    }

    private void take() {
        final long position = ring.firstUnreleased();
        assertThat(ring.readableTo(position)).isEqualTo(position);
        open.apply(ring.event(position));
        ring.release(position);
    }
}
