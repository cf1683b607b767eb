package io.sluice.codec.dialect.gemini;

/** Members of an answer, and of a stream's chunk. */
enum AnswerMembers {
    CANDIDATES,
    PROMPT_FEEDBACK,
    USAGE_METADATA,
    RESPONSE_ID,
    ERROR,
    TOTAL_TOKENS;

    static final ProtoNames NAMES = ProtoNames.of(values());

    private static final AnswerMembers[] VALUES = values();

    /** @param index as {@link ProtoNames#in} gives it, not negative */
    static AnswerMembers at(int index) {
        return VALUES[index];
    }
}
