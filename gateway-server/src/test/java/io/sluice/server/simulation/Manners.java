package io.sluice.server.simulation;

/**
 * How one client behaves.
 *
 * @param pipelines sends its next request without waiting for the answer
 * @param slow takes its time between the pieces of a request
 * @param leavesAfter closes or resets once it has sent so many bytes, or never when that is more than it sends
 * @param leavesHearing does so once it has received so many bytes
 * @param stopsAt stops reading once it has received so many bytes
 * @param stopsForMs for how long
 * @param halfCloses ends its side once it has sent everything
 * @param lingers waits for the gateway to close, at the end
 */
record Manners(
        boolean pipelines,
        boolean slow,
        int leavesAfter,
        int leavesHearing,
        int stopsAt,
        long stopsForMs,
        boolean halfCloses,
        boolean lingers) {
    private static final int NEVER = Integer.MAX_VALUE;

    /** Whoever does as he should. */
    static final Manners GOOD = new Manners(false, false, NEVER, NEVER, NEVER, 0, false, false);

    static Manners any(Choices choices) {
        final int fault = choices.below(14);
        return new Manners(
                choices.oneIn(3),
                fault == 8,
                fault == 9 ? choices.below(1500) : NEVER,
                fault == 10 ? choices.skewed(8000) : NEVER,
                fault == 11 || fault == 12 ? choices.skewed(8000) : NEVER,
                fault == 11 ? 1_000_000 : choices.below(1_500),
                fault == 13,
                choices.oneIn(4));
    }

    /** Whether it waits, reads on and doesn't leave: then it must get an answer to everything. */
    boolean isGood() {
        return !slow && leavesAfter == NEVER && leavesHearing == NEVER && stopsAt == NEVER && !halfCloses;
    }
}
