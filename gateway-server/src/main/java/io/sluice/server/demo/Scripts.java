package io.sluice.server.demo;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which script a request gets: its own, else the next queued one, else the first whose condition holds, else the default. */
final class Scripts {
    private final Deque<SimScript> queue = new ArrayDeque<>();
    private final List<Conditional> conditionals = new CopyOnWriteArrayList<>();
    private volatile SimScript otherwise = SimScript.NONE;

    private record Conditional(Predicate<ReceivedRequest> condition, SimScript script) {}

    void otherwise(SimScript script) {
        otherwise = script;
    }

    void when(Predicate<ReceivedRequest> condition, SimScript script) {
        conditionals.addFirst(new Conditional(condition, script));
    }

    void next(Collection<SimScript> scripts) {
        synchronized (queue) {
            queue.addAll(scripts);
        }
    }

    void clear() {
        synchronized (queue) {
            queue.clear();
        }
        conditionals.clear();
        otherwise = SimScript.NONE;
    }

    /** @throws IllegalArgumentException when the request's own script is none */
    SimScript of(ReceivedRequest request) {
        final String own = own(request);
        if (own != null) {
            return SimScript.of(own);
        }
        final SimScript queued;
        synchronized (queue) {
            queued = queue.pollFirst();
        }
        if (queued != null) {
            return queued;
        }
        for (Conditional each : conditionals) {
            if (each.condition().test(request)) {
                return each.script();
            }
        }
        return otherwise;
    }

    private static @Nullable String own(ReceivedRequest request) {
        final List<String> headers = request.headers("x-sim");
        return headers.isEmpty() ? request.query("sim") : String.join(";", headers);
    }
}
