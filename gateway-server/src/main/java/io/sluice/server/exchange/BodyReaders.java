package io.sluice.server.exchange;

import io.sluice.codec.dialect.BodyInspector;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.json.BodyScanner;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one loop's requests take turns with to look into bodies. A reader takes some kilobytes and is needed only while its body
 * passes: kept by every connection, it would be most of what an open stream costs. Confined to the loop.
 */
final class BodyReaders {
    /** As many of a kind are kept for the next requests; what a burst needed beyond is let go. */
    private static final int MAX_KEPT = 256;

    private final ArrayDeque<BodyScanner> requests = new ArrayDeque<>();
    private final Map<Endpoint, ArrayDeque<BodyInspector>> bodies = new EnumMap<>(Endpoint.class);
    private final Map<Endpoint, ArrayDeque<StreamInspector>> streams = new EnumMap<>(Endpoint.class);

    /** For a request's body in JSON, fresh. */
    BodyScanner request() {
        final BodyScanner kept = requests.pollLast();
        if (kept == null) {
            return new BodyScanner(RequestBody.PATHS);
        }
        kept.reset();
        return kept;
    }

    /** For an answer in one piece; to be reset. */
    BodyInspector body(Endpoint endpoint) {
        final BodyInspector kept = take(bodies, endpoint);
        return kept == null ? Inspectors.body(endpoint) : kept;
    }

    /** For a stream; to be reset. */
    StreamInspector stream(Endpoint endpoint) {
        final StreamInspector kept = take(streams, endpoint);
        return kept == null ? Inspectors.stream(endpoint) : kept;
    }

    void give(BodyScanner used) {
        if (requests.size() < MAX_KEPT) {
            requests.addLast(used);
        }
    }

    void give(Endpoint endpoint, BodyInspector used) {
        give(bodies, endpoint, used);
    }

    void give(Endpoint endpoint, StreamInspector used) {
        give(streams, endpoint, used);
    }

    private static <T> @Nullable T take(Map<Endpoint, ArrayDeque<T>> from, Endpoint endpoint) {
        final ArrayDeque<T> kept = from.get(endpoint);
        return kept == null ? null : kept.pollLast();
    }

    private static <T> void give(Map<Endpoint, ArrayDeque<T>> to, Endpoint endpoint, T used) {
        final ArrayDeque<T> kept = to.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
        if (kept.size() < MAX_KEPT) {
            kept.addLast(used);
        }
    }
}
