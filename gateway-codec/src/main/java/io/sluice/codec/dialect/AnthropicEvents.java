package io.sluice.codec.dialect;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;

/** Events of Anthropic messages. The type inside the data decides, not the event's name: they are equal, and names get lost. */
final class AnthropicEvents extends JsonEventInspector {
    private static final byte[] MESSAGE_DELTA = Names.of("message_delta");
    private static final byte[] MESSAGE_STOP = Names.of("message_stop");
    private static final byte[] BLOCK_START = Names.of("content_block_start");
    private static final byte[] BLOCK_DELTA = Names.of("content_block_delta");

    private static final byte[] CONTENT_BLOCK = Names.of("content_block");
    private static final byte[] SIGNATURE = Names.of("signature");
    private static final byte[] STOP_REASON = Names.of("stop_reason");

    private static final byte[] INPUT_TOKENS = Names.of("input_tokens");
    private static final byte[] OUTPUT_TOKENS = Names.of("output_tokens");
    private static final byte[] CACHE_READ = Names.of("cache_read_input_tokens");
    private static final byte[] CACHE_WRITE = Names.of("cache_creation_input_tokens");
    private static final byte[] OUTPUT_DETAILS = Names.of("output_tokens_details");
    private static final byte[] THINKING_TOKENS = Names.of("thinking_tokens");

    private enum Type {
        OTHER,
        BLOCK_START,
        BLOCK_DELTA,
        MESSAGE_DELTA,
        MESSAGE_STOP,
        ERROR
    }

    private Type type = Type.OTHER;
    private boolean hasContent;
    private boolean hasStopReason;
    private boolean hasUsage;

    @Override
    public boolean isComplete() {
        return isEnded();
    }

    @Override
    void takeBack() {
        // Only a whole event ends this stream.
    }

    @Override
    EventKind object(Usage usage) {
        type = Type.OTHER;
        hasContent = false;
        hasStopReason = false;
        hasUsage = false;
        while (nextMember()) {
            member(usage);
        }
        return switch (type) {
            case ERROR -> EventKind.ERROR;
            case BLOCK_START, BLOCK_DELTA -> hasContent ? EventKind.CONTENT : EventKind.LIFECYCLE;
            case MESSAGE_DELTA -> hasStopReason ? EventKind.FINISH : EventKind.LIFECYCLE;
            case MESSAGE_STOP -> EventKind.END;
            case OTHER -> EventKind.LIFECYCLE;
        };
    }

    @Override
    boolean isUsual() {
        return type == Type.BLOCK_DELTA && !hasUsage;
    }

    private void member(Usage usage) {
        if (cursor.nameIs(Names.TYPE)) {
            type();
        } else if (cursor.nameIs(Names.DELTA)) {
            delta();
        } else if (cursor.nameIs(CONTENT_BLOCK)) {
            block();
        } else if (cursor.nameIs(Names.USAGE)) {
            hasUsage = true;
            usage(cursor, usage);
            usage.outputIsFinal();
        } else if (cursor.nameIs(Names.MESSAGE)) {
            hasUsage = true;
            start(usage);
        } else if (cursor.nameIs(Names.ERROR)) {
            if (isSomething()) {
                type = Type.ERROR;
            }
        } else {
            cursor.skip();
        }
    }

    private void type() {
        cursor.next();
        if (type == Type.ERROR) {
            cursor.skip();
        } else if (cursor.textIs(BLOCK_DELTA)) {
            type = Type.BLOCK_DELTA;
        } else if (cursor.textIs(BLOCK_START)) {
            type = Type.BLOCK_START;
        } else if (cursor.textIs(MESSAGE_DELTA)) {
            type = Type.MESSAGE_DELTA;
        } else if (cursor.textIs(MESSAGE_STOP)) {
            type = Type.MESSAGE_STOP;
        } else if (cursor.textIs(Names.ERROR)) {
            type = Type.ERROR;
        } else {
            cursor.skip();
        }
    }

    /** Of a block, or of the whole message: then it holds the stop reason. */
    private void delta() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(Names.TYPE)) {
                cursor.skip();
            } else if (cursor.nameIs(STOP_REASON)) {
                hasStopReason |= isWord();
            } else if (cursor.nameIs(SIGNATURE)) {
                hasContent |= isSomething();
            } else {
                hasContent |= isContent();
            }
        }
    }

    /** Text and thinking begin empty; any other block says something by its being there. */
    private void block() {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(Names.TYPE)) {
                cursor.next();
                hasContent |= !cursor.textIs(Names.TEXT) && !cursor.textIs(Names.THINKING);
                cursor.skip();
            } else if (cursor.nameIs(Names.TEXT) || cursor.nameIs(Names.THINKING) || cursor.nameIs(Names.NAME)) {
                hasContent |= isContent();
            } else if (cursor.nameIs(Names.INPUT)) {
                isWhollyContent();
            } else {
                cursor.skip();
            }
        }
    }

    private void start(Usage usage) {
        if (!enterObject()) {
            return;
        }
        while (nextMember()) {
            if (cursor.nameIs(Names.USAGE)) {
                usage(cursor, usage);
            } else {
                cursor.skip();
            }
        }
    }

    /** Reads the value behind the name just read. What it says of output may be a placeholder. */
    private static void usage(JsonCursor cursor, Usage usage) {
        usage.cacheIsBesideInput();
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIs(INPUT_TOKENS)) {
                usage.input(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(OUTPUT_TOKENS)) {
                usage.output(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(CACHE_READ)) {
                usage.cacheRead(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(CACHE_WRITE)) {
                usage.cacheWrite(OpenAiUsage.count(cursor));
            } else if (cursor.nameIs(OUTPUT_DETAILS)) {
                details(cursor, usage);
            } else {
                cursor.skip();
            }
        }
    }

    private static void details(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIs(THINKING_TOKENS)) {
                usage.reasoning(OpenAiUsage.count(cursor));
            } else {
                cursor.skip();
            }
        }
    }
}
