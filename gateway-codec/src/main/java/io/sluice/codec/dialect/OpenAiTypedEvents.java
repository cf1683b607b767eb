package io.sluice.codec.dialect;

import io.sluice.codec.json.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * Events that name their type: those of Responses, and those of images, speech and transcriptions, which are few and follow the
 * same grammar. What isn't known as lifecycle is content.
 */
final class OpenAiTypedEvents extends JsonEventInspector {
    private static final byte[] RESPONSE = Names.of("response");
    private static final byte[] SEQUENCE_NUMBER = Names.of("sequence_number");
    private static final byte[] ITEM = Names.of("item");
    private static final byte[] REASONING_ITEM = Names.of("reasoning");
    private static final byte[] DELTA_SUFFIX = Names.of(".delta");

    private static final byte[][] LIFECYCLE = {
        Names.of("response.created"),
        Names.of("response.in_progress"),
        Names.of("response.queued"),
        Names.of("response.content_part.added"),
        Names.of("response.reasoning_summary_part.added"),
        Names.of("keepalive")
    };
    private static final byte[][] TERMINAL = {
        Names.of("response.completed"),
        Names.of("response.incomplete"),
        Names.of("image_generation.completed"),
        Names.of("image_edit.completed"),
        Names.of("speech.audio.done"),
        Names.of("transcript.text.done")
    };
    private static final byte[] FAILED = Names.of("response.failed");
    private static final byte[] ITEM_ADDED = Names.of("response.output_item.added");

    private enum Type {
        OTHER,
        LIFECYCLE,
        ITEM_ADDED,
        DELTA,
        TERMINAL,
        FAILED
    }

    private @Nullable String answerId;

    private Type type = Type.OTHER;
    private boolean hasDelta;
    private boolean opensEmptyItem;
    private boolean hasUsage;
    private boolean hasError;

    @Override
    public void reset() {
        super.reset();
        answerId = null;
    }

    @Override
    public boolean isComplete() {
        return isEnded();
    }

    @Override
    public @Nullable String answerId() {
        return answerId;
    }

    @Override
    void takeBack() {
        // Only a whole event ends this stream.
    }

    @Override
    EventKind object(Usage usage) {
        type = Type.OTHER;
        hasDelta = false;
        opensEmptyItem = false;
        hasUsage = false;
        hasError = false;
        while (nextMember()) {
            member(usage);
        }
        if (hasError) {
            return EventKind.ERROR;
        }
        return switch (type) {
            case LIFECYCLE -> EventKind.LIFECYCLE;
            case ITEM_ADDED -> opensEmptyItem ? EventKind.LIFECYCLE : EventKind.CONTENT;
            case DELTA -> hasDelta ? EventKind.CONTENT : EventKind.LIFECYCLE;
            case TERMINAL -> EventKind.END;
            case FAILED -> EventKind.ERROR;
            case OTHER -> EventKind.CONTENT;
        };
    }

    private void member(Usage usage) {
        if (cursor.nameIs(Names.TYPE)) {
            type();
        } else if (cursor.nameIs(Names.DELTA)) {
            hasDelta |= isContent();
        } else if (cursor.nameIs(RESPONSE)) {
            response(usage);
        } else if (cursor.nameIs(ITEM)) {
            item();
        } else if (cursor.nameIs(Names.USAGE)) {
            hasUsage |= OpenAiUsage.read(cursor, usage);
        } else if (cursor.nameIs(Names.ERROR)) {
            hasError |= isSomething();
        } else if (cursor.nameIs(Names.OBFUSCATION) || cursor.nameIs(SEQUENCE_NUMBER)) {
            skipChanging();
        } else {
            cursor.skip();
        }
    }

    @Override
    boolean isUsual() {
        return type == Type.DELTA && !hasUsage;
    }

    private void type() {
        if (cursor.next() != JsonToken.STRING) {
            cursor.skip();
            return;
        }
        if (valueEndsWith(DELTA_SUFFIX)) {
            type = Type.DELTA;
        } else if (isOneOf(LIFECYCLE)) {
            type = Type.LIFECYCLE;
        } else if (cursor.textIs(ITEM_ADDED)) {
            type = Type.ITEM_ADDED;
        } else if (isOneOf(TERMINAL)) {
            type = Type.TERMINAL;
        } else if (cursor.textIs(FAILED)) {
            type = Type.FAILED;
        } else if (cursor.textIs(Names.ERROR)) {
            hasError = true;
        }
    }

    private boolean isOneOf(byte[][] types) {
        for (byte[] candidate : types) {
            if (cursor.textIs(candidate)) {
                return true;
            }
        }
        return false;
    }

    private void response(Usage usage) {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(Names.USAGE)) {
                hasUsage |= OpenAiUsage.read(cursor, usage);
            } else if (cursor.nameIs(Names.ID) && answerId == null) {
                answerId = cursor.next() == JsonToken.STRING ? cursor.text() : null;
                cursor.skip();
            } else {
                cursor.skip();
            }
        }
    }

    /** A call is content as soon as it is announced: it has its name. Text and reasoning begin empty. */
    private void item() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(Names.TYPE)) {
                cursor.next();
                opensEmptyItem = cursor.textIs(Names.MESSAGE) || cursor.textIs(REASONING_ITEM);
                cursor.skip();
            } else {
                cursor.skip();
            }
        }
    }
}
