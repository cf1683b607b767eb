package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Dialect;

/** Whose opaque reasoning signature it is: a signature only means something to the vendor that made it. */
public enum Origin {
    OPENAI('o'),
    RESPONSES('p'),
    ANTHROPIC('a'),
    GEMINI('g'),
    COHERE('c');

    private final char letter;

    Origin(char letter) {
        this.letter = letter;
    }

    /** How an envelope names it. */
    public char letter() {
        return letter;
    }

    /** The origin of what an upstream of that dialect signs. */
    public static Origin of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OPENAI;
            case OPENAI_RESPONSES -> RESPONSES;
            case ANTHROPIC, BEDROCK -> ANTHROPIC;
            case GEMINI -> GEMINI;
            case COHERE -> COHERE;
        };
    }
}
