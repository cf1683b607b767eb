package io.sluice.benchmarks.endtoend.peer;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the gateway's metrics every few seconds, as the Prometheus of whoever runs one would. */
public final class Scraper implements AutoCloseable {
    private static final int EVERY_S = 5;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scraper").factory());

    private Scraper() {}

    public static Scraper of(List<Target> targets) {
        final Scraper scraper = new Scraper();
        for (final Target target : targets) {
            scraper.timer.scheduleWithFixedDelay(target::scrape, EVERY_S, EVERY_S, TimeUnit.SECONDS);
        }
        return scraper;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
