package io.sluice.server.pins;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which upstream account made which stored response (OpenAI Responses), and for which app: accounts are shared by many, and an
 * id is no secret. Bounded; the oldest are forgotten first, and each after as long as the vendor keeps what it names. Any thread;
 * the file is written by a thread of its own, a moment after the loops have spoken.
 */
public final class ResponsePins implements AutoCloseable {
    /** As long as the vendor keeps a response. */
    public static final long LIFE_MS = 30L * 24 * 60 * 60 * 1_000;

    static final int MAX_PINS = 100_000;

    /** Longest id that is remembered; vendors' have about 60 characters. */
    private static final int MAX_ID_LENGTH = 256;

    private record Change(String id, @Nullable Pin pin) {}

    private static final Change STOP = new Change("", null);

    private final ConcurrentHashMap<String, Pin> pins = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final @Nullable PinFile file;
    private final @Nullable Thread writer;

    private ResponsePins(@Nullable PinFile file, Map<String, Pin> kept, Consumer<String> problems) {
        this.file = file;
        kept.forEach(this::keep);
        if (file == null) {
            writer = null;
        } else {
            writer = Thread.ofPlatform().daemon().name("sluice-pins").start(() -> write(file, problems));
        }
    }

    /** Pins that are forgotten with the process. */
    public static ResponsePins inMemory() {
        return new ResponsePins(null, Map.of(), problem -> {});
    }

    /**
     * Pins that outlive the process.
     *
     * @param problems told when the file can't be written; pins then last as long as the process
     * @throws IOException when the file can't be read or begun anew
     */
    public static ResponsePins open(Path path, long nowMs, Consumer<String> problems) throws IOException {
        final Map<String, Pin> kept = new LinkedHashMap<>();
        final PinFile opened = PinFile.open(path, nowMs, kept);
        return new ResponsePins(opened, kept, problems);
    }

    /** Remembers who made a response. */
    public void pin(String id, Pin pin) {
        if (id.length() <= MAX_ID_LENGTH) {
            keep(id, pin);
            tell(new Change(id, pin));
        }
    }

    /** Where a response is; null when that is not known, no more, or not this app's affair. */
    public @Nullable Pin find(String id, String app, long nowMs) {
        final Pin pin = pins.get(id);
        return pin != null && pin.app().equals(app) && pin.expiresMs() > nowMs ? pin : null;
    }

    /** The response is gone. */
    public void forget(String id) {
        if (pins.remove(id) != null) {
            size.decrementAndGet();
            tell(new Change(id, null));
        }
    }

    /** Writes what is still to be written. */
    @Override
    public void close() throws IOException {
        final Thread writing = writer;
        if (writing == null) {
            return;
        }
        changes.add(STOP);
        try {
            writing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        final PinFile open = file;
        if (open != null) {
            open.close();
        }
    }

    private void keep(String id, Pin pin) {
        if (pins.put(id, pin) == null) {
            order.add(id);
            size.incrementAndGet();
        }
        while (size.get() > MAX_PINS) {
            final String oldest = order.poll();
            if (oldest == null) {
                return;
            }
            if (pins.remove(oldest) != null) {
                size.decrementAndGet();
            }
        }
    }

    private void tell(Change change) {
        if (writer != null) {
            changes.add(change);
        }
    }

    private void write(PinFile to, Consumer<String> problems) {
        boolean failing = false;
        while (true) {
            try {
                final Change change = changes.take();
                if (change.equals(STOP)) {
                    return;
                }
                final Pin pin = change.pin();
                if (pin == null) {
                    to.remove(change.id());
                } else {
                    to.add(change.id(), pin);
                }
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    problems.accept("where stored responses are can't be written down: " + e.getMessage());
                }
                failing = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
