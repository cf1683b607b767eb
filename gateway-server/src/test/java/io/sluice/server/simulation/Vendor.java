package io.sluice.server.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One vendor and its frame of mind.
 *
 * @param channel its name in the configuration
 * @param port where it listens
 * @param mapsTo what it calls every model, or null when it calls them as the clients do
 * @param troubleIn one answer of so many is anything but right; 0 when all are right
 * @param refusesIn one connection of so many isn't made; 0 when all are
 */
record Vendor(String channel, int port, @Nullable String mapsTo, int troubleIn, int refusesIn) {
    /** What a request must bring. */
    String credential() {
        return "Bearer vendor-key-of-" + channel;
    }

    /** How the next request is answered. */
    AnswerKind mood(Choices choices) {
        return choices.oneIn(troubleIn) ? AnswerKind.any(choices) : AnswerKind.WHOLE;
    }
}
