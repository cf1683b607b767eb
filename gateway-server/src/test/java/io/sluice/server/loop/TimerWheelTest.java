package io.sluice.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimerWheelTest {
    private static final long MS = 1_000_000;

    private final ManualTime time = new ManualTime(Long.MAX_VALUE - 50 * MS); // the clock may wrap around
    private final TimerWheel wheel = TimerWheel.manual(time);
    private final List<String> log = new ArrayList<>();

    @Test
    void expiresAtTheFirstTickNotBeforeTheDeadline() {
        schedule("a", 25 * MS);

        advance(24);
        assertThat(log).isEmpty();
        advance(5);
        assertThat(log).isEmpty();
        advance(1);
        assertThat(log).containsExactly("a");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void expiresWhatIsAlreadyPastAtTheNextTick() {
        advance(500);
        final Recorder past = schedule("past", -400 * MS);

        assertThat(past.isScheduled()).isTrue();
        advance(10);
        assertThat(log).containsExactly("past");
    }

    @Test
    void survivesADeadlineBeyondAllTime() {
        final Recorder never = new Recorder("never");
        wheel.schedule(never, time.nowNs + Long.MAX_VALUE);

        advance(100_000);

        assertThat(log).isEmpty();
        assertThat(never.isScheduled()).isTrue();
    }

    @Test
    void forgetsWhatIsCancelled() {
        final Recorder cancelled = schedule("a", 30 * MS);
        schedule("b", 30 * MS);

        wheel.cancel(cancelled);
        wheel.cancel(cancelled);
        advance(100);

        assertThat(log).containsExactly("b");
    }

    @Test
    void movesTheDeadlineBothWays() {
        final Recorder later = schedule("later", 30 * MS);
        final Recorder sooner = schedule("sooner", 900 * MS);

        wheel.schedule(later, time.nowNs + 500 * MS);
        wheel.schedule(sooner, time.nowNs + 20 * MS);
        assertThat(wheel.size()).isEqualTo(2);
        advance(100);
        assertThat(log).containsExactly("sooner");
        advance(400);
        assertThat(log).containsExactlyInAnyOrder("sooner", "later");
    }

    @Test
    void waitsMoreThanOneRound() {
        schedule("far", 3 * TimerWheel.BUCKETS * TimerWheel.TICK_NS + 5 * MS);

        for (int i = 0; i < 3 * TimerWheel.BUCKETS; i++) {
            advance(10);
        }
        assertThat(log).isEmpty();
        advance(10);
        assertThat(log).containsExactly("far");
    }

    @Test
    void letsAnExpiredOneScheduleItselfAgain() {
        final int[] left = {5};
        final Timeout again = new Timeout() {
            @Override
            protected void expired(long nowNs) {
                log.add("again");
                if (--left[0] > 0) {
                    wheel.schedule(this, nowNs);
                }
            }
        };
        wheel.schedule(again, time.nowNs);

        advance(100_000);

        assertThat(log).hasSize(5);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void letsAnExpiredOneCancelItsNeighbour() {
        final Recorder first = new Recorder("first");
        final Recorder second = new Recorder("second");
        first.action = () -> wheel.cancel(second);
        second.action = () -> wheel.cancel(first);
        wheel.schedule(first, time.nowNs + 10 * MS);
        wheel.schedule(second, time.nowNs + 10 * MS);

        advance(1000);

        assertThat(log).hasSize(1);
    }

    @Test
    void goesOnWhenOneBreaks() {
        final Recorder broken = new Recorder("broken");
        broken.action = () -> {
            throw new IllegalStateException("on purpose");
        };
        final List<Throwable> reported = new ArrayList<>();
        final Thread thread = Thread.currentThread();
        thread.setUncaughtExceptionHandler((at, thrown) -> reported.add(thrown));
        try {
            wheel.schedule(broken, time.nowNs + 10 * MS);
            schedule("fine", 10 * MS);
            schedule("fine too", 20 * MS);
            advance(20);
        } finally {
            thread.setUncaughtExceptionHandler(null);
        }

        assertThat(log).containsExactlyInAnyOrder("broken", "fine", "fine too");
        assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 20251125})
    void agreesWithASortedModel(long seed) {
        final Random random = new Random(seed);
        final Map<Recorder, Long> model = new HashMap<>();
        final List<Recorder> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(new Recorder("t" + i));
        }
        for (int step = 0; step < 5_000; step++) {
            final Recorder chosen = all.get(random.nextInt(all.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    final long delayNs = delayNs(random);
                    wheel.schedule(chosen, time.nowNs + delayNs);
                    model.put(chosen, time.nowNs + Math.max(delayNs, 0)); // the past means the next tick
                }
                case 2 -> {
                    wheel.cancel(chosen);
                    model.remove(chosen);
                }
                default -> {
                    time.nowNs += random.nextInt(100) == 0 ? delayNs(random) : random.nextInt((int) (40 * MS));
                    log.clear();
                    wheel.advance(time.nowNs);
                    compare(seed, step, model);
                }
            }
            assertThat(wheel.size()).as("seed %s step %s", seed, step).isEqualTo(model.size());
        }
    }

    private void compare(long seed, int step, Map<Recorder, Long> model) {
        final List<String> mustHave = new ArrayList<>();
        final List<String> mayHave = new ArrayList<>();
        for (final Map.Entry<Recorder, Long> entry : model.entrySet()) {
            final long lateNs = time.nowNs - entry.getValue();
            if (lateNs >= TimerWheel.TICK_NS) {
                mustHave.add(entry.getKey().name);
            }
            if (lateNs >= 0) {
                mayHave.add(entry.getKey().name);
            }
        }
        assertThat(log).as("seed %s step %s", seed, step).containsAll(mustHave).isSubsetOf(mayHave);
        assertThat(log).as("seed %s step %s", seed, step).doesNotHaveDuplicates();
        model.keySet().removeIf(recorder -> log.contains(recorder.name));
    }

    private static long delayNs(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt((int) (50 * MS)) - 10 * MS;
            case 1 -> random.nextInt(1000) * MS;
            case 2 -> random.nextInt(60_000) * MS;
            default -> random.nextInt(900_000) * MS;
        };
    }

    @Test
    void asksForOneWakeUpAtTheEarliestTickOnly() {
        final List<Long> alarms = new ArrayList<>();
        final TimerWheel woken = TimerWheel.with(time, (delayNs, ringing) -> alarms.add(delayNs));
        final List<Recorder> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            final Recorder one = new Recorder("x" + i);
            many.add(one);
            woken.schedule(one, time.nowNs + 60_000 * MS);
        }
        assertThat(alarms).containsExactly(60_000 * MS);

        many.forEach(woken::cancel);
        woken.schedule(many.get(0), time.nowNs + 70_000 * MS);
        assertThat(alarms).hasSize(1);

        time.nowNs += 60_000 * MS;
        woken.wake();
        assertThat(alarms).hasSize(2);
        assertThat(alarms.get(1)).isEqualTo(10_000 * MS);
        time.nowNs += 10_000 * MS;
        woken.wake();
        assertThat(log).containsExactly("x0");
        assertThat(alarms).hasSize(2);
    }

    @Test
    void wakesItsLoopInTime() throws Exception {
        final EventLoopGroup group = LoopTransport.choose("auto").newLoops(1);
        try {
            final EventLoop loop = group.next();
            final long startNs = System.nanoTime();
            final CompletableFuture<Long> far = new CompletableFuture<>();
            final CompletableFuture<Long> near = new CompletableFuture<>();
            loop.execute(() -> {
                final TimerWheel real = TimerWheel.on(loop, NanoClock.SYSTEM);
                real.schedule(completing(far), startNs + 80 * MS);
                real.schedule(completing(near), startNs + 30 * MS);
            });

            assertThat(near.get(10, TimeUnit.SECONDS) - startNs).isGreaterThanOrEqualTo(30 * MS);
            assertThat(far.get(10, TimeUnit.SECONDS) - startNs).isGreaterThanOrEqualTo(80 * MS);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void allocatesNothing() {
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final List<Recorder> some = List.of(new Recorder("a"), new Recorder("b"), new Recorder("c"));
        for (int i = 0; i < 20_000; i++) {
            turn(some, i);
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20_000; i++) {
            turn(some, i);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isCloseTo(0L, within(2048L));
    }

    private void turn(List<Recorder> some, int i) {
        for (int j = 0; j < some.size(); j++) {
            wheel.schedule(some.get(j), time.nowNs + (i % 7) * (13 * MS) + 60 * MS);
        }
        wheel.cancel(some.get(i % 3));
        time.nowNs += MS;
        wheel.advance(time.nowNs);
    }

    private Timeout completing(CompletableFuture<Long> future) {
        return new Timeout() {
            @Override
            protected void expired(long nowNs) {
                future.complete(nowNs);
            }
        };
    }

    private Recorder schedule(String name, long delayNs) {
        final Recorder recorder = new Recorder(name);
        wheel.schedule(recorder, time.nowNs + delayNs);
        return recorder;
    }

    private void advance(long ms) {
        time.nowNs += ms * MS;
        wheel.advance(time.nowNs);
        log.sort(Comparator.naturalOrder());
    }

    /** A clock that stands still. */
    private static final class ManualTime implements NanoClock {
        private long nowNs;

        ManualTime(long nowNs) {
            this.nowNs = nowNs;
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }
    }

    private final class Recorder extends Timeout {
        private final String name;
        private Runnable action = () -> {};

        Recorder(String name) {
            this.name = name;
        }

        @Override
        protected void expired(long nowNs) {
            assertThat(nowNs - deadlineNs()).as(name).isNotNegative();
            log.add(name);
            action.run();
        }
    }
}
