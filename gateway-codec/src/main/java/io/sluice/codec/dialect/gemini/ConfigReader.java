package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a request's {@code generationConfig}. */
final class ConfigReader {
    private enum Member {
        TEMPERATURE,
        TOP_P,
        TOP_K,
        CANDIDATE_COUNT,
        MAX_OUTPUT_TOKENS,
        STOP_SEQUENCES,
        PRESENCE_PENALTY,
        FREQUENCY_PENALTY,
        SEED,
        RESPONSE_LOGPROBS,
        LOGPROBS,
        RESPONSE_MIME_TYPE,
        RESPONSE_SCHEMA,
        RESPONSE_JSON_SCHEMA,
        RESPONSE_FORMAT,
        RESPONSE_MODALITIES,
        THINKING_CONFIG
    }

    private enum ThinkingMember {
        INCLUDE_THOUGHTS,
        THINKING_BUDGET,
        THINKING_LEVEL
    }

    static final String CONFIG = "generationConfig";

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final ThinkingMember[] THINKING = ThinkingMember.values();
    private static final ProtoNames THINKING_NAMES = ProtoNames.of(THINKING);
    private static final NameTable LEVELS = NameTable.of("MINIMAL", "LOW", "MEDIUM", "HIGH");
    private static final Effort[] LEVEL_EFFORTS = {Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH};
    private static final int MAX_CANDIDATES = 64;

    private static final int MINIMAL_BUDGET = 512;
    private static final int LOW_BUDGET = 1024;
    private static final int MEDIUM_BUDGET = 8192;

    private @Nullable JsonValue temperature;
    private @Nullable JsonValue topP;
    private @Nullable JsonValue topK;
    private @Nullable JsonValue presencePenalty;
    private @Nullable JsonValue frequencyPenalty;
    private @Nullable JsonValue seed;
    private @Nullable JsonValue maxTokens;
    private @Nullable JsonValue topLogprobs;
    private @Nullable JsonValue schema;
    private List<JsonString> stop = List.of();
    private int choices = 1;
    private boolean logprobs;
    private boolean json;
    private @Nullable Effort effort;
    private @Nullable Boolean show;
    private boolean leveled;
    private boolean budgeted;

    void begin() {
        temperature = null;
        topP = null;
        topK = null;
        presencePenalty = null;
        frequencyPenalty = null;
        seed = null;
        maxTokens = null;
        topLogprobs = null;
        schema = null;
        stop = List.of();
        choices = 1;
        logprobs = false;
        json = false;
        effort = null;
        show = null;
        leveled = false;
        budgeted = false;
    }

    /** Reads the member's value. */
    void read(JsonCursor cursor, Request.Builder to) throws UnsupportedException {
        if (!Members.enterObject(cursor, CONFIG)) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member >= 0) {
                member(MEMBERS[member], cursor);
            } else {
                final String name = CONFIG + "." + ProtoNames.camel(cursor.text());
                final JsonValue value = Members.something(cursor);
                if (value != null) {
                    to.extras.add(new Extra(name, value, Extra.Fate.DROP));
                }
            }
        }
    }

    /** Hands over what was read. */
    void build(Request.Builder to) {
        if (temperature != null
                || topP != null
                || topK != null
                || presencePenalty != null
                || frequencyPenalty != null
                || seed != null
                || !stop.isEmpty()) {
            to.sampling = new Sampling(temperature, topP, topK, presencePenalty, frequencyPenalty, seed, null, stop);
        }
        to.answering = new Answering(maxTokens, choices, format(), null, logprobs, topLogprobs);
        if (effort != null || show != null) {
            to.thinking = new Thinking(effort, show);
        }
    }

    private Format format() {
        final JsonValue asked = schema;
        if (asked != null) {
            return new Format.Schema(null, null, asked, null);
        }
        return json ? new Format.Json() : new Format.Plain();
    }

    private void member(Member member, JsonCursor cursor) throws UnsupportedException {
        switch (member) {
            case TEMPERATURE -> temperature = Values.number(cursor, CONFIG + ".temperature");
            case TOP_P -> topP = Values.number(cursor, CONFIG + ".topP");
            case TOP_K -> topK = Values.wholeNumber(cursor, CONFIG + ".topK");
            case CANDIDATE_COUNT -> choices = candidateCount(cursor);
            case MAX_OUTPUT_TOKENS -> maxTokens = Values.wholeNumber(cursor, CONFIG + ".maxOutputTokens");
            case STOP_SEQUENCES -> stop = strings(cursor, CONFIG + ".stopSequences");
            case PRESENCE_PENALTY -> presencePenalty = Values.number(cursor, CONFIG + ".presencePenalty");
            case FREQUENCY_PENALTY -> frequencyPenalty = Values.number(cursor, CONFIG + ".frequencyPenalty");
            case SEED -> seed = Values.wholeNumber(cursor, CONFIG + ".seed");
            case RESPONSE_LOGPROBS -> logprobs = Members.bool(cursor);
            case LOGPROBS -> topLogprobs = Values.wholeNumber(cursor, CONFIG + ".logprobs");
            case RESPONSE_MIME_TYPE -> json = isJson(cursor);
            case RESPONSE_SCHEMA -> openApiSchema(cursor);
            case RESPONSE_JSON_SCHEMA -> {
                final JsonValue asked = Members.something(cursor);
                schema = asked == null ? schema : asked;
            }
            case RESPONSE_FORMAT -> nothing(cursor, CONFIG + ".responseFormat");
            case RESPONSE_MODALITIES -> modalities(cursor);
            case THINKING_CONFIG -> thinking(cursor);
        }
    }

    private void openApiSchema(JsonCursor cursor) throws UnsupportedException {
        final JsonValue asked = Members.something(cursor);
        if (asked != null) {
            schema = Schemas.fromOpenApi(asked);
        }
    }

    private static int candidateCount(JsonCursor cursor) throws UnsupportedException {
        final String field = CONFIG + ".candidateCount";
        final JsonValue count = Values.wholeNumber(cursor, field);
        if (count == null) {
            return 1;
        }
        final double candidates = count.doubleValue();
        if (!(candidates >= 1 && candidates <= MAX_CANDIDATES)) {
            throw Members.wrongType(field, "a number from 1 to " + MAX_CANDIDATES);
        }
        return (int) candidates;
    }

    private static boolean isJson(JsonCursor cursor) throws UnsupportedException {
        final JsonString type = Members.string(cursor);
        if (type.is("application/json")) {
            return true;
        }
        if (type.isEmpty() || type.is("text/plain")) {
            return false;
        }
        throw new UnsupportedException(
                CONFIG + ".responseMimeType",
                "'" + CONFIG + ".responseMimeType': no other vendor answers with " + type.text());
    }

    private static void nothing(JsonCursor cursor, String field) throws UnsupportedException {
        if (Members.something(cursor) != null) {
            throw Values.foreign(field, "this form of it");
        }
    }

    private static void modalities(JsonCursor cursor) throws UnsupportedException {
        for (final JsonString modality : strings(cursor, CONFIG + ".responseModalities")) {
            if (!modality.is("TEXT") && !modality.is("MODALITY_UNSPECIFIED")) {
                throw Values.foreign(CONFIG + ".responseModalities", "a wish for another answer than text");
            }
        }
    }

    static List<JsonString> strings(JsonCursor cursor, String field) throws UnsupportedException {
        if (!Members.enterArray(cursor, field)) {
            return List.of();
        }
        final List<JsonString> strings = new ArrayList<>(4);
        while (cursor.next() == JsonToken.STRING) {
            strings.add(cursor.string());
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType(field, "an array of strings");
        }
        return strings;
    }

    private void thinking(JsonCursor cursor) throws UnsupportedException {
        final String field = CONFIG + ".thinkingConfig";
        if (!Members.enterObject(cursor, field)) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = THINKING_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
                continue;
            }
            switch (THINKING[member]) {
                case INCLUDE_THOUGHTS -> show = Members.bool(cursor);
                case THINKING_BUDGET -> budget(Values.wholeNumber(cursor, field + ".thinkingBudget"));
                case THINKING_LEVEL -> {
                    cursor.next();
                    final int level = cursor.textIn(LEVELS);
                    leveled = level >= 0;
                    effort = leveled ? LEVEL_EFFORTS[level] : effort;
                    cursor.skip();
                }
            }
        }
        if (leveled && budgeted) {
            throw new UnsupportedException(
                    field, "'" + field + "' must not hold thinkingBudget and thinkingLevel together");
        }
    }

    private void budget(@Nullable JsonValue tokens) {
        if (tokens == null) {
            return;
        }
        budgeted = true;
        final double budget = tokens.doubleValue();
        if (budget >= 0) {
            effort = budget == 0
                    ? Effort.NONE
                    : budget <= MINIMAL_BUDGET
                            ? Effort.MINIMAL
                            : budget <= LOW_BUDGET ? Effort.LOW : budget <= MEDIUM_BUDGET ? Effort.MEDIUM : Effort.HIGH;
        }
    }
}
