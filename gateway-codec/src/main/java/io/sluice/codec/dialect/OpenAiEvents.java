package io.sluice.codec.dialect;

import io.sluice.codec.json.JsonToken;

/** Events of chat completions and of plain completions. Lenient: what compatible servers send differently is listed in the tests. */
final class OpenAiEvents extends JsonEventInspector {
    private static final byte[] CHOICES = Names.of("choices");
    private static final byte[] FINISH_REASON = Names.of("finish_reason");
    private static final byte[] ROLE = Names.of("role");

    /** Choices are told apart up to this many; the rest share the last bit. */
    private static final int LAST_BIT = 63;

    private long seenChoices;
    private long finishedChoices;

    private long seenBefore;
    private long finishedBefore;

    private boolean hasChoices;
    private boolean hasContent;
    private boolean hasFinish;
    private boolean hasUsage;
    private boolean hasError;
    private boolean hasComplaint;

    @Override
    public void reset() {
        super.reset();
        seenChoices = 0;
        finishedChoices = 0;
    }

    @Override
    public boolean isComplete() {
        return isEnded() || (seenChoices != 0 && seenChoices == finishedChoices);
    }

    @Override
    EventKind object(Usage usage) {
        seenBefore = seenChoices;
        finishedBefore = finishedChoices;
        hasChoices = false;
        hasContent = false;
        hasFinish = false;
        hasUsage = false;
        hasError = false;
        hasComplaint = false;
        while (nextMember()) {
            member(usage);
        }
        return kind();
    }

    @Override
    void takeBack() {
        seenChoices = seenBefore;
        finishedChoices = finishedBefore;
    }

    private void member(Usage usage) {
        if (cursor.nameIs(CHOICES)) {
            choices();
        } else if (cursor.nameIs(Names.USAGE)) {
            hasUsage |= OpenAiUsage.read(cursor, usage);
        } else if (cursor.nameIs(Names.ERROR)) {
            hasError |= isSomething();
        } else if (cursor.nameIs(Names.OBJECT)) {
            cursor.next();
            hasError |= cursor.textIs(Names.ERROR);
            cursor.skip();
        } else if (cursor.nameIs(Names.DETAIL) || cursor.nameIs(Names.MESSAGE)) {
            hasComplaint |= isSomething();
        } else if (cursor.nameIs(Names.OBFUSCATION)) {
            skipChanging();
        } else {
            cursor.skip();
        }
    }

    @Override
    boolean isUsual() {
        return !hasFinish && !hasUsage;
    }

    private EventKind kind() {
        if (hasError || (hasComplaint && !hasChoices)) {
            return EventKind.ERROR;
        }
        if (hasContent) {
            return EventKind.CONTENT;
        }
        if (hasFinish) {
            return EventKind.FINISH;
        }
        return hasUsage && !hasChoices ? EventKind.USAGE : EventKind.LIFECYCLE;
    }

    private void choices() {
        if (!enterArray()) {
            return;
        }
        while (nextObject()) {
            hasChoices = true;
            choice();
        }
    }

    private void choice() {
        int index = 0;
        boolean finished = false;
        while (nextMember()) {
            if (cursor.nameIs(Names.DELTA) || cursor.nameIs(Names.MESSAGE)) {
                delta();
            } else if (cursor.nameIs(Names.TEXT)) {
                hasContent |= isContent();
            } else if (cursor.nameIs(FINISH_REASON)) {
                finished |= isWord();
            } else if (cursor.nameIs(Names.INDEX)) {
                index = cursor.next() == JsonToken.NUMBER ? bit(cursor.longValue()) : 0;
                cursor.skip();
            } else {
                cursor.skip();
            }
        }
        seenChoices |= 1L << index;
        if (finished) {
            hasFinish = true;
            finishedChoices |= 1L << index;
        }
    }

    private static int bit(long index) {
        return Math.clamp(index, 0, LAST_BIT);
    }

    /** Whatever isn't the role belongs to the answer, names nobody has heard of included: holding it back would be worse. */
    private void delta() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(ROLE)) {
                cursor.skip();
            } else {
                hasContent |= isContent();
            }
        }
    }
}
