package io.sluice.server.translation;

import java.util.List;

/**
 * Value: what a client understood, whichever it is.
 *
 * @param finish in the client's own words
 * @param inputTokens all of them
 * @param whole the client's own object, to go on from
 */
record Said(
        String text,
        String reasoning,
        List<Call> calls,
        String finish,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        Object whole) {

    /** A tool call; {@code arguments} is JSON. */
    record Call(String id, String name, String arguments) {}
}
