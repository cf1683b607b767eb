package io.sluice.codec.dialect;

import io.sluice.codec.json.JsonToken;

/** Events of a Gemini stream, or the elements of one that comes as an array: each is a whole response object holding what is new. */
final class GeminiEvents extends JsonEventInspector {
    private static final byte[] CANDIDATES = Names.of("candidates");
    private static final byte[] PARTS = Names.of("parts");
    private static final byte[] FINISH_REASON = Names.of("finishReason");
    private static final byte[] PROMPT_FEEDBACK = Names.of("promptFeedback");
    private static final byte[] BLOCK_REASON = Names.of("blockReason");
    private static final byte[] FUNCTION_CALL = Names.of("functionCall");
    private static final byte[] THOUGHT = Names.of("thought");

    private static final byte[] USAGE_METADATA = Names.of("usageMetadata");
    private static final byte[] PROMPT_COUNT = Names.of("promptTokenCount");
    private static final byte[] CACHED_COUNT = Names.of("cachedContentTokenCount");
    private static final byte[] CANDIDATES_COUNT = Names.of("candidatesTokenCount");
    private static final byte[] THOUGHTS_COUNT = Names.of("thoughtsTokenCount");
    private static final byte[] TOOL_USE_COUNT = Names.of("toolUsePromptTokenCount");

    private static final int LAST_BIT = 63;

    private long seenCandidates;
    private long finishedCandidates;
    private boolean blocked;

    private long seenBefore;
    private long finishedBefore;
    private boolean blockedBefore;

    private boolean hasContent;
    private boolean hasFinish;
    private boolean hasUsage;
    private boolean hasError;

    @Override
    public void reset() {
        super.reset();
        seenCandidates = 0;
        finishedCandidates = 0;
        blocked = false;
    }

    @Override
    public boolean isComplete() {
        return isEnded() || blocked || (seenCandidates != 0 && seenCandidates == finishedCandidates);
    }

    @Override
    EventKind object(Usage usage) {
        seenBefore = seenCandidates;
        finishedBefore = finishedCandidates;
        blockedBefore = blocked;
        hasContent = false;
        hasFinish = false;
        hasUsage = false;
        hasError = false;
        while (nextMember()) {
            if (cursor.nameIs(CANDIDATES)) {
                candidates();
            } else if (cursor.nameIs(USAGE_METADATA)) {
                usage(usage);
            } else if (cursor.nameIs(PROMPT_FEEDBACK)) {
                feedback();
            } else if (cursor.nameIs(Names.ERROR)) {
                hasError |= isSomething();
            } else {
                cursor.skip();
            }
        }
        settle(usage);
        if (hasError) {
            return EventKind.ERROR;
        }
        if (hasContent) {
            return EventKind.CONTENT;
        }
        return hasFinish ? EventKind.FINISH : EventKind.LIFECYCLE;
    }

    @Override
    boolean isUsual() {
        return !hasFinish && !hasUsage;
    }

    /**
     * Counts of zero are left out, so an absent count of output means none, but only at the end: an early event may hold the
     * prompt's count alone. And not if text was seen: then the vendor just doesn't tell.
     */
    private void settle(Usage usage) {
        if (usage.isOutputTold() || (hasUsage && isComplete() && estimatedOutputTokens() == 0)) {
            usage.outputIsFinal();
        }
    }

    @Override
    void takeBack() {
        seenCandidates = seenBefore;
        finishedCandidates = finishedBefore;
        blocked = blockedBefore;
    }

    private void candidates() {
        if (!enterArray()) {
            return;
        }
        while (nextObject()) {
            candidate();
        }
    }

    private void candidate() {
        int index = 0;
        boolean finished = false;
        while (nextMember()) {
            if (cursor.nameIs(Names.CONTENT)) {
                content();
            } else if (cursor.nameIs(FINISH_REASON)) {
                finished |= isWord();
            } else if (cursor.nameIs(Names.INDEX)) {
                index = cursor.next() == JsonToken.NUMBER ? Math.clamp(cursor.longValue(), 0, LAST_BIT) : 0;
                cursor.skip();
            } else {
                cursor.skip();
            }
        }
        seenCandidates |= 1L << index;
        if (finished) {
            hasFinish = true;
            finishedCandidates |= 1L << index;
        }
    }

    private void content() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(PARTS)) {
                parts();
            } else {
                cursor.skip();
            }
        }
    }

    private void parts() {
        if (!enterArray()) {
            return;
        }
        while (nextObject()) {
            while (nextMember()) {
                part();
            }
        }
    }

    private void part() {
        if (cursor.nameIs(Names.TEXT)) {
            hasContent |= isContent();
        } else if (cursor.nameIs(FUNCTION_CALL)) {
            isWhollyContent();
            hasContent = true;
        } else if (cursor.nameIs(THOUGHT)) {
            cursor.skip();
        } else {
            hasContent |= isSomething();
        }
    }

    private void feedback() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(BLOCK_REASON)) {
                blocked |= isWord();
                hasFinish |= blocked;
            } else {
                cursor.skip();
            }
        }
    }

    private void usage(Usage usage) {
        usage.reasoningIsBesideOutput();
        if (!enterObject()) {
            return;
        }
        hasUsage = true;
        while (nextMember()) {
            if (cursor.nameIs(PROMPT_COUNT)) {
                usage.input(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(CANDIDATES_COUNT)) {
                usage.output(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(THOUGHTS_COUNT)) {
                usage.reasoning(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(CACHED_COUNT)) {
                usage.cacheRead(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(TOOL_USE_COUNT)) {
                usage.toolInput(OpenAiUsage.count(cursor));
            } else {
                cursor.skip();
            }
        }
    }
}
