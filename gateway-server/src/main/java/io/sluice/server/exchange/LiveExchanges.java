package io.sluice.server.exchange;

import org.jspecify.annotations.Nullable;

/** The exchanges of one loop whose request has no end yet, linked through themselves. Confined to the loop. */
final class LiveExchanges {
    private @Nullable Exchange first;
    private int size;

    void add(Exchange exchange) {
        exchange.nextLive = first;
        exchange.previousLive = null;
        final Exchange head = first;
        if (head != null) {
            head.previousLive = exchange;
        }
        first = exchange;
        size++;
    }

    void remove(Exchange exchange) {
        final Exchange before = exchange.previousLive;
        final Exchange after = exchange.nextLive;
        if (before != null) {
            before.nextLive = after;
        } else {
            first = after;
        }
        if (after != null) {
            after.previousLive = before;
        }
        exchange.previousLive = null;
        exchange.nextLive = null;
        size--;
    }

    int size() {
        return size;
    }

    void shutDown() {
        Exchange exchange = first;
        while (exchange != null) {
            final Exchange following = exchange.nextLive;
            exchange.shutDown();
            exchange = following;
        }
    }
}
