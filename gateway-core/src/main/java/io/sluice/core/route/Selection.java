package io.sluice.core.route;

import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.Verdict;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request's attempts: the candidate in hand with its permit, and the credentials tried so far. Reusable; owned by one thread.
 *
 * <p>Each {@link PickResult#PICKED} must be followed by one {@link #record} before the next pick; further calls do nothing.
 */
public final class Selection {
    private int[] triedCredentials = new int[8];
    private int tried;
    private @Nullable Candidate candidate;
    private int permit = CircuitBreaker.REFUSED;
    private long retryNs;

    /** Forgets all, for the next request. The attempt in hand, if any, must have been recorded. */
    public void reset() {
        if (isInHand()) {
            throw new IllegalStateException("the attempt at " + candidate + " was not recorded");
        }
        candidate = null;
        tried = 0;
        retryNs = 0;
    }

    /** The last one picked; stays after {@link #record}. */
    public @Nullable Candidate candidate() {
        return candidate;
    }

    /** After {@link PickResult#ALL_OPEN}: how long until the first of them may be tried, in nanoseconds; at least 1. */
    public long retryNs() {
        return retryNs;
    }

    /** Picked and not yet recorded. */
    public boolean isInHand() {
        return permit != CircuitBreaker.REFUSED;
    }

    /**
     * What came of the attempt in hand: tells breaker and health, and returns the permit and the place in flight.
     *
     * @param firstTokenNs how long the first token took; negative if it isn't known
     */
    public void record(Verdict verdict, long firstTokenNs, long nowNs) {
        final Candidate done = candidate;
        if (done != null && isInHand()) {
            final int given = permit;
            permit = CircuitBreaker.REFUSED;
            done.upstream().end(given, verdict, firstTokenNs, nowNs);
        }
    }

    void take(Candidate picked, int pickedPermit) {
        candidate = picked;
        permit = pickedPermit;
        retryNs = 0;
        if (!hasTried(picked)) {
            if (tried == triedCredentials.length) {
                triedCredentials = Arrays.copyOf(triedCredentials, tried * 2);
            }
            triedCredentials[tried++] = picked.upstream().credentialId();
        }
        picked.upstream().begin();
    }

    void refuse(long waitNs) {
        retryNs = waitNs;
    }

    boolean hasTried(Candidate other) {
        final int credentialId = other.upstream().credentialId();
        for (int i = 0; i < tried; i++) {
            if (triedCredentials[i] == credentialId) {
                return true;
            }
        }
        return false;
    }

    /** Forgets all that was tried but the last one. */
    void keepLastTried() {
        if (tried > 1) {
            triedCredentials[0] = triedCredentials[tried - 1];
            tried = 1;
        }
    }

    void forgetTried() {
        tried = 0;
    }
}
