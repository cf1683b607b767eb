package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests for chat completions, with the members that are common although no official client sends them. */
final class OpenAiRequestReader implements RequestReader {
    private enum Member {
        MODEL,
        MESSAGES,
        MAX_COMPLETION_TOKENS,
        MAX_TOKENS,
        TEMPERATURE,
        TOP_P,
        TOP_K,
        N,
        STOP,
        STREAM,
        STREAM_OPTIONS,
        PRESENCE_PENALTY,
        FREQUENCY_PENALTY,
        LOGIT_BIAS,
        LOGPROBS,
        TOP_LOGPROBS,
        SEED,
        RESPONSE_FORMAT,
        TOOLS,
        TOOL_CHOICE,
        PARALLEL_TOOL_CALLS,
        FUNCTIONS,
        FUNCTION_CALL,
        REASONING_EFFORT,
        REASONING,
        THINKING,
        VERBOSITY,
        METADATA,
        USER,
        SAFETY_IDENTIFIER,
        SERVICE_TIER,
        MODALITIES,
        AUDIO,
        WEB_SEARCH_OPTIONS,
        STORE,
        PROMPT_CACHE_KEY,
        PROMPT_CACHE_OPTIONS,
        PROMPT_CACHE_RETENTION
    }

    private static final Member[] MEMBERS = Member.values();
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable STREAM_OPTIONS = NameTable.of("include_usage");
    private static final NameTable FORMAT = NameTable.of("type", "json_schema");
    private static final NameTable FORMATS = NameTable.of("text", "json_object", "json_schema");
    private static final NameTable SCHEMA = NameTable.of("name", "description", "schema", "strict");
    private static final NameTable REASONING = NameTable.of("effort", "max_tokens", "exclude", "type", "budget_tokens");

    private final JsonCursor cursor = new JsonCursor();
    private final MessageReader messages = new MessageReader();
    private final ToolReader tools = new ToolReader();

    private Request.Builder request = new Request.Builder();
    private @Nullable JsonValue maxTokens;
    private @Nullable JsonValue maxTokensOfOld;
    private @Nullable JsonValue temperature;
    private @Nullable JsonValue topP;
    private @Nullable JsonValue topK;
    private @Nullable JsonValue presencePenalty;
    private @Nullable JsonValue frequencyPenalty;
    private @Nullable JsonValue seed;
    private @Nullable JsonValue logitBias;
    private @Nullable JsonValue topLogprobs;
    private @Nullable JsonValue metadata;
    private @Nullable JsonString verbosity;
    private @Nullable JsonString user;
    private @Nullable JsonString safetyIdentifier;
    private @Nullable Tier tier;
    private @Nullable Effort effort;
    private @Nullable Boolean show;
    private List<JsonString> stop = List.of();
    private Format format = new Format.Plain();
    private boolean logprobs;
    private int choices = 1;

    @Override
    public Request read(JsonValue body, Hints hints) throws UnsupportedException {
        begin();
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw Members.wrongType("body", "a JSON object");
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                leaveOut(cursor.text(), Extra.Fate.DROP);
            } else {
                member(MEMBERS[member]);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException("body", "the body is not valid JSON");
        }
        return built();
    }

    private void begin() {
        request = new Request.Builder();
        tools.begin();
        maxTokens = null;
        maxTokensOfOld = null;
        temperature = null;
        topP = null;
        topK = null;
        presencePenalty = null;
        frequencyPenalty = null;
        seed = null;
        logitBias = null;
        topLogprobs = null;
        metadata = null;
        verbosity = null;
        user = null;
        safetyIdentifier = null;
        tier = null;
        effort = null;
        show = null;
        stop = List.of();
        format = new Format.Plain();
        logprobs = false;
        choices = 1;
    }

    private void member(Member member) throws UnsupportedException {
        switch (member) {
            case MODEL -> request.model = Members.string(cursor);
            case MESSAGES -> messages.messages(cursor, request);
            case MAX_COMPLETION_TOKENS -> maxTokens = Members.number(cursor, "max_completion_tokens");
            case MAX_TOKENS -> maxTokensOfOld = Members.number(cursor, "max_tokens");
            case TEMPERATURE -> temperature = Members.number(cursor, "temperature");
            case TOP_P -> topP = Members.number(cursor, "top_p");
            case TOP_K -> topK = Members.number(cursor, "top_k");
            case N -> choices = choices();
            case STOP -> stop = stop();
            case STREAM -> request.stream = Members.bool(cursor);
            case STREAM_OPTIONS -> streamOptions();
            case PRESENCE_PENALTY -> presencePenalty = Members.number(cursor, "presence_penalty");
            case FREQUENCY_PENALTY -> frequencyPenalty = Members.number(cursor, "frequency_penalty");
            case LOGIT_BIAS -> logitBias = Members.something(cursor);
            case LOGPROBS -> logprobs = Members.bool(cursor);
            case TOP_LOGPROBS -> topLogprobs = Members.number(cursor, "top_logprobs");
            case SEED -> seed = Members.number(cursor, "seed");
            case RESPONSE_FORMAT -> responseFormat();
            case TOOLS -> tools.tools(cursor, request);
            case TOOL_CHOICE -> tools.choice(cursor);
            case PARALLEL_TOOL_CALLS -> tools.parallel(Members.flag(cursor));
            case FUNCTIONS -> tools.functions(cursor, request);
            case FUNCTION_CALL -> tools.functionCall(cursor);
            case REASONING_EFFORT -> effort(Members.string(cursor));
            case REASONING, THINKING -> reasoning();
            case VERBOSITY -> verbosity = textOrNull();
            case METADATA -> metadata = Members.something(cursor);
            case USER -> user = textOrNull();
            case SAFETY_IDENTIFIER -> safetyIdentifier = textOrNull();
            case SERVICE_TIER -> {
                cursor.next();
                tier = Words.tier(cursor);
                cursor.skip();
            }
            case MODALITIES -> modalities();
            case AUDIO, WEB_SEARCH_OPTIONS -> vendorsOwn(member);
            case STORE -> leaveOut("store", Extra.Fate.HINT);
            case PROMPT_CACHE_KEY -> leaveOut("prompt_cache_key", Extra.Fate.HINT);
            case PROMPT_CACHE_OPTIONS -> leaveOut("prompt_cache_options", Extra.Fate.HINT);
            case PROMPT_CACHE_RETENTION -> leaveOut("prompt_cache_retention", Extra.Fate.HINT);
        }
    }

    private @Nullable JsonString textOrNull() {
        final JsonString text = Members.string(cursor);
        return text.isEmpty() ? null : text;
    }

    private int choices() throws UnsupportedException {
        final JsonValue many = Members.number(cursor, "n");
        if (many == null) {
            return 1;
        }
        final double value = many.doubleValue();
        if (!(value >= 1 && value <= 128 && value == Math.rint(value))) {
            throw Members.wrongType("n", "a whole number from 1 to 128");
        }
        return (int) value;
    }

    private List<JsonString> stop() throws UnsupportedException {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            return List.of(cursor.string());
        }
        if (token == JsonToken.NULL) {
            return List.of();
        }
        if (token != JsonToken.ARRAY) {
            throw Members.wrongType("stop", "a string or an array of strings");
        }
        final List<JsonString> sequences = new ArrayList<>(4);
        while (cursor.next() == JsonToken.STRING) {
            sequences.add(cursor.string());
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("stop", "a string or an array of strings");
        }
        return sequences;
    }

    private void streamOptions() throws UnsupportedException {
        if (!Members.enterObject(cursor, "stream_options")) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(STREAM_OPTIONS) == 0) {
                request.includeUsage = Members.bool(cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void responseFormat() throws UnsupportedException {
        if (!Members.enterObject(cursor, "response_format")) {
            return;
        }
        int type = -1;
        Format.Schema schema = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FORMAT)) {
                case 0 -> {
                    cursor.next();
                    type = cursor.textIn(FORMATS);
                }
                case 1 -> schema = schema();
                default -> cursor.skip();
            }
        }
        format = switch (type) {
            case 0 -> new Format.Plain();
            case 1 -> new Format.Json();
            case 2 -> schema == null ? new Format.Json() : schema;
            default -> throw Members.wrongType("response_format.type", "text, json_object or json_schema");
        };
    }

    private Format.@Nullable Schema schema() throws UnsupportedException {
        if (!Members.enterObject(cursor, "response_format.json_schema")) {
            return null;
        }
        JsonString name = null;
        JsonString description = null;
        JsonValue schema = null;
        Boolean strict = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(SCHEMA)) {
                case 0 -> name = textOrNull();
                case 1 -> description = textOrNull();
                case 2 -> schema = Members.something(cursor);
                case 3 -> strict = Members.flag(cursor);
                default -> cursor.skip();
            }
        }
        return schema == null ? null : new Format.Schema(name, description, schema, strict);
    }

    private void effort(JsonString word) throws UnsupportedException {
        if (word.isEmpty()) {
            return;
        }
        effort = Effort.of(word);
        if (effort == null) {
            throw Members.wrongType("reasoning_effort", "none, minimal, low, medium, high, xhigh or max");
        }
    }

    /** Two forms that servers and clients have taken from each other: an effort or a budget. */
    private void reasoning() throws UnsupportedException {
        if (!Members.enterObject(cursor, "reasoning")) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(REASONING)) {
                case 0 -> effort(Members.string(cursor));
                case 1, 4 -> budget(Members.number(cursor, "reasoning.max_tokens"));
                case 2 -> show = !Members.bool(cursor);
                case 3 -> {
                    if (Members.string(cursor).is("disabled")) {
                        effort = Effort.NONE;
                    }
                }
                default -> cursor.skip();
            }
        }
    }

    private void budget(@Nullable JsonValue tokens) {
        if (tokens != null && effort == null) {
            effort = Effort.ofBudget(tokens.doubleValue());
        }
    }

    private void modalities() throws UnsupportedException {
        if (!Members.enterArray(cursor, "modalities")) {
            return;
        }
        while (cursor.next() == JsonToken.STRING) {
            if (!cursor.string().is("text")) {
                throw new UnsupportedException("modalities", "'modalities': answers in sound can't be translated");
            }
        }
    }

    private void vendorsOwn(Member member) throws UnsupportedException {
        if (Members.something(cursor) != null) {
            final String name = member == Member.AUDIO ? "audio" : "web_search_options";
            throw new UnsupportedException(name, "'" + name + "' is a service of its vendor and no other has it");
        }
    }

    private void leaveOut(String name, Extra.Fate fate) {
        LeftOut.add(name, Members.something(cursor), fate, request);
    }

    private Request built() throws UnsupportedException {
        request.toolbox = tools.toolbox();
        request.thinking = effort == null && show == null ? Thinking.UNSAID : new Thinking(effort, show);
        request.sampling =
                new Sampling(temperature, topP, topK, presencePenalty, frequencyPenalty, seed, logitBias, stop);
        request.answering = new Answering(
                maxTokens == null ? maxTokensOfOld : maxTokens, choices, format, verbosity, logprobs, topLogprobs);
        final JsonString endUser = safetyIdentifier == null ? user : safetyIdentifier;
        request.account = new Account(endUser, tier, metadata);
        final Request read = request.build();
        request = new Request.Builder();
        return read;
    }
}
