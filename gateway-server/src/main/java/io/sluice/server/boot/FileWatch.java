package io.sluice.server.boot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether the configuration file has changed, and now and then at certificates. Looking is what works on
 * every file system, network and container mounts included.
 */
final class FileWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long PERIOD_MS = 1_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("sluice-config").daemon().unstarted(task));
    private final Path file;
    private final Runnable changed;
    private final Runnable certificates;
    private @Nullable FileTime seen;

    private FileWatch(Path file, Runnable changed, Runnable certificates) {
        this.file = file;
        this.changed = changed;
        this.certificates = certificates;
        this.seen = modified();
    }

    /**
     * @param changed called on the watch's thread after each change of the file
     * @param certificates called once a second, to look at files of its own
     */
    static FileWatch start(Path file, Runnable changed, Runnable certificates) {
        final FileWatch watch = new FileWatch(file, changed, certificates);
        watch.thread.scheduleWithFixedDelay(watch::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            final FileTime now = modified();
            if (now != null && !now.equals(seen)) {
                seen = now;
                changed.run();
            }
            certificates.run();
        } catch (RuntimeException unexpected) {
            LOG.error("looking at the configuration failed", unexpected);
        }
    }

    private @Nullable FileTime modified() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return null;
        }
    }
}
