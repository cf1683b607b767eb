package io.sluice.core.billing;

/** Where a record's token counts come from. Codes are on disk: never reuse one. */
public enum UsageSource {
    UPSTREAM(1, "upstream"),
    ESTIMATED(2, "estimated"),
    NONE(3, "none");

    private static final UsageSource[] BY_CODE = values();

    private final byte code;
    private final String text;

    UsageSource(int code, String text) {
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

    static UsageSource ofCode(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("usage source code must be 1.." + BY_CODE.length + ": " + code);
        }
        return BY_CODE[code - 1];
    }
}
