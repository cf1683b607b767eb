package io.sluice.core.breaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A decision: may traffic go to this upstream? Any thread, lock-free, no allocation.
 *
 * <pre>
 *            too many failures or slow calls            open-for is over
 *   CLOSED ----------------------------------> OPEN --------------------> HALF_OPEN
 *     ^                                         ^ ^     a probe fails       |   |
 *     |  ramp is over            as from CLOSED | +-------------------------+   | all probes pass
 *     +-------------------------------------- RAMPING <-------------------------+
 * </pre>
 *
 * <p>All of it is one {@code long} ({@link Word}) moved by compare-and-set; who loses looks again and decides anew, who
 * wins counts and reports the move. Each opening without a full recovery in between lasts twice as long, up to the maximum.
 *
 * <p><b>Permits.</b> {@link #tryPermit} answers with a permit; give it to {@link #record} exactly once. A probe's permit names the
 * half-open period that it belongs to: an attempt that began before, or in an earlier one, counts in the window and can't close or
 * open anything as a probe would. Probes that never come back are given up after an open-for, and others are sent.
 *
 * <p><b>The last one standing.</b> A breaker doesn't know its siblings. It marks itself <em>partial</em> when calls still succeeded
 * in the window in which it opened; {@link #tryLastResort} then lets traffic through in spite of OPEN, and the selector asks
 * for it when nothing else of the model is usable. So poor health alone never takes out a model's last upstream, a dead one
 * fails fast, and what its vendor said ({@link #holdUntil}) is honoured either way. The mark goes when the last success leaves
 * the window.
 *
 * <p><b>Hold.</b> An upstream's Retry-After is no state but a time next to it; no traffic passes before it is over, no probe and no
 * last resort either. The latest one said wins, and none lasts longer than {@link #MAX_HOLD_NS} from when it was said.
 */
public final class CircuitBreaker {
    public static final long MAX_HOLD_NS = 3_600_000_000_000L;

    /** Permits; a probe's has its generation above these bits. */
    public static final int REFUSED = 0;

    static final int NORMAL = 1;
    static final int LAST_RESORT = 2;
    static final int PROBE = 3;
    private static final int KIND_MASK = 3;
    private static final int KIND_BITS = 2;
    private static final double SMALLEST_SHARE = 0.05;

    private static final VarHandle WORD;
    private static final VarHandle HELD;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(CircuitBreaker.class, "word", long.class)
                    .withInvokeExactBehavior();
            HELD = lookup.findVarHandle(CircuitBreaker.class, "heldUntilNs", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BreakerSettings settings;
    private final TransitionListener listener;
    private final OutcomeWindow window;
    private final long originNs;
    private final AtomicLongArray moves = new AtomicLongArray(State.values().length);

    @SuppressWarnings("UnusedVariable") // read and written through WORD
    private long word;

    @SuppressWarnings("UnusedVariable") // read and written through HELD; since the origin
    private long heldUntilNs;

    public CircuitBreaker(BreakerSettings settings, long nowNs) {
        this(settings, TransitionListener.NONE, nowNs);
    }

    public CircuitBreaker(BreakerSettings settings, TransitionListener listener, long nowNs) {
        this.settings = settings;
        this.listener = listener;
        this.window = new OutcomeWindow(settings.windowNs(), settings.buckets());
        this.originNs = nowNs;
    }

    /** A permit, or {@link #REFUSED}. May be what moves OPEN to HALF_OPEN. */
    public int tryPermit(long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        if (elapsedNs < heldAcquire()) {
            return REFUSED;
        }
        for (; ; ) {
            final long seen = wordAcquire();
            switch (Word.state(seen)) {
                case CLOSED -> {
                    return NORMAL;
                }
                case RAMPING -> {
                    if (elapsedNs >= Word.timeNs(seen)) {
                        closeAfterRamp(seen, nowNs);
                    }
                    return NORMAL;
                }
                case OPEN -> {
                    if (elapsedNs < Word.timeNs(seen)) {
                        return REFUSED;
                    }
                    final long next = Word.halfOpen(seen, 1, 0, probesUntilTick(seen, elapsedNs));
                    if (move(seen, next, nowNs)) {
                        return probePermit(next);
                    }
                }
                case HALF_OPEN -> {
                    final long next = withOneMoreProbe(seen, elapsedNs);
                    if (next == seen) {
                        return REFUSED;
                    }
                    if (casWord(seen, next)) {
                        return probePermit(next);
                    }
                }
            }
            Thread.onSpinWait();
        }
    }

    /** As {@link #tryPermit}, and also while OPEN if it opened on a partial failure. Ask only when no sibling is usable. */
    public int tryLastResort(long nowNs) {
        final int permit = tryPermit(nowNs);
        if (permit != REFUSED) {
            return permit;
        }
        return isLastResort(nowNs) ? LAST_RESORT : REFUSED;
    }

    /** Whether {@link #tryLastResort} has something to add to {@link #tryPermit}. */
    public boolean isLastResort(long nowNs) {
        return elapsedNs(nowNs) >= heldAcquire() && Word.isPartial(wordAcquire());
    }

    /**
     * The outcome of an attempt, exactly once a permit.
     *
     * @param firstTokenNs how long the first token took; negative if it isn't known
     */
    public void record(int permit, Verdict verdict, long firstTokenNs, long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        final boolean slow = settings.slowFirstTokenNs() > 0 && firstTokenNs > settings.slowFirstTokenNs();
        final boolean failure = verdict == Verdict.FAILURE;
        if (verdict != Verdict.IGNORED) {
            window.record(failure, slow, elapsedNs);
        }
        if ((permit & KIND_MASK) == PROBE) {
            recordProbe(permit >>> KIND_BITS, verdict, failure || slow, nowNs);
        } else if (verdict != Verdict.IGNORED && (failure || slow)) {
            judge(nowNs);
        }
    }

    /** A failure beyond the recorded outcomes: a stream that broke after its first token had been recorded as a success. */
    public void recordLateFailure(long nowNs) {
        window.record(true, false, elapsedNs(nowNs));
        judge(nowNs);
    }

    /** The upstream asked for silence until then. The latest such time wins; bounded by {@link #MAX_HOLD_NS} from now. */
    public void holdUntil(long untilNs, long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        final long holdNs = Math.clamp(untilNs - nowNs, 0, MAX_HOLD_NS);
        final long wanted = elapsedNs + holdNs;
        for (; ; ) {
            final long seen = heldAcquire();
            if (holdNs == 0 || seen >= wanted || HELD.compareAndSet(this, seen, wanted)) {
                return;
            }
        }
    }

    /** How long the hold lasts yet; 0: none. */
    public long heldForNs(long nowNs) {
        return Math.max(0, heldAcquire() - elapsedNs(nowNs));
    }

    /** The state as a permit would find it, except that an OPEN whose time is over stays OPEN until someone asks for a permit. */
    public State state(long nowNs) {
        final long seen = wordAcquire();
        final State state = Word.state(seen);
        return state == State.RAMPING && elapsedNs(nowNs) >= Word.timeNs(seen) ? State.CLOSED : state;
    }

    /** The share of its usual traffic that this upstream should get: 1 usually, growing while RAMPING, 0 when a permit would be refused. */
    public double admittance(long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        if (elapsedNs < heldAcquire()) {
            return 0;
        }
        final long seen = wordAcquire();
        return switch (Word.state(seen)) {
            case CLOSED -> 1;
            case OPEN -> elapsedNs >= Word.timeNs(seen) ? 1 : 0;
            case HALF_OPEN -> withOneMoreProbe(seen, elapsedNs) == seen ? 0 : 1;
            case RAMPING -> rampShare(Word.timeNs(seen) - elapsedNs);
        };
    }

    /** How long a permit will be refused for sure, if nothing is recorded meanwhile; 0 when one may be had now. */
    public long nsUntilProbe(long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        final long seen = wordAcquire();
        final boolean waits = switch (Word.state(seen)) {
            case CLOSED, RAMPING -> false;
            case OPEN -> true;
            case HALF_OPEN -> withOneMoreProbe(seen, elapsedNs) == seen;
        };
        return Math.max(heldForNs(nowNs), waits ? Math.max(0, Word.timeNs(seen) - elapsedNs) : 0);
    }

    /** Moves into that state so far. */
    public long moves(State to) {
        return moves.get(to.code);
    }

    public BreakerSettings settings() {
        return settings;
    }

    private void recordProbe(int generation, Verdict verdict, boolean failed, long nowNs) {
        for (; ; ) {
            final long seen = wordAcquire();
            if (Word.state(seen) != State.HALF_OPEN || Word.generation(seen) != generation) {
                return; // its period is over; the window has counted it
            }
            final boolean done;
            if (verdict == Verdict.IGNORED) {
                done = casWord(seen, Word.probeBack(seen));
            } else if (failed) {
                done = open(seen, Word.level(seen) + 1, nowNs);
            } else if (Word.passed(seen) + 1 < settings.probes()) {
                done = casWord(seen, Word.probePassed(seen));
            } else {
                done = move(seen, rampOrClosed(seen, elapsedNs(nowNs)), nowNs);
            }
            if (done) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Opens if the window says so. While open, takes the partial mark away once nothing in the window has succeeded. */
    private void judge(long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        for (; ; ) {
            final long seen = wordAcquire();
            final State state = Word.state(seen);
            final boolean done;
            if (state == State.OPEN || state == State.HALF_OPEN) {
                done = !Word.isPartial(seen) || anySuccess(0, elapsedNs) || casWord(seen, Word.notPartial(seen));
            } else if (isTooBad(window.sum(countsSinceNs(seen), elapsedNs))) {
                done = open(seen, state == State.RAMPING ? Word.level(seen) + 1 : 0, nowNs);
            } else {
                done = true;
            }
            if (done) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private boolean isTooBad(long sum) {
        final int calls = OutcomeWindow.calls(sum);
        return calls >= settings.minCalls()
                && (OutcomeWindow.failures(sum) >= settings.failureRate() * calls
                        || OutcomeWindow.slow(sum) >= settings.slowRate() * calls);
    }

    private boolean anySuccess(long sinceNs, long elapsedNs) {
        final long sum = window.sum(sinceNs, elapsedNs);
        return OutcomeWindow.calls(sum) > OutcomeWindow.failures(sum);
    }

    /** What was recorded before a recovery doesn't count against the recovered. */
    private long countsSinceNs(long seen) {
        return Word.state(seen) == State.RAMPING
                ? Math.max(0, Word.timeNs(seen) - settings.rampNs())
                : Word.timeNs(seen);
    }

    private boolean open(long seen, int level, long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        final boolean partial = anySuccess(0, elapsedNs);
        final long untilTick = Word.tick(elapsedNs + openForNs(level));
        return move(seen, Word.open(level, Word.generation(seen), partial, untilTick), nowNs);
    }

    private long openForNs(int level) {
        final int doublings = Math.min(level, Long.numberOfLeadingZeros(settings.openForNs()) - 1);
        return Math.min(settings.maxOpenForNs(), settings.openForNs() << doublings);
    }

    private long probesUntilTick(long seen, long elapsedNs) {
        return Word.tick(elapsedNs + openForNs(Word.level(seen)));
    }

    /** The word with one more probe out; the same word if no more may be sent. */
    private long withOneMoreProbe(long seen, long elapsedNs) {
        if (Word.out(seen) + Word.passed(seen) < settings.probes()) {
            return Word.probeOut(seen);
        }
        if (elapsedNs < Word.timeNs(seen)) {
            return seen;
        }
        return Word.halfOpen(seen, 1, Word.passed(seen), probesUntilTick(seen, elapsedNs));
    }

    private long rampOrClosed(long seen, long elapsedNs) {
        return settings.rampNs() == 0
                ? Word.closed(seen, elapsedNs >>> Word.TICK_BITS)
                : Word.ramping(seen, Word.tick(elapsedNs + settings.rampNs()));
    }

    private void closeAfterRamp(long seen, long nowNs) {
        move(seen, Word.closed(seen, countsSinceNs(seen) >>> Word.TICK_BITS), nowNs); // losing it to another is as good
    }

    private double rampShare(long leftNs) {
        return leftNs <= 0 ? 1 : Math.max(SMALLEST_SHARE, 1 - (double) leftNs / settings.rampNs());
    }

    private static int probePermit(long word) {
        return PROBE | Word.generation(word) << KIND_BITS;
    }

    private boolean move(long seen, long next, long nowNs) {
        if (!casWord(seen, next)) {
            return false;
        }
        final State to = Word.state(next);
        moves.incrementAndGet(to.code);
        listener.moved(Word.state(seen), to, nowNs);
        return true;
    }

    private long elapsedNs(long nowNs) {
        return Math.max(0, nowNs - originNs);
    }

    private long wordAcquire() {
        return (long) WORD.getAcquire(this);
    }

    private boolean casWord(long seen, long next) {
        return WORD.compareAndSet(this, seen, next);
    }

    private long heldAcquire() {
        return (long) HELD.getAcquire(this);
    }
}
