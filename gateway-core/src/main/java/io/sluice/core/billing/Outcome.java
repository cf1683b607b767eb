package io.sluice.core.billing;

/** How a request ended, as the billing record tells it. Codes are on disk: never reuse one. */
public enum Outcome {
    OK(1, "ok"),
    CLIENT_ABORT(2, "client_abort"),
    UPSTREAM_ERROR(3, "upstream_error"),
    UPSTREAM_TIMEOUT(4, "upstream_timeout"),
    TRUNCATED(5, "truncated"),
    CACHE_HIT(6, "cache_hit"),
    SHUTDOWN(7, "shutdown"),
    CRASH(8, "crash");

    private static final Outcome[] BY_CODE = values();

    private final byte code;
    private final String text;

    Outcome(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    /** The record's spelling. */
    public String text() {
        return text;
    }

    byte code() {
        return code;
    }

    static Outcome ofCode(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("outcome code must be 1.." + BY_CODE.length + ": " + code);
        }
        return BY_CODE[code - 1];
    }
}
