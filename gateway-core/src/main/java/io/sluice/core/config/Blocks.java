package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/** Reads the groups of keys that occur in several places. */
final class Blocks {
    private static final String LONGEST_WAIT = "24h";
    private static final long MAX_RATE = 10_000_000_000L;

    private Blocks() {}

    /** @param complete whether each of the four must be there; otherwise a missing one is {@link UpstreamTimeouts#UNSET} */
    static UpstreamTimeouts upstreamTimeouts(Section timeouts, boolean complete) {
        return new UpstreamTimeouts(
                timeout(timeouts, "connect", "10m", complete),
                timeout(timeouts, "first-token", LONGEST_WAIT, complete),
                timeout(timeouts, "stream-idle", LONGEST_WAIT, complete),
                timeout(timeouts, "total", "7d", complete));
    }

    private static long timeout(Section timeouts, String name, String max, boolean complete) {
        final Section.Meaning<Long> meaning = Meanings.durationNs("1ms", max);
        if (complete) {
            return timeouts.read(name, 1L, meaning);
        }
        final Long ns = timeouts.readOrNull(name, meaning);
        return ns == null ? UpstreamTimeouts.UNSET : ns;
    }

    static BreakerConfig breaker(Section breaker) {
        final Long slowNs = breaker.readOrNull("slow-first-token", Meanings.durationNs("1ms", LONGEST_WAIT));
        final BreakerConfig read = new BreakerConfig(
                breaker.read("window", 1L, Meanings.durationNs("1ms", "1h")),
                breaker.read("buckets", 1L, Meanings.whole(1, 512)).intValue(),
                breaker.read("min-calls", 1L, Meanings.whole(1, 1_000_000)).intValue(),
                breaker.read("failure-rate", 1.0, Meanings.share(false)),
                breaker.read("slow-rate", 1.0, Meanings.share(false)),
                breaker.read("open-for", 1L, Meanings.durationNs("1ms", LONGEST_WAIT)),
                breaker.read("max-open-for", Long.MAX_VALUE, Meanings.durationNs("1ms", "7d")),
                breaker.read("probes", 1L, Meanings.whole(1, 63)).intValue(),
                breaker.read("ramp", 0L, Meanings.durationNs("0s", "1h")),
                slowNs == null ? BreakerConfig.NEVER_SLOW : slowNs);
        breaker.close();
        return read;
    }

    /** What no single key can be blamed for. */
    static void checkBreaker(Section section, BreakerConfig breaker) {
        if (breaker.maxOpenForNs() < breaker.openForNs()) {
            section.problems()
                    .fault(
                            section.key("max-open-for"),
                            "must not be shorter than open-for = " + Units.duration(breaker.openForNs()) + ", is "
                                    + Units.duration(breaker.maxOpenForNs()));
        }
        if (breaker.windowNs() > 1 && breaker.windowNs() / breaker.buckets() < 1_000_000) {
            section.problems()
                    .fault(
                            section.key("buckets"),
                            "must leave each bucket at least 1ms of window = " + Units.duration(breaker.windowNs())
                                    + ", is " + breaker.buckets());
        }
    }

    /** The limits of a key, an app or a model; null when nothing is limited. */
    static @Nullable RateConfig rate(Section rate) {
        final RateAlgorithm algorithm = rate.read(
                "algorithm",
                RateAlgorithm.TOKEN_BUCKET,
                Meanings.choice(RateAlgorithm.values(), RateAlgorithm::configName));
        final long requests = limit(rate, "requests-per-minute", MAX_RATE);
        final long burst = burst(rate, algorithm, "burst", "requests-per-minute", requests, MAX_RATE);
        final long tokens = limit(rate, "tokens-per-minute", MAX_RATE);
        final long tokensBurst = burst(rate, algorithm, "tokens-burst", "tokens-per-minute", tokens, MAX_RATE);
        final long concurrent = limit(rate, "concurrent", 1_000_000L);
        rate.close();
        if (requests < 0 && tokens < 0 && concurrent < 0) {
            return null;
        }
        return new RateConfig(algorithm, requests, burst, tokens, tokensBurst, (int) concurrent);
    }

    private static long limit(Section rate, String name, long max) {
        final Long limit = rate.readOrNull(name, Meanings.whole(1, max));
        return limit == null ? RateConfig.UNLIMITED : limit;
    }

    private static long burst(
            Section rate, RateAlgorithm algorithm, String name, String rateName, long perMinute, long max) {
        final long burst = limit(rate, name, max);
        if (burst >= 0 && !rate.has(rateName)) {
            rate.problems().fault(rate.key(name), "means nothing without " + rateName);
        }
        if (burst >= 0 && algorithm == RateAlgorithm.SLIDING_WINDOW) {
            rate.problems().fault(rate.key(name), "means nothing with algorithm = sliding-window");
        }
        return burst < 0 ? perMinute : burst;
    }
}
