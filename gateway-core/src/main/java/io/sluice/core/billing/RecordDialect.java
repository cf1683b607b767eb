package io.sluice.core.billing;

/**
 * A dialect as a record keeps it: one byte, so that the longest names of everything else fit into a slot. The names are those
 * of the config key {@code dialect}. Codes are on disk: never reuse one.
 */
public enum RecordDialect {
    NONE(0, ""),
    OPENAI(1, "openai"),
    OPENAI_RESPONSES(2, "openai-responses"),
    ANTHROPIC(3, "anthropic"),
    GEMINI(4, "gemini"),
    BEDROCK(5, "bedrock"),
    COHERE(6, "cohere");

    private static final RecordDialect[] BY_CODE = values();

    private final byte code;
    private final String text;

    RecordDialect(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    /** The record's spelling; empty when there was none (an answer from cache has no upstream). */
    public String text() {
        return text;
    }

    /** @throws IllegalArgumentException when no dialect has that config name */
    public static RecordDialect of(String configName) {
        for (RecordDialect dialect : BY_CODE) {
            if (dialect.text.equals(configName)) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("no dialect is called '" + configName + "'");
    }

    byte code() {
        return code;
    }

    static RecordDialect ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("dialect code must be 0.." + (BY_CODE.length - 1) + ": " + code);
        }
        return BY_CODE[code];
    }
}
