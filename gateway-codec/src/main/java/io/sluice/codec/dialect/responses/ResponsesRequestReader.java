package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Extra.Fate;
import io.sluice.codec.dialect.neutral.Member;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a body of {@code POST /responses}. What refers to state at the vendor is refused here: whoever else is asked has none of it. */
final class ResponsesRequestReader implements RequestReader {
    /** In the order of an answer's repeated settings. */
    private enum Field {
        BACKGROUND,
        INSTRUCTIONS,
        MAX_OUTPUT_TOKENS,
        MAX_TOOL_CALLS,
        METADATA,
        PARALLEL_TOOL_CALLS,
        PROMPT_CACHE_KEY,
        REASONING,
        SAFETY_IDENTIFIER,
        SERVICE_TIER,
        TEMPERATURE,
        TEXT,
        TOOL_CHOICE,
        TOOLS,
        TOP_LOGPROBS,
        TOP_P,
        TRUNCATION,
        USER,
        MODEL,
        INPUT,
        PREVIOUS_RESPONSE_ID,
        CONVERSATION,
        PROMPT,
        STORE,
        INCLUDE,
        CONTEXT_MANAGEMENT,
        PROMPT_CACHE_OPTIONS,
        PROMPT_CACHE_RETENTION,
        MODERATION,
        STREAM,
        STREAM_OPTIONS;

        private final String word = name().toLowerCase(Locale.ROOT);

        boolean isRepeated() {
            return compareTo(USER) <= 0;
        }
    }

    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final Tier[] TIERS = Tier.values();
    private static final NameTable TIER_NAMES = NameTable.ofLowerCase(TIERS);
    private static final byte[] LOGPROBS = {
        'm', 'e', 's', 's', 'a', 'g', 'e', '.', 'o', 'u', 't', 'p', 'u', 't', '_', 't', 'e', 'x', 't', '.', 'l', 'o',
        'g', 'p', 'r', 'o', 'b', 's'
    };

    private final JsonCursor cursor = new JsonCursor();
    private final ItemReader items = new ItemReader(cursor);
    private final ToolReader toolReader = new ToolReader(cursor);
    private final SettingsReader settings = new SettingsReader(cursor);

    private Request.Builder builder = new Request.Builder();
    private @Nullable JsonString instructions;
    private @Nullable JsonValue maxTokens;
    private @Nullable JsonValue temperature;
    private @Nullable JsonValue topP;
    private @Nullable JsonValue topLogprobs;
    private @Nullable JsonValue metadata;
    private @Nullable JsonString user;
    private @Nullable JsonString safetyIdentifier;
    private @Nullable Tier tier;
    private @Nullable Boolean parallel;
    private @Nullable ToolChoice choice;
    private List<Tool> tools = List.of();
    private boolean logprobs;

    @Override
    public Request read(JsonValue body, Hints hints) throws UnsupportedException {
        clear();
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw new UnsupportedException("body", "the body has to be one JSON object");
        }
        final int start = cursor.valueIndex();
        while (cursor.next() == JsonToken.NAME) {
            final int known = cursor.nameIn(FIELD_NAMES);
            if (known < 0) {
                extra(cursor.text(), cursor.value(), Fate.DROP);
            } else {
                member(FIELDS[known]);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException(
                    "body", "the body is not valid JSON: byte " + (cursor.failedAt() - start) + " is wrong");
        }
        return built();
    }

    private void clear() {
        builder = new Request.Builder();
        instructions = null;
        maxTokens = null;
        temperature = null;
        topP = null;
        topLogprobs = null;
        metadata = null;
        user = null;
        safetyIdentifier = null;
        tier = null;
        parallel = null;
        choice = null;
        tools = List.of();
        logprobs = false;
        settings.clear();
    }

    private Request built() throws UnsupportedException {
        if (builder.turns.count() == 0) {
            throw new UnsupportedException("input", "'input' has to hold a message of a user or an assistant");
        }
        if (instructions != null && !instructions.isEmpty()) {
            builder.system.addFirst(new SystemText(instructions, null, 0));
        }
        builder.includeUsage = true;
        builder.toolbox = tools.isEmpty() && choice == null && parallel == null
                ? Toolbox.NONE
                : new Toolbox(tools, choice, parallel);
        builder.sampling = new Sampling(temperature, topP, null, null, null, null, null, List.of());
        builder.answering = new Answering(maxTokens, 1, settings.format(), settings.verbosity(), logprobs, topLogprobs);
        builder.thinking = settings.thinking();
        builder.account = new Account(safetyIdentifier == null ? user : safetyIdentifier, tier, metadata);
        return builder.build();
    }

    private void member(Field field) throws UnsupportedException {
        if (field == Field.INPUT) {
            items.read(builder);
            return;
        }
        if (field == Field.TOOLS || field == Field.TEXT || field == Field.REASONING) {
            nested(field);
            return;
        }
        final JsonValue value = cursor.value();
        if (cursor.failed() || value.is("null")) {
            return;
        }
        if (field.isRepeated()) {
            builder.echo.add(new Member(field.word, value));
            repeated(field, value);
        } else {
            unrepeated(field, value);
        }
    }

    /** What is large is read where it stands, once. */
    private void nested(Field field) throws UnsupportedException {
        if (cursor.next() == JsonToken.NULL) {
            return;
        }
        final int start = cursor.valueIndex();
        if (field == Field.TOOLS) {
            tools = toolReader.tools(builder.extras);
        } else if (field == Field.TEXT) {
            settings.text(builder.extras);
        } else {
            settings.reasoning(builder.extras);
        }
        builder.echo.add(new Member(field.word, cursor.since(start)));
    }

    private void repeated(Field field, JsonValue value) throws UnsupportedException {
        switch (field) {
            case BACKGROUND -> {
                if (value.is("true")) {
                    throw State.needed(field.word);
                }
            }
            case INSTRUCTIONS -> instructions = string();
            case MAX_OUTPUT_TOKENS -> maxTokens = Members.number(value, field.word);
            case METADATA -> metadata = value;
            case PARALLEL_TOOL_CALLS -> parallel = !value.is("false");
            case PROMPT_CACHE_KEY -> extra(field.word, value, Fate.HINT);
            case SAFETY_IDENTIFIER -> safetyIdentifier = string();
            case SERVICE_TIER -> tier(value);
            case TEMPERATURE -> temperature = Members.number(value, field.word);
            case TOOL_CHOICE -> choice = toolReader.choice(value);
            case TOP_LOGPROBS -> topLogprobs = Members.number(value, field.word);
            case TOP_P -> topP = Members.number(value, field.word);
            case TRUNCATION -> extra(field.word, value, value.is("\"disabled\"") ? Fate.HINT : Fate.DROP);
            case USER -> user = string();
            default -> extra(field.word, value, Fate.DROP);
        }
    }

    private void unrepeated(Field field, JsonValue value) throws UnsupportedException {
        switch (field) {
            case MODEL -> builder.model = string();
            case PREVIOUS_RESPONSE_ID, CONVERSATION, PROMPT -> throw State.needed(field.word);
            case STORE -> extra(field.word, value, value.is("true") ? Fate.DROP : Fate.HINT);
            case INCLUDE -> include(value);
            case STREAM -> builder.stream = value.is("true");
            case STREAM_OPTIONS -> {}
            case PROMPT_CACHE_OPTIONS, PROMPT_CACHE_RETENTION -> extra(field.word, value, Fate.HINT);
            default -> extra(field.word, value, Fate.DROP);
        }
    }

    /** The string whose value was just taken whole. */
    private JsonString string() {
        return cursor.string();
    }

    private void extra(String name, JsonValue value, Fate fate) {
        builder.extras.add(new Extra(name, value, fate));
    }

    private void tier(JsonValue value) {
        final int known = cursor.textIn(TIER_NAMES);
        if (known < 0) {
            extra(Field.SERVICE_TIER.word, value, Fate.DROP);
        } else {
            tier = TIERS[known];
        }
    }

    private void include(JsonValue value) {
        final JsonCursor words = new JsonCursor();
        value.read(words);
        if (words.next() == JsonToken.ARRAY) {
            while (words.next() == JsonToken.STRING) {
                logprobs |= words.textIs(LOGPROBS);
            }
        }
    }
}
