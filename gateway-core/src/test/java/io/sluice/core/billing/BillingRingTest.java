package io.sluice.core.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BillingRingTest {
    private static final int SLOTS = 16;

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOTS * BillingRing.SLOT_BYTES));
    private final BillingRing ring = new BillingRing(memory, 32);

    @Test
    void handsOverWhatTheDraftSaid() {
        final BillingDraft draft = full();
        assertThat(ring.tryIntent(draft)).isTrue();
        draft.outcome = Outcome.OK;
        ring.settle(draft);

        assertThat(ring.readableTo(32)).isEqualTo(33);
        assertThat(ring.event(32).type()).isEqualTo(EventType.INTENT);
        assertThat(ring.event(33).type()).isEqualTo(EventType.SETTLEMENT);
        final BillingRecord record = ring.event(33).record(5);
        assertThat(record.seq()).isEqualTo(5);
        assertThat(record.requestId()).isEqualTo(RequestIds.text(1, 2));
        assertThat(record.timeMs()).isEqualTo(1_763_000_000_123L);
        assertThat(record.keyId()).isEqualTo("team-search");
        assertThat(record.app()).isEqualTo("search");
        assertThat(record.user()).isEqualTo("zoë");
        assertThat(record.model()).isEqualTo("gpt-4o");
        assertThat(record.channel()).isEqualTo("azure-b");
        assertThat(record.upstreamModel()).isEqualTo("gpt-4o-eu");
        assertThat(record.endpoint()).isEqualTo("chat/completions");
        assertThat(record.inboundDialect()).isEqualTo("openai");
        assertThat(record.upstreamDialect()).isEqualTo("openai-responses");
        assertThat(record.stream()).isTrue();
        assertThat(record.status()).isEqualTo(200);
        assertThat(record.outcome()).isEqualTo(Outcome.OK);
        assertThat(record.attempts()).isEqualTo(2);
        assertThat(record.inputTokens()).isEqualTo(4_000_000_000L);
        assertThat(record.cachedInputTokens()).isEqualTo(11);
        assertThat(record.cacheWriteTokens()).isEqualTo(12);
        assertThat(record.outputTokens()).isEqualTo(13);
        assertThat(record.reasoningTokens()).isEqualTo(14);
        assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM);
        assertThat(record.costUsd()).isEqualTo("18.446744073709551617");
        assertThat(record.ttfbUs()).isEqualTo(15);
        assertThat(record.durationUs()).isEqualTo(16);
        assertThat(record.bytesIn()).isEqualTo(17);
        assertThat(record.bytesOut()).isEqualTo(18);
    }

    @Test
    void refusesAnIntentThatWouldLeaveNoRoomForItsSettlement() {
        final List<BillingDraft> open = new ArrayList<>();
        for (int i = 0; i < SLOTS / 2; i++) {
            final BillingDraft draft = full();
            assertThat(ring.tryIntent(draft)).isTrue();
            open.add(draft);
        }
        final BillingDraft late = full();

        assertThat(ring.tryIntent(late)).isFalse();

        assertThat(late.isOpen()).isFalse();
        assertThat(ring.published()).isEqualTo(SLOTS / 2);
        open.forEach(ring::settle);
        assertThat(ring.depth()).isEqualTo(SLOTS);
        assertThat(ring.tryIntent(late)).isFalse();
        ring.release(ring.readableTo(ring.firstUnreleased()));
        assertThat(ring.credits()).isEqualTo(SLOTS);
        assertThat(ring.tryIntent(late)).isTrue();
    }

    @Test
    void anOpenRequestKeepsOneSlotForItsSettlement() {
        final BillingDraft draft = full();
        assertThat(ring.tryIntent(draft)).isTrue();

        ring.release(ring.readableTo(ring.firstUnreleased()));

        assertThat(ring.credits()).isEqualTo(SLOTS - 1);
    }

    @Test
    void dropsARerouteWhenThereIsNoRoomForIt() {
        final BillingDraft draft = full();
        assertThat(ring.tryIntent(draft)).isTrue();
        for (int i = 0; i < SLOTS - 2; i++) {
            assertThat(ring.tryReroute(draft)).isTrue();
        }

        assertThat(ring.tryReroute(draft)).isFalse();

        ring.settle(draft);
        assertThat(ring.depth()).isEqualTo(SLOTS);
        assertThat(ring.credits()).isZero();
    }

    @Test
    void settlesOnceAndOnlyWhatIsOpen() {
        final BillingDraft draft = full();
        assertThatThrownBy(() -> ring.settle(draft))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no intent is open: req_");
        assertThat(ring.tryIntent(draft)).isTrue();
        assertThatThrownBy(() -> ring.tryIntent(draft)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(draft::reset).isInstanceOf(IllegalStateException.class);
        ring.withdraw(draft);
        assertThatThrownBy(() -> ring.withdraw(draft)).isInstanceOf(IllegalStateException.class);
        assertThat(ring.published()).isEqualTo(2);
    }

    @Test
    void takesThePreviousMarkAwayAndNeverRepeatsOneOverManyLaps() {
        final BillingDraft draft = full();
        for (int lap = 0; lap < 5 * SLOTS; lap++) {
            assertThat(ring.tryIntent(draft)).isTrue();
            ring.settle(draft);
            final long last = ring.readableTo(ring.firstUnreleased());
            assertThat(last).isEqualTo(32 + 2 * lap + 1);
            assertThat(BillingRing.committedPosition(memory, (int) (last % SLOTS)))
                    .isEqualTo(last);
            ring.release(last);
        }
    }

    @Test
    void cutsNamesThatAreTooLongAtTheEndOfACharacter() {
        final BillingDraft draft = full();
        draft.app = utf8("a".repeat(47) + "ë");
        draft.keyId = utf8("k".repeat(100));
        final byte[] model = utf8("m".repeat(78) + "漢字");
        draft.model(model, 0, model.length);
        assertThat(ring.tryIntent(draft)).isTrue();

        final BillingRecord record = ring.event(32).record(0);

        assertThat(record.app()).isEqualTo("a".repeat(47));
        assertThat(record.keyId()).isEqualTo("k".repeat(48));
        assertThat(record.model()).isEqualTo("m".repeat(78));
    }

    @Test
    void fitsASlotWithEveryNameAtItsBound() {
        final BillingDraft draft = full();
        draft.keyId = utf8("k".repeat(48));
        draft.app = utf8("a".repeat(48));
        draft.user = utf8("u".repeat(48));
        draft.channel = utf8("c".repeat(48));
        draft.endpoint = utf8("e".repeat(24));
        final byte[] model = utf8("m".repeat(80));
        draft.model(model, 0, model.length);
        draft.upstreamModelIsModel();
        assertThat(ring.tryIntent(draft)).isTrue();
        ring.settle(draft);

        assertThat(ring.event(32).length()).isEqualTo(BillingEvent.MAX_LENGTH).isLessThanOrEqualTo(504);
        assertThat(ring.event(33).record(1).upstreamModel()).isEqualTo("m".repeat(80));
    }

    @Test
    void saturatesCountsThatNoRecordCanHold() {
        final BillingDraft draft = full();
        draft.outputTokens = Long.MAX_VALUE;
        draft.reasoningTokens = -5;
        assertThat(ring.tryIntent(draft)).isTrue();

        assertThat(ring.event(32).record(1).outputTokens()).isEqualTo(0xFFFF_FFFFL);
        assertThat(ring.event(32).record(1).reasoningTokens()).isZero();
    }

    @Test
    void unparksTheConsumerOnceWhenThreeQuartersAreFull() throws Exception {
        final AtomicInteger wakes = new AtomicInteger();
        final Thread consumer = Thread.ofPlatform().start(() -> {
            while (!Thread.interrupted()) {
                LockSupport.park();
                wakes.incrementAndGet();
            }
        });
        ring.consumer(consumer);
        final BillingDraft draft = full();
        for (int i = 0; i < SLOTS / 2; i++) {
            assertThat(ring.tryIntent(draft)).isTrue();
            ring.settle(draft);
        }

        while (wakes.get() == 0) {
            Thread.onSpinWait();
        }
        consumer.interrupt();
        consumer.join(TimeUnit.SECONDS.toMillis(5));

        assertThat(wakes.get()).isBetween(1, 2);
    }

    @Test
    void losesAndDoublesNothingBetweenFourPublishersAndOneConsumer() throws Exception {
        final int perThread = 5_000;
        final int threads = 4;
        final List<Thread> publishers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            final int number = t;
            publishers.add(Thread.ofPlatform().start(() -> publish(number, perThread)));
        }
        final long[] next = new long[threads];
        final boolean[] open = new boolean[threads];
        long position = 32;
        final long end = 32 + 2L * threads * perThread;
        while (position < end) {
            final long readable = ring.readableTo(position);
            for (; position <= readable; position++) {
                final BillingEvent event = ring.event(position);
                final int thread = (int) event.idHigh();
                assertThat(event.idLow()).isEqualTo(next[thread]);
                assertThat(event.type()).isEqualTo(open[thread] ? EventType.SETTLEMENT : EventType.INTENT);
                next[thread] += open[thread] ? 1 : 0;
                open[thread] = !open[thread];
            }
            if (readable >= ring.firstUnreleased()) {
                ring.release(readable);
            } else {
                LockSupport.parkNanos(1_000);
            }
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }

        assertThat(ring.credits()).isEqualTo(SLOTS);
        assertThat(ring.depth()).isZero();
    }

    private void publish(int thread, int count) {
        final BillingDraft draft = full();
        draft.idHigh = thread;
        for (int i = 0; i < count; i++) {
            draft.idLow = i;
            while (!ring.tryIntent(draft)) {
                LockSupport.parkNanos(1_000);
            }
            ring.settle(draft);
        }
    }

    @Test
    void allocatesNothingToPublish() {
        final com.sun.management.ThreadMXBean bean =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final BillingDraft draft = full();
        final Price price = new Price(1, 2, 3, 4, 5);
        final RequestIds ids = new RequestIds(1);
        publishAndRelease(draft, price, ids, 20_000);
        final long before = bean.getCurrentThreadAllocatedBytes();

        publishAndRelease(draft, price, ids, 20_000);

        assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000);
    }

    private void publishAndRelease(BillingDraft draft, Price price, RequestIds ids, int rounds) {
        for (int i = 0; i < rounds; i++) {
            ids.next(draft, i);
            ring.tryIntent(draft);
            price.charge(draft);
            ring.tryReroute(draft);
            ring.settle(draft);
            ring.release(ring.readableTo(ring.firstUnreleased()));
        }
    }

    @Test
    void refusesMemoryThatIsNoRing() {
        assertThatThrownBy(() -> new BillingRing(new UnsafeBuffer(ByteBuffer.allocateDirect(3 * 512)), 0))
                .hasMessage("must be a power of two of slots, at least 2: bytes=1536");
        assertThatThrownBy(() -> new BillingRing(memory, 8)).hasMessage("must be a multiple of 16: basePosition=8");
    }

    private static BillingDraft full() {
        final BillingDraft draft = new BillingDraft();
        draft.idHigh = 1;
        draft.idLow = 2;
        draft.timeMs = 1_763_000_000_123L;
        draft.keyId = utf8("team-search");
        draft.app = utf8("search");
        draft.user = utf8("zoë");
        draft.channel = utf8("azure-b");
        draft.endpoint = utf8("chat/completions");
        draft.model(utf8("xgpt-4o"), 1, 6);
        draft.upstreamModel(utf8("gpt-4o-eu"), 0, 9);
        draft.inboundDialect = RecordDialect.OPENAI;
        draft.upstreamDialect = RecordDialect.OPENAI_RESPONSES;
        draft.stream = true;
        draft.status = 200;
        draft.attempts = 2;
        draft.inputTokens = 4_000_000_000L;
        draft.cachedInputTokens = 11;
        draft.cacheWriteTokens = 12;
        draft.outputTokens = 13;
        draft.reasoningTokens = 14;
        draft.usageSource = UsageSource.UPSTREAM;
        draft.costHigh = 1;
        draft.costLow = 1;
        draft.ttfbUs = 15;
        draft.durationUs = 16;
        draft.bytesIn = 17;
        draft.bytesOut = 18;
        return draft;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
