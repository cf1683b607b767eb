package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CallPairs;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes requests for messages, and for the count of their tokens. */
final class AnthropicRequestWriter implements RequestWriter {
    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] MAX_TOKENS = JsonWriter.name("max_tokens");
    private static final byte[] STREAM = JsonWriter.name("stream");
    private static final byte[] TEMPERATURE = JsonWriter.name("temperature");
    private static final byte[] TOP_P = JsonWriter.name("top_p");
    private static final byte[] TOP_K = JsonWriter.name("top_k");
    private static final byte[] STOP_SEQUENCES = JsonWriter.name("stop_sequences");
    private static final byte[] OUTPUT_CONFIG = JsonWriter.name("output_config");
    private static final byte[] EFFORT = JsonWriter.name("effort");
    private static final byte[] FORMAT = JsonWriter.name("format");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] SCHEMA = JsonWriter.name("schema");
    private static final byte[] METADATA = JsonWriter.name("metadata");
    private static final byte[] USER_ID = JsonWriter.name("user_id");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");
    private static final byte[] JSON_SCHEMA = Json.ascii("\"json_schema\"");
    private static final byte[] AUTO = Json.ascii("\"auto\"");
    private static final byte[] STANDARD_ONLY = Json.ascii("\"standard_only\"");
    private static final JsonValue ONE = JsonValue.of("1");

    private final JsonWriter json = new JsonWriter();
    private final CacheMarks marks = new CacheMarks();
    private final ToolWriter tools = new ToolWriter();
    private final TurnWriter turns = new TurnWriter(marks, json);
    private final ThinkingPlan thinking = new ThinkingPlan();

    @Override
    public void write(Request asked, String model, Work work, boolean counting, ByteBuf out)
            throws UnsupportedException {
        final Request request = CallPairs.withIds(asked, work);
        requireTellable(request);
        marks.begin(request);
        thinking.decide(request, work, maxTokens(request, work));
        json.begin(out).object().member(MODEL).string(model);
        if (!counting) {
            limit(request, work);
        }
        tools.write(request.toolbox(), work, marks, json);
        turns.write(request, work);
        thinking.write(json);
        outputConfig(request.answering().format());
        if (!counting) {
            sampling(request.sampling(), work);
            account(request.account(), work);
            untold(request, work);
            if (request.stream()) {
                json.member(STREAM).bool(true);
            }
        }
        extras(request.extras(), work);
        json.endObject();
    }

    private static void requireTellable(Request request) throws UnsupportedException {
        final Answering answering = request.answering();
        if (answering.choices() > 1) {
            throw Losses.unsupported("n", Dialect.ANTHROPIC);
        }
        if (answering.logprobs()) {
            throw Losses.unsupported("logprobs", Dialect.ANTHROPIC);
        }
    }

    /** Only asked for by models that take a budget of it. */
    private static long maxTokens(Request request, Work work) {
        final JsonValue asked = request.answering().maxTokens();
        if (asked == null || work.settings().thinking() != ThinkingForm.BUDGET) {
            return work.settings().defaultMaxTokens();
        }
        return (long) asked.doubleValue();
    }

    /** A limit of nothing is refused: it would warm the vendor's cache and answer nothing. */
    private void limit(Request request, Work work) throws UnsupportedException {
        json.member(MAX_TOKENS);
        final JsonValue asked = request.answering().maxTokens();
        if (asked != null && asked.is("0")) {
            throw new UnsupportedException(
                    "max_tokens", "'max_tokens' has to be at least 1 for an upstream that speaks anthropic");
        }
        if (asked == null) {
            json.number(work.settings().defaultMaxTokens());
        } else {
            json.value(asked);
        }
    }

    private void outputConfig(Format format) {
        final Effort effort = thinking.effort();
        if (effort == null && !(format instanceof Format.Schema)) {
            return;
        }
        json.member(OUTPUT_CONFIG).object();
        if (effort != null) {
            json.member(EFFORT).string(effort.word());
        }
        if (format instanceof Format.Schema schema) {
            json.member(FORMAT).object().member(TYPE).raw(JSON_SCHEMA);
            json.member(SCHEMA).value(schema.schema()).endObject();
        }
        json.endObject();
    }

    private void sampling(Sampling sampling, Work work) throws UnsupportedException {
        final boolean fixed = work.settings().dropSampling()
                || work.settings().anthropicVersion().compareTo(TurnWriter.STRICT_VERSION) >= 0;
        number(TEMPERATURE, "temperature", temperature(sampling, work), fixed || thinking.isOn(), work);
        number(TOP_P, "top_p", sampling.topP(), fixed, work);
        number(TOP_K, "top_k", sampling.topK(), fixed || thinking.isOn(), work);
        drop("seed", sampling.seed(), work);
        drop("presence_penalty", sampling.presencePenalty(), work);
        drop("frequency_penalty", sampling.frequencyPenalty(), work);
        drop("logit_bias", sampling.logitBias(), work);
        stop(sampling.stop(), work);
    }

    private static @Nullable JsonValue temperature(Sampling sampling, Work work) {
        final JsonValue asked = sampling.temperature();
        if (asked == null || !(asked.doubleValue() > 1)) {
            return asked;
        }
        work.losses().approximate("temperature");
        return ONE;
    }

    private void number(byte[] member, String field, @Nullable JsonValue value, boolean refused, Work work)
            throws UnsupportedException {
        if (refused) {
            drop(field, value, work);
        } else if (value != null) {
            json.member(member).value(value);
        }
    }

    private void stop(List<JsonString> sequences, Work work) throws UnsupportedException {
        boolean open = false;
        for (final JsonString sequence : sequences) {
            if (BlockWriter.isBlank(sequence)) {
                work.losses().drop("stop", Dialect.ANTHROPIC);
                continue;
            }
            if (!open) {
                json.member(STOP_SEQUENCES).array();
                open = true;
            }
            json.string(sequence);
        }
        if (open) {
            json.endArray();
        }
    }

    private void account(Account account, Work work) throws UnsupportedException {
        final JsonString user = account.endUser();
        if (user != null) {
            json.member(METADATA).object().member(USER_ID).string(user).endObject();
        }
        final Tier tier = account.tier();
        if (tier == Tier.FLEX) {
            work.losses().drop("service_tier", Dialect.ANTHROPIC);
        } else if (tier != null) {
            json.member(SERVICE_TIER).raw(tier == Tier.DEFAULT ? STANDARD_ONLY : AUTO);
        }
    }

    private static void untold(Request request, Work work) throws UnsupportedException {
        if (request.answering().verbosity() != null) {
            work.losses().drop("verbosity", Dialect.ANTHROPIC);
        }
    }

    private static void extras(List<Extra> extras, Work work) throws UnsupportedException {
        for (final Extra extra : extras) {
            switch (extra.fate()) {
                case DROP -> work.losses().drop(extra.name(), Dialect.ANTHROPIC);
                case REJECT -> throw Losses.unsupported(extra.name(), Dialect.ANTHROPIC);
                case HINT -> {}
            }
        }
    }

    private static void drop(String field, @Nullable JsonValue value, Work work) throws UnsupportedException {
        if (value != null) {
            work.losses().drop(field, Dialect.ANTHROPIC);
        }
    }
}
