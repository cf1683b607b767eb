package io.sluice.core.billing;

/** What a slot, or a journal entry, says. Codes are on disk: never reuse one. */
public enum EventType {
    /** A publisher broke off in mid-slot (a bug): means nothing, is skipped. */
    VOID(0),
    /** A request is about to leave. */
    INTENT(1),
    /** The same request is about to leave through another channel; replaces the intent. */
    REROUTE(2),
    /** The request ended: the complete record. */
    SETTLEMENT(3),
    /** The request never left: the intent counts for nothing. */
    WITHDRAWAL(4);

    private static final EventType[] BY_CODE = values();

    private final byte code;

    EventType(int code) {
        this.code = (byte) code;
    }

    /** True for the two that leave a request open. */
    public boolean opens() {
        return this == INTENT || this == REROUTE;
    }

    /** True for the two after which a request is no longer open. */
    public boolean closes() {
        return this == SETTLEMENT || this == WITHDRAWAL;
    }

    byte code() {
        return code;
    }

    static EventType ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : VOID;
    }
}
