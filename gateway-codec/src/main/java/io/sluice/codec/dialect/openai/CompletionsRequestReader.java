package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a body of {@code POST /completions}. What chat has no place for is refused, for the answer would not be what was asked. */
final class CompletionsRequestReader implements RequestReader {
    private enum Field {
        MODEL,
        PROMPT,
        STREAM,
        STREAM_OPTIONS,
        MAX_TOKENS,
        TEMPERATURE,
        TOP_P,
        N,
        STOP,
        SEED,
        PRESENCE_PENALTY,
        FREQUENCY_PENALTY,
        LOGIT_BIAS,
        USER,
        SUFFIX,
        ECHO,
        BEST_OF,
        LOGPROBS;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);
    private static final NameTable STREAM_OPTIONS = NameTable.of("include_usage");
    private static final int MAX_CHOICES = 128;

    private final JsonCursor cursor = new JsonCursor();
    private final List<JsonString> stop = new ArrayList<>(1);

    private Request.Builder builder = new Request.Builder();
    private @Nullable JsonString prompt;
    private @Nullable JsonString user;
    private @Nullable JsonValue maxTokens;
    private @Nullable JsonValue temperature;
    private @Nullable JsonValue topP;
    private @Nullable JsonValue seed;
    private @Nullable JsonValue presencePenalty;
    private @Nullable JsonValue frequencyPenalty;
    private @Nullable JsonValue logitBias;
    private int choices;

    @Override
    public Request read(JsonValue body, Hints hints) throws UnsupportedException {
        clear();
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw new UnsupportedException("body", "the body has to be one JSON object");
        }
        while (cursor.next() == JsonToken.NAME) {
            final int known = cursor.nameIn(FIELD_NAMES);
            if (known < 0) {
                unknown();
            } else {
                member(FIELDS[known]);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException("body", "the body is not valid JSON");
        }
        return built();
    }

    private void clear() {
        builder = new Request.Builder();
        stop.clear();
        prompt = null;
        user = null;
        maxTokens = null;
        temperature = null;
        topP = null;
        seed = null;
        presencePenalty = null;
        frequencyPenalty = null;
        logitBias = null;
        choices = 1;
    }

    private Request built() throws UnsupportedException {
        final JsonString asked = prompt;
        if (asked == null || asked.isEmpty()) {
            throw new UnsupportedException("prompt", "'prompt' has to hold a text");
        }
        builder.turns.add(Turn.Role.USER, new Part.Text(asked, null));
        builder.sampling = new Sampling(
                temperature, topP, null, presencePenalty, frequencyPenalty, seed, logitBias, List.copyOf(stop));
        builder.answering = new Answering(maxTokens, choices, new Format.Plain(), null, false, null);
        builder.account = new Account(user, null, null);
        return builder.build();
    }

    private void unknown() {
        final String name = cursor.text();
        final JsonValue value = cursor.value();
        if (!value.is("null")) {
            builder.extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    private void member(Field field) throws UnsupportedException {
        switch (field) {
            case PROMPT -> prompt();
            case STOP -> stop();
            case STREAM_OPTIONS -> streamOptions();
            default -> {
                final JsonValue value = cursor.value();
                if (!cursor.failed() && !value.is("null")) {
                    told(field, value);
                }
            }
        }
    }

    private void told(Field field, JsonValue value) throws UnsupportedException {
        switch (field) {
            case MODEL -> builder.model = cursor.string();
            case STREAM -> builder.stream = value.is("true");
            case MAX_TOKENS -> maxTokens = Members.number(value, field.word);
            case TEMPERATURE -> temperature = Members.number(value, field.word);
            case TOP_P -> topP = Members.number(value, field.word);
            case N -> choices = choices(value);
            case SEED -> seed = Members.number(value, field.word);
            case PRESENCE_PENALTY -> presencePenalty = Members.number(value, field.word);
            case FREQUENCY_PENALTY -> frequencyPenalty = Members.number(value, field.word);
            case LOGIT_BIAS -> logitBias = value;
            case USER -> user = cursor.string();
            case SUFFIX -> refuseUnless(value.is("\"\""), field);
            case ECHO -> refuseUnless(value.is("false"), field);
            case BEST_OF -> refuseUnless(value.is("1"), field);
            default -> refuseUnless(false, field);
        }
    }

    private static int choices(JsonValue value) throws UnsupportedException {
        final double number = value.doubleValue();
        final int whole = (int) number;
        if (whole != number || whole < 1 || whole > MAX_CHOICES) {
            throw new UnsupportedException("n", "'n' has to be a whole number from 1 to " + MAX_CHOICES);
        }
        return whole;
    }

    private static void refuseUnless(boolean harmless, Field field) throws UnsupportedException {
        if (!harmless) {
            throw new UnsupportedException(
                    field.word, "'" + field.word + "' of a plain completion can't be told to a model that chats");
        }
    }

    private void prompt() throws UnsupportedException {
        prompt = null;
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            prompt = cursor.string();
        } else if (token == JsonToken.ARRAY) {
            if (cursor.next() == JsonToken.STRING) {
                prompt = cursor.string();
                cursor.next();
            }
            refuseManyPrompts();
        } else if (token != JsonToken.NULL) {
            refuseManyPrompts();
        }
    }

    private void refuseManyPrompts() throws UnsupportedException {
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw new UnsupportedException(
                    "prompt", "'prompt' has to be one text: several, or tokens, can't be told to a model that chats");
        }
    }

    private void stop() throws UnsupportedException {
        stop.clear();
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            stop.add(cursor.string());
            return;
        }
        if (token == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.STRING) {
                stop.add(cursor.string());
            }
        }
        if (cursor.token() != JsonToken.ARRAY_END && cursor.token() != JsonToken.NULL && !cursor.failed()) {
            throw new UnsupportedException("stop", "'stop' has to be a string or an array of strings");
        }
    }

    private void streamOptions() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(STREAM_OPTIONS) == 0) {
                builder.includeUsage = cursor.next() == JsonToken.TRUE;
            }
            cursor.skip();
        }
    }
}
