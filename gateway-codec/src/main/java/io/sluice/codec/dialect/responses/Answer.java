package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** The response object as it was read last, whole or as a stream's snapshot. Owned by one reader, reused; its strings are views. */
final class Answer {
    enum Status {
        COMPLETED,
        INCOMPLETE,
        FAILED,
        CANCELLED,
        IN_PROGRESS,
        QUEUED
    }

    private enum Field {
        ID,
        OBJECT,
        STATUS,
        ERROR,
        INCOMPLETE_DETAILS,
        MAX_OUTPUT_TOKENS,
        OUTPUT,
        SERVICE_TIER,
        USAGE,
        INPUT_TOKENS
    }

    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final Status[] STATES = Status.values();
    private static final NameTable STATUS_NAMES = NameTable.ofLowerCase(STATES);
    private static final Tier[] TIERS = Tier.values();
    private static final NameTable TIER_NAMES = NameTable.ofLowerCase(TIERS);
    private static final NameTable DETAILS = NameTable.of("reason");
    private static final NameTable REASONS = NameTable.of("max_output_tokens", "content_filter");
    private static final int REASON_LENGTH = 0;
    private static final int REASON_FILTER = 1;

    private JsonString id = JsonString.EMPTY;
    private @Nullable Status status;
    private @Nullable JsonValue output;
    private @Nullable Tier tier;
    private boolean counted;
    private boolean failed;
    private boolean usageTold;
    private int reason = -1;
    private long maxTokens;

    /** Forgets the answer: none was told. */
    void clear() {
        id = JsonString.EMPTY;
        status = null;
        output = null;
        tier = null;
        counted = false;
        failed = false;
        usageTold = false;
        reason = -1;
        maxTokens = 0;
    }

    /**
     * Reads the members of the object just opened.
     *
     * @param usage what it tells replaces what it holds
     */
    void read(JsonCursor cursor, Usage usage) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                cursor.skip();
            } else {
                member(FIELDS[field], cursor, usage);
            }
        }
    }

    private void member(Field field, JsonCursor cursor, Usage usage) {
        switch (field) {
            case ID -> {
                cursor.next();
                cursor.skip();
                id = cursor.string();
            }
            case STATUS -> {
                final int known = word(cursor, STATUS_NAMES);
                status = known < 0 ? null : STATES[known];
            }
            case ERROR -> {
                failed = cursor.next() != JsonToken.NULL;
                cursor.skip();
            }
            case INCOMPLETE_DETAILS -> details(cursor);
            case MAX_OUTPUT_TOKENS -> maxTokens = UsageReader.count(cursor);
            case OUTPUT -> output = cursor.value();
            case SERVICE_TIER -> {
                final int known = word(cursor, TIER_NAMES);
                tier = known < 0 ? null : TIERS[known];
            }
            case USAGE -> usageTold = UsageReader.read(cursor, usage);
            case INPUT_TOKENS -> {
                counted = true;
                usage.input(UsageReader.count(cursor));
            }
            case OBJECT -> cursor.skip();
        }
    }

    private static int word(JsonCursor cursor, NameTable words) {
        cursor.next();
        final int known = cursor.textIn(words);
        cursor.skip();
        return known;
    }

    private void details(JsonCursor cursor) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(DETAILS) == 0) {
                reason = word(cursor, REASONS);
            } else {
                cursor.skip();
            }
        }
    }

    JsonString id() {
        return id;
    }

    @Nullable
    Status status() {
        return status;
    }

    /** The items, or null when the object has no such member. */
    @Nullable
    JsonValue output() {
        return output;
    }

    @Nullable
    Tier tier() {
        return tier;
    }

    /** It only counts the tokens of a request. */
    boolean isCount() {
        return counted && output == null;
    }

    boolean isFailed() {
        return failed || status == Status.FAILED || status == Status.CANCELLED;
    }

    boolean isUsageTold() {
        return usageTold;
    }

    /** Why it ended; without a reason for being incomplete, what the counts say. */
    Finish finish(boolean incomplete, boolean refused, boolean called, Usage usage) {
        if (refused) {
            return Finish.CONTENT_FILTER;
        }
        if (!incomplete && status != Status.INCOMPLETE) {
            return Finish.STOP.given(called);
        }
        if (reason == REASON_FILTER) {
            return Finish.CONTENT_FILTER;
        }
        final boolean full = maxTokens > 0 && usage.outputTotal() >= maxTokens;
        return reason == REASON_LENGTH || full ? Finish.LENGTH : Finish.STOP.given(called);
    }
}
