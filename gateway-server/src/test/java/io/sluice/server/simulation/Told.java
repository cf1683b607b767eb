package io.sluice.server.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one vendor answered to one attempt.
 *
 * @param kind of answer
 * @param serial number of the attempt in the world; every piece of the answer carries it
 * @param status of the answer, 0 when it has none that can be read
 * @param pieces of bytes, in order
 * @param end what the vendor does behind the last of them
 * @param visible the body as the client gets it when all is well; null when the client must not see any of it
 * @param mayComplete from which length on a body that is visible's beginning may pass as a whole one; -1 when none may
 * @param inputTokens as the answer tells, or -1
 * @param outputTokens as the answer tells, or -1
 * @param soundBytes how many of its bytes belong to it; once more has been read the connection must not be used again
 * @param clean whether nothing about it may keep it from the client
 */
record Told(
        AnswerKind kind,
        int serial,
        int status,
        List<Piece> pieces,
        End end,
        byte @Nullable [] visible,
        int mayComplete,
        long inputTokens,
        long outputTokens,
        int soundBytes,
        boolean clean) {

    /** The same with bytes behind its end. */
    Told with(List<Piece> longer, int sound, boolean prompt) {
        return new Told(
                kind, serial, status, longer, end, visible, mayComplete, inputTokens, outputTokens, sound, prompt);
    }

    /** The same, but it may come to nothing. */
    Told unclean() {
        return with(pieces, soundBytes, false);
    }

    /** Bytes, and how long the vendor waits before it sends them. */
    record Piece(long afterNs, byte[] bytes) {}

    /** What follows the answer. */
    enum End {
        KEEP,
        CLOSE,
        RESET,
        SILENCE
    }
}
