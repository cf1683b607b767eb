package io.sluice.codec.dialect.responses;

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
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.ReasoningSummary;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a body of {@code POST /responses} for a client of another dialect: nothing is ever stored, for nobody could fetch or delete it. */
final class ResponsesRequestWriter implements RequestWriter {
    private static final Dialect UPSTREAM = Dialect.OPENAI_RESPONSES;
    private static final int MIN_TOKENS = 16;

    private static final byte[] MAX_OUTPUT_TOKENS = JsonWriter.name("max_output_tokens");
    private static final byte[] TEMPERATURE = JsonWriter.name("temperature");
    private static final byte[] TOP_P = JsonWriter.name("top_p");
    private static final byte[] TOP_LOGPROBS = JsonWriter.name("top_logprobs");
    private static final byte[] TOOLS = JsonWriter.name("tools");
    private static final byte[] PARAMETERS = JsonWriter.name("parameters");
    private static final byte[] TOOL_CHOICE = JsonWriter.name("tool_choice");
    private static final byte[] MODE = JsonWriter.name("mode");
    private static final byte[] PARALLEL = JsonWriter.name("parallel_tool_calls");
    private static final byte[] FORMAT = JsonWriter.name("format");
    private static final byte[] SCHEMA = JsonWriter.name("schema");
    private static final byte[] VERBOSITY = JsonWriter.name("verbosity");
    private static final byte[] REASONING = JsonWriter.name("reasoning");
    private static final byte[] EFFORT = JsonWriter.name("effort");
    private static final byte[] INCLUDE = JsonWriter.name("include");
    private static final byte[] METADATA = JsonWriter.name("metadata");
    private static final byte[] USER = JsonWriter.name("user");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");
    private static final byte[] STREAM = JsonWriter.name("stream");

    private static final byte[] TYPE_JSON_OBJECT = Json.ascii("\"json_object\"");
    private static final byte[] TYPE_JSON_SCHEMA = Json.ascii("\"json_schema\"");
    private static final byte[] TYPE_ALLOWED_TOOLS = Json.ascii("\"allowed_tools\"");
    private static final byte[] AUTO = Json.ascii("\"auto\"");
    private static final byte[] NONE = Json.ascii("\"none\"");
    private static final byte[] REQUIRED = Json.ascii("\"required\"");
    private static final byte[] ENCRYPTED_REASONING = Json.ascii("\"reasoning.encrypted_content\"");
    private static final byte[] TEXT_LOGPROBS = Json.ascii("\"message.output_text.logprobs\"");
    private static final JsonString DEFAULT_FORMAT_NAME = JsonString.of("response");

    /** Members of the chat dialect that mean the same here. */
    private static final Set<String> SAME_MEANING =
            Set.of("prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "moderation");

    private final JsonWriter json = new JsonWriter();
    private final InputWriter input = new InputWriter(json);

    @Override
    public void write(Request request, String model, Work work, boolean counting, ByteBuf out)
            throws UnsupportedException {
        ToolNames.plainAll(request.toolbox().tools(), work);
        json.begin(out).object().member(Json.MODEL).string(model);
        input.write(CallPairs.withIds(request, work), work);
        tools(request, work);
        text(request.answering());
        final boolean thinks = reasoning(request.thinking(), work);
        if (!counting) {
            limits(request.answering(), work);
            sampling(request.sampling(), work);
            include(request.answering(), thinks);
            account(request.account());
            if (request.stream()) {
                json.member(STREAM).bool(true);
            }
            json.member(Json.STORE).bool(false);
        }
        extras(request, counting, work);
        json.endObject();
    }

    private void limits(Answering answering, Work work) throws UnsupportedException {
        if (answering.choices() > 1) {
            throw Losses.unsupported("n", UPSTREAM);
        }
        final JsonValue most = answering.maxTokens();
        if (most == null) {
            return;
        }
        if (most.is("0")) {
            throw Losses.unsupported("max_tokens", UPSTREAM);
        }
        json.member(MAX_OUTPUT_TOKENS);
        if (most.length() < 3 && most.doubleValue() < MIN_TOKENS) {
            work.losses().approximate("max_tokens");
            json.number(MIN_TOKENS);
        } else {
            json.value(most);
        }
    }

    private void sampling(Sampling sampling, Work work) throws UnsupportedException {
        final boolean drop = work.settings().dropSampling();
        sampled(TEMPERATURE, sampling.temperature(), drop ? "temperature" : null, work);
        sampled(TOP_P, sampling.topP(), drop ? "top_p" : null, work);
        dropped(sampling.topK(), "top_k", work);
        dropped(sampling.presencePenalty(), "presence_penalty", work);
        dropped(sampling.frequencyPenalty(), "frequency_penalty", work);
        dropped(sampling.seed(), "seed", work);
        dropped(sampling.logitBias(), "logit_bias", work);
        if (!sampling.stop().isEmpty()) {
            work.losses().drop("stop", UPSTREAM);
        }
    }

    private void sampled(byte[] member, @Nullable JsonValue value, @Nullable String dropped, Work work)
            throws UnsupportedException {
        if (dropped != null) {
            dropped(value, dropped, work);
        } else if (value != null) {
            json.member(member).value(value);
        }
    }

    private static void dropped(@Nullable JsonValue value, String name, Work work) throws UnsupportedException {
        if (value != null) {
            work.losses().drop(name, UPSTREAM);
        }
    }

    private void tools(Request request, Work work) throws UnsupportedException {
        if (!request.toolbox().tools().isEmpty()) {
            json.member(TOOLS).array();
            for (final Tool tool : request.toolbox().tools()) {
                tool(tool, work);
            }
            json.endArray();
        }
        final ToolChoice choice = request.toolbox().choice();
        if (choice != null) {
            json.member(TOOL_CHOICE);
            choice(choice, work);
        }
        final Boolean parallel = request.toolbox().parallel();
        if (parallel != null) {
            json.member(PARALLEL).bool(parallel);
        }
    }

    private void tool(Tool tool, Work work) throws UnsupportedException {
        json.object().member(Json.TYPE).raw(Json.TYPE_FUNCTION);
        json.member(Json.NAME).string(ToolNames.plain(tool.name(), work));
        final JsonString description = tool.description();
        if (description != null) {
            json.member(Json.DESCRIPTION).string(description);
        }
        json.member(PARAMETERS);
        final JsonValue schema = tool.schema();
        if (schema == null) {
            json.nul();
        } else {
            json.value(schema);
        }
        // Without it this vendor tries strict, which no other does.
        json.member(Json.STRICT).bool(Boolean.TRUE.equals(tool.strict())).endObject();
    }

    private void choice(ToolChoice choice, Work work) throws UnsupportedException {
        switch (choice) {
            case ToolChoice.Auto _ -> json.raw(AUTO);
            case ToolChoice.None _ -> json.raw(NONE);
            case ToolChoice.Any _ -> json.raw(REQUIRED);
            case ToolChoice.Named named -> named(named.name(), work);
            case ToolChoice.Allowed allowed -> {
                json.object().member(Json.TYPE).raw(TYPE_ALLOWED_TOOLS);
                json.member(MODE).raw(allowed.mustCall() ? REQUIRED : AUTO);
                json.member(TOOLS).array();
                for (final JsonString name : allowed.names()) {
                    named(name, work);
                }
                json.endArray().endObject();
            }
        }
    }

    private void named(JsonString name, Work work) throws UnsupportedException {
        json.object().member(Json.TYPE).raw(Json.TYPE_FUNCTION);
        json.member(Json.NAME).string(ToolNames.plain(name, work)).endObject();
    }

    private void text(Answering answering) {
        final JsonString verbosity = answering.verbosity();
        final Format format = answering.format();
        if (verbosity == null && format instanceof Format.Plain) {
            return;
        }
        json.member(Json.TEXT).object();
        switch (format) {
            case Format.Plain _ -> {}
            case Format.Json _ ->
                json.member(FORMAT)
                        .object()
                        .member(Json.TYPE)
                        .raw(TYPE_JSON_OBJECT)
                        .endObject();
            case Format.Schema schema -> schema(schema);
        }
        if (verbosity != null) {
            json.member(VERBOSITY).string(verbosity);
        }
        json.endObject();
    }

    private void schema(Format.Schema format) {
        json.member(FORMAT).object().member(Json.TYPE).raw(TYPE_JSON_SCHEMA);
        final JsonString name = format.name();
        json.member(Json.NAME).string(name == null || name.isEmpty() ? DEFAULT_FORMAT_NAME : name);
        final JsonString description = format.description();
        if (description != null) {
            json.member(Json.DESCRIPTION).string(description);
        }
        json.member(SCHEMA).value(format.schema());
        final Boolean strict = format.strict();
        json.member(Json.STRICT)
                .bool(strict == null ? StrictSchemas.isStrict(format.schema()) : strict)
                .endObject();
    }

    /** Returns whether reasoning is asked for, so that its seals have to be. */
    private boolean reasoning(Thinking thinking, Work work) throws UnsupportedException {
        final Effort effort = effort(thinking.effort(), work);
        final String summary = summary(thinking.show(), work.settings().reasoningSummary());
        if (effort == null && summary == null) {
            return false;
        }
        json.member(REASONING).object();
        if (effort != null) {
            json.member(EFFORT).string(effort.word());
        }
        if (summary != null) {
            json.member(Json.SUMMARY).string(summary);
        }
        json.endObject();
        return summary != null || effort != Effort.NONE;
    }

    private static @Nullable Effort effort(@Nullable Effort asked, Work work) throws UnsupportedException {
        if (asked == null) {
            return null;
        }
        final Set<Effort> allowed = work.settings().effortValues();
        final boolean impossible = asked == Effort.NONE && !allowed.isEmpty() && !allowed.contains(asked);
        if (impossible || work.settings().thinking() == TranslateSettings.ThinkingForm.NONE) {
            work.losses().drop("reasoning_effort", UPSTREAM);
            return null;
        }
        return asked.nearest(allowed);
    }

    private static @Nullable String summary(@Nullable Boolean show, ReasoningSummary setting) {
        return switch (setting) {
            case ASKED -> Boolean.TRUE.equals(show) ? "auto" : null;
            case NONE -> null;
            case AUTO, CONCISE, DETAILED -> setting.name().toLowerCase(Locale.ROOT);
        };
    }

    private void include(Answering answering, boolean thinks) {
        if (thinks || answering.logprobs()) {
            json.member(INCLUDE).array();
            if (thinks) {
                json.raw(ENCRYPTED_REASONING);
            }
            if (answering.logprobs()) {
                json.raw(TEXT_LOGPROBS);
            }
            json.endArray();
        }
        final JsonValue top = answering.topLogprobs();
        if (top != null) {
            json.member(TOP_LOGPROBS).value(top);
        }
    }

    private void account(Account account) {
        final JsonValue metadata = account.metadata();
        if (metadata != null) {
            json.member(METADATA).value(metadata);
        }
        final JsonString user = account.endUser();
        if (user != null) {
            json.member(USER).string(EndUsers.bounded(user));
        }
        final var tier = account.tier();
        if (tier != null) {
            json.member(SERVICE_TIER).string(tier.name().toLowerCase(Locale.ROOT));
        }
    }

    private void extras(Request request, boolean counting, Work work) throws UnsupportedException {
        for (final Extra extra : request.extras()) {
            if (SAME_MEANING.contains(extra.name())) {
                if (!counting) {
                    json.member(JsonWriter.name(extra.name())).value(extra.value());
                }
            } else if (extra.fate() == Extra.Fate.REJECT) {
                throw Losses.unsupported(extra.name(), UPSTREAM);
            } else if (extra.fate() == Extra.Fate.DROP) {
                work.losses().drop(extra.name(), UPSTREAM);
            }
        }
    }
}
