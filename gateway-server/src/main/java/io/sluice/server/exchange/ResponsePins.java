package io.sluice.server.exchange;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which upstream account made which stored response (OpenAI Responses): what is asked of a response later can only be
 * answered there, and only for the app it was made for, since accounts are shared by many. Bounded; the oldest are
 * forgotten first, and all of them with the process. Any thread, lock-free.
 */
final class ResponsePins {
    static final int MAX_PINS = 100_000;

    /** A stored response: whose it is, and the one way to where it is. */
    private record Pin(String app, ModelPlan plan) {}

    private final ConcurrentHashMap<String, Pin> pins = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * Remembers who made a response.
     *
     * @param plan leads to the account that made it, and nowhere else
     */
    void pin(String responseId, String app, ModelPlan plan) {
        if (pins.put(responseId, new Pin(app, plan)) == null) {
            order.add(responseId);
            if (size.incrementAndGet() > MAX_PINS) {
                final String oldest = order.poll();
                if (oldest != null && pins.remove(oldest) != null) {
                    size.decrementAndGet();
                }
            }
        }
    }

    /** The way to a response's maker; null when it is not known, or another app's. */
    @Nullable
    ModelPlan find(String responseId, String app) {
        final Pin pin = pins.get(responseId);
        return pin != null && pin.app().equals(app) ? pin.plan() : null;
    }

    /** The response is gone. */
    void forget(String responseId) {
        if (pins.remove(responseId) != null) {
            size.decrementAndGet();
        }
    }
}
