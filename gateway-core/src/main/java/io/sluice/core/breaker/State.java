package io.sluice.core.breaker;

/** CLOSED lets all through, OPEN none, HALF_OPEN a few probes, RAMPING a growing share. */
public enum State {
    CLOSED(0),
    OPEN(1),
    HALF_OPEN(2),
    RAMPING(3);

    private static final State[] BY_CODE = {CLOSED, OPEN, HALF_OPEN, RAMPING};

    /** Two bits: how a breaker's word holds it. */
    final int code;

    State(int code) {
        this.code = code;
    }

    static State of(int code) {
        return BY_CODE[code];
    }
}
