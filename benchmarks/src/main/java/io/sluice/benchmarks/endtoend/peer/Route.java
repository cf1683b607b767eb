package io.sluice.benchmarks.endtoend.peer;

/** The client's dialect and the vendor's. */
public enum Route {
    OPENAI,
    ANTHROPIC,
    OPENAI_TO_ANTHROPIC,
    ANTHROPIC_TO_OPENAI;

    /** Whether the dialects differ. */
    public boolean translates() {
        return this == OPENAI_TO_ANTHROPIC || this == ANTHROPIC_TO_OPENAI;
    }

    /** Whether the client speaks Anthropic's dialect. */
    public boolean fromAnthropic() {
        return this == ANTHROPIC || this == ANTHROPIC_TO_OPENAI;
    }

    /** Whether the vendor speaks Anthropic's dialect. */
    public boolean toAnthropic() {
        return this == ANTHROPIC || this == OPENAI_TO_ANTHROPIC;
    }

    /** Where clients of the dialect post to. */
    public String path() {
        return fromAnthropic() ? "/v1/messages" : "/v1/chat/completions";
    }
}
