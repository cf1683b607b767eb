package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CallPairs;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.EndUsers;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.StrictSchemas;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a body of {@code POST /chat/completions}. */
final class OpenAiRequestWriter implements RequestWriter {
    private static final Dialect UPSTREAM = Dialect.OPENAI;
    private static final int MAX_STOPS = 4;

    private static final byte[] MAX_COMPLETION_TOKENS = JsonWriter.name("max_completion_tokens");
    private static final byte[] MAX_TOKENS = JsonWriter.name("max_tokens");
    private static final byte[] TEMPERATURE = JsonWriter.name("temperature");
    private static final byte[] TOP_P = JsonWriter.name("top_p");
    private static final byte[] SEED = JsonWriter.name("seed");
    private static final byte[] PRESENCE = JsonWriter.name("presence_penalty");
    private static final byte[] FREQUENCY = JsonWriter.name("frequency_penalty");
    private static final byte[] LOGIT_BIAS = JsonWriter.name("logit_bias");
    private static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    private static final byte[] TOP_LOGPROBS = JsonWriter.name("top_logprobs");
    private static final byte[] N = JsonWriter.name("n");
    private static final byte[] STOP = JsonWriter.name("stop");
    private static final byte[] STREAM = JsonWriter.name("stream");
    private static final byte[] STREAM_OPTIONS = JsonWriter.name("stream_options");
    private static final byte[] RESPONSE_FORMAT = JsonWriter.name("response_format");
    private static final byte[] JSON_SCHEMA = JsonWriter.name("json_schema");
    private static final byte[] SCHEMA = JsonWriter.name("schema");
    private static final byte[] STRICT = JsonWriter.name("strict");
    private static final byte[] DESCRIPTION = JsonWriter.name("description");
    private static final byte[] PARAMETERS = JsonWriter.name("parameters");
    private static final byte[] TOOLS = JsonWriter.name("tools");
    private static final byte[] TOOL_CHOICE = JsonWriter.name("tool_choice");
    private static final byte[] ALLOWED_TOOLS = JsonWriter.name("allowed_tools");
    private static final byte[] MODE = JsonWriter.name("mode");
    private static final byte[] PARALLEL = JsonWriter.name("parallel_tool_calls");
    private static final byte[] REASONING_EFFORT = JsonWriter.name("reasoning_effort");
    private static final byte[] VERBOSITY = JsonWriter.name("verbosity");
    private static final byte[] USER = JsonWriter.name("user");
    private static final byte[] METADATA = JsonWriter.name("metadata");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");

    private static final byte[] WITH_USAGE = Words.ascii("{\"include_usage\":true}");
    private static final byte[] TYPE_JSON_OBJECT = Words.ascii("{\"type\":\"json_object\"}");
    private static final byte[] TYPE_JSON_SCHEMA = Words.ascii("\"json_schema\"");
    private static final byte[] TYPE_ALLOWED = Words.ascii("\"allowed_tools\"");
    private static final byte[] AUTO = Words.ascii("\"auto\"");
    private static final byte[] NONE = Words.ascii("\"none\"");
    private static final byte[] REQUIRED = Words.ascii("\"required\"");
    private static final JsonString DEFAULT_FORMAT_NAME = JsonString.of("response");

    /** Members of the Responses dialect that mean the same here. */
    private static final Set<String> SAME_MEANING =
            Set.of("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "moderation");

    private final JsonWriter json = new JsonWriter();
    private final MessageWriter messages = new MessageWriter(json);

    @Override
    public void write(Request request, String model, Work work, boolean counting, ByteBuf out)
            throws UnsupportedException {
        ToolNames.plainAll(request.toolbox().tools(), work);
        json.begin(out).object().member(Words.MODEL).string(model);
        messages.write(CallPairs.withIds(request, work), work);
        answering(request.answering(), work);
        sampling(request.sampling(), work);
        tools(request.toolbox(), work);
        effort(request.thinking().effort(), work);
        account(request.account());
        extras(request.extras(), work);
        if (request.stream()) {
            json.member(STREAM).bool(true).member(STREAM_OPTIONS).raw(WITH_USAGE);
        }
        json.endObject();
    }

    private void answering(Answering answering, Work work) throws UnsupportedException {
        final JsonValue most = answering.maxTokens();
        if (most != null) {
            if (most.is("0")) {
                throw Losses.unsupported("max_tokens", UPSTREAM);
            }
            json.member(work.settings().legacyMaxTokens() ? MAX_TOKENS : MAX_COMPLETION_TOKENS)
                    .value(most);
        }
        if (answering.choices() > 1) {
            json.member(N).number(answering.choices());
        }
        if (answering.logprobs()) {
            json.member(LOGPROBS).bool(true);
            value(TOP_LOGPROBS, answering.topLogprobs());
        }
        final JsonString verbosity = answering.verbosity();
        if (verbosity != null) {
            json.member(VERBOSITY).string(verbosity);
        }
        switch (answering.format()) {
            case Format.Plain plain -> {}
            case Format.Json any -> json.member(RESPONSE_FORMAT).raw(TYPE_JSON_OBJECT);
            case Format.Schema schema -> schema(schema);
        }
    }

    private void schema(Format.Schema format) {
        final JsonString name = format.name();
        json.member(RESPONSE_FORMAT).object().member(Words.TYPE).raw(TYPE_JSON_SCHEMA);
        json.member(JSON_SCHEMA).object().member(Words.NAME).string(name == null ? DEFAULT_FORMAT_NAME : name);
        final JsonString description = format.description();
        if (description != null) {
            json.member(DESCRIPTION).string(description);
        }
        json.member(SCHEMA).value(format.schema());
        // The vendor refuses strict for a schema that isn't closed, which others allow.
        if (!Boolean.FALSE.equals(format.strict()) && StrictSchemas.isStrict(format.schema())) {
            json.member(STRICT).bool(true);
        }
        json.endObject().endObject();
    }

    private void sampling(Sampling sampling, Work work) throws UnsupportedException {
        if (work.settings().dropSampling()) {
            drop(sampling.temperature(), "temperature", work);
            drop(sampling.topP(), "top_p", work);
        } else {
            value(TEMPERATURE, sampling.temperature());
            value(TOP_P, sampling.topP());
        }
        drop(sampling.topK(), "top_k", work);
        value(SEED, sampling.seed());
        value(PRESENCE, sampling.presencePenalty());
        value(FREQUENCY, sampling.frequencyPenalty());
        value(LOGIT_BIAS, sampling.logitBias());
        final List<JsonString> stops = sampling.stop();
        if (!stops.isEmpty()) {
            if (stops.size() > MAX_STOPS) {
                work.losses().drop("stop", UPSTREAM);
            }
            json.member(STOP).array();
            for (int i = 0; i < Math.min(stops.size(), MAX_STOPS); i++) {
                json.string(stops.get(i));
            }
            json.endArray();
        }
    }

    /** Without tools this vendor takes no word about them. */
    private void tools(Toolbox toolbox, Work work) throws UnsupportedException {
        if (toolbox.tools().isEmpty()) {
            return;
        }
        json.member(TOOLS).array();
        for (final Tool tool : toolbox.tools()) {
            tool(tool, work);
        }
        json.endArray();
        final ToolChoice choice = toolbox.choice();
        if (choice != null) {
            json.member(TOOL_CHOICE);
            choice(choice, work);
        }
        final Boolean parallel = toolbox.parallel();
        if (parallel != null) {
            json.member(PARALLEL).bool(parallel);
        }
    }

    private void tool(Tool tool, Work work) throws UnsupportedException {
        json.object()
                .member(Words.TYPE)
                .raw(Words.TYPE_FUNCTION)
                .member(Words.FUNCTION)
                .object();
        json.member(Words.NAME).string(ToolNames.plain(tool.name(), work));
        final JsonString description = tool.description();
        if (description != null) {
            json.member(DESCRIPTION).string(description);
        }
        value(PARAMETERS, tool.schema());
        final Boolean strict = tool.strict();
        if (strict != null) {
            json.member(STRICT).bool(strict);
        }
        json.endObject().endObject();
    }

    private void choice(ToolChoice choice, Work work) throws UnsupportedException {
        switch (choice) {
            case ToolChoice.Auto auto -> json.raw(AUTO);
            case ToolChoice.None none -> json.raw(NONE);
            case ToolChoice.Any any -> json.raw(REQUIRED);
            case ToolChoice.Named named -> function(named.name(), work);
            case ToolChoice.Allowed allowed -> {
                json.object()
                        .member(Words.TYPE)
                        .raw(TYPE_ALLOWED)
                        .member(ALLOWED_TOOLS)
                        .object();
                json.member(MODE)
                        .raw(allowed.mustCall() ? REQUIRED : AUTO)
                        .member(TOOLS)
                        .array();
                for (final JsonString name : allowed.names()) {
                    function(name, work);
                }
                json.endArray().endObject().endObject();
            }
        }
    }

    private void function(JsonString name, Work work) throws UnsupportedException {
        json.object()
                .member(Words.TYPE)
                .raw(Words.TYPE_FUNCTION)
                .member(Words.FUNCTION)
                .object();
        json.member(Words.NAME).string(ToolNames.plain(name, work)).endObject().endObject();
    }

    private void effort(@Nullable Effort effort, Work work) throws UnsupportedException {
        if (effort == null) {
            return;
        }
        final Set<Effort> allowed = work.settings().effortValues();
        final boolean impossible = effort == Effort.NONE && !allowed.isEmpty() && !allowed.contains(Effort.NONE);
        if (impossible || work.settings().thinking() == TranslateSettings.ThinkingForm.NONE) {
            work.losses().drop("reasoning_effort", UPSTREAM);
            return;
        }
        json.member(REASONING_EFFORT).string(effort.nearest(allowed).word());
    }

    private void account(Account account) {
        final JsonString user = account.endUser();
        if (user != null) {
            json.member(USER).string(EndUsers.bounded(user));
        }
        value(METADATA, account.metadata());
        if (account.tier() != null) {
            json.member(SERVICE_TIER).string(Words.word(account.tier()));
        }
    }

    private void extras(List<Extra> extras, Work work) throws UnsupportedException {
        for (final Extra extra : extras) {
            if (SAME_MEANING.contains(extra.name())) {
                json.member(JsonWriter.name(extra.name())).value(extra.value());
            } else if (extra.fate() == Extra.Fate.REJECT) {
                throw Losses.unsupported(extra.name(), UPSTREAM);
            } else if (extra.fate() == Extra.Fate.DROP) {
                work.losses().drop(extra.name(), UPSTREAM);
            }
        }
    }

    private void value(byte[] member, @Nullable JsonValue value) {
        if (value != null) {
            json.member(member).value(value);
        }
    }

    private static void drop(@Nullable JsonValue value, String name, Work work) throws UnsupportedException {
        if (value != null) {
            work.losses().drop(name, UPSTREAM);
        }
    }
}
