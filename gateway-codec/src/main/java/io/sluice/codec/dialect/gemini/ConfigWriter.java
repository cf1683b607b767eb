package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request's {@code generationConfig}, if there is anything to say in it. */
final class ConfigWriter {
    private static final String MEDIA_RESOLUTION = "generationConfig.mediaResolution";
    private static final int MAX_STOPS = 5;

    private static final byte[] CONFIG = JsonWriter.name("generationConfig");
    private static final byte[] TEMPERATURE = JsonWriter.name("temperature");
    private static final byte[] TOP_P = JsonWriter.name("topP");
    private static final byte[] TOP_K = JsonWriter.name("topK");
    private static final byte[] CANDIDATE_COUNT = JsonWriter.name("candidateCount");
    private static final byte[] MAX_TOKENS = JsonWriter.name("maxOutputTokens");
    private static final byte[] STOP = JsonWriter.name("stopSequences");
    private static final byte[] PRESENCE_PENALTY = JsonWriter.name("presencePenalty");
    private static final byte[] FREQUENCY_PENALTY = JsonWriter.name("frequencyPenalty");
    private static final byte[] SEED = JsonWriter.name("seed");
    private static final byte[] RESPONSE_LOGPROBS = JsonWriter.name("responseLogprobs");
    private static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    private static final byte[] MIME_TYPE = JsonWriter.name("responseMimeType");
    private static final byte[] SCHEMA = JsonWriter.name("responseSchema");
    private static final byte[] JSON_SCHEMA = JsonWriter.name("responseJsonSchema");
    private static final byte[] RESOLUTION = JsonWriter.name("mediaResolution");
    private static final byte[] THINKING = JsonWriter.name("thinkingConfig");
    private static final byte[] INCLUDE_THOUGHTS = JsonWriter.name("includeThoughts");
    private static final byte[] LEVEL = JsonWriter.name("thinkingLevel");
    private static final byte[] BUDGET = JsonWriter.name("thinkingBudget");
    private static final byte[] JSON = Json.ascii("\"application/json\"");

    private final JsonWriter json;
    private final Work work;
    private final JsonCursor scratch;
    private boolean opened;

    private ConfigWriter(JsonWriter json, Work work, JsonCursor scratch) {
        this.json = json;
        this.work = work;
        this.scratch = scratch;
    }

    /** @param scratch a cursor to spare */
    static void write(Request request, Work work, JsonWriter json, JsonCursor scratch) throws UnsupportedException {
        final ConfigWriter writer = new ConfigWriter(json, work, scratch);
        writer.sampling(request.sampling());
        writer.answering(request.answering());
        writer.thinking(request.thinking());
        for (final Extra extra : request.extras()) {
            if (extra.name().equals(MEDIA_RESOLUTION)) {
                writer.number(RESOLUTION, extra.value());
            }
        }
        if (writer.opened) {
            json.endObject();
        }
    }

    /** Whether that member of another request is written here. */
    static boolean takes(Extra extra) {
        return extra.name().equals(MEDIA_RESOLUTION);
    }

    private JsonWriter member(byte[] name) {
        if (!opened) {
            opened = true;
            json.member(CONFIG).object();
        }
        return json.member(name);
    }

    private void number(byte[] name, @Nullable JsonValue value) {
        if (value != null) {
            member(name).value(value);
        }
    }

    private void sampling(Sampling sampling) throws UnsupportedException {
        number(TEMPERATURE, sampling.temperature());
        number(TOP_P, sampling.topP());
        number(TOP_K, sampling.topK());
        number(PRESENCE_PENALTY, sampling.presencePenalty());
        number(FREQUENCY_PENALTY, sampling.frequencyPenalty());
        number(SEED, sampling.seed());
        if (sampling.logitBias() != null) {
            work.losses().drop("logit_bias", Dialect.GEMINI);
        }
        final List<JsonString> stop = sampling.stop();
        if (stop.isEmpty()) {
            return;
        }
        if (stop.size() > MAX_STOPS) {
            work.losses().drop("stop", Dialect.GEMINI);
        }
        member(STOP).array();
        for (int i = 0; i < Math.min(stop.size(), MAX_STOPS); i++) {
            json.string(stop.get(i));
        }
        json.endArray();
    }

    private void answering(Answering answering) throws UnsupportedException {
        number(MAX_TOKENS, answering.maxTokens());
        if (answering.choices() > 1) {
            member(CANDIDATE_COUNT).number(answering.choices());
        }
        if (answering.logprobs()) {
            member(RESPONSE_LOGPROBS).bool(true);
            number(LOGPROBS, answering.topLogprobs());
        }
        if (answering.verbosity() != null) {
            work.losses().drop("verbosity", Dialect.GEMINI);
        }
        switch (answering.format()) {
            case Format.Plain _ -> {}
            case Format.Json _ -> member(MIME_TYPE).raw(JSON);
            case Format.Schema schema -> {
                member(MIME_TYPE).raw(JSON);
                if (work.settings().openapiSchema()) {
                    member(SCHEMA).value(Schemas.toOpenApi(schema.schema(), work.losses(), Dialect.GEMINI));
                } else {
                    member(JSON_SCHEMA).value(Schemas.plain(schema.schema(), scratch));
                }
            }
        }
    }

    private void thinking(Thinking thinking) throws UnsupportedException {
        final Effort effort = thinking.effort();
        final Boolean show = thinking.show();
        final ThinkingForm form = work.settings().thinking();
        if (form == ThinkingForm.NONE) {
            if (effort != null) {
                work.losses().drop("reasoning_effort", Dialect.GEMINI);
            }
            return;
        }
        if (effort == null && show == null) {
            return;
        }
        member(THINKING).object();
        if (show != null) {
            json.member(INCLUDE_THOUGHTS).bool(show);
        }
        if (effort != null && form == ThinkingForm.BUDGET) {
            json.member(BUDGET).number(budget(effort));
        } else if (effort != null) {
            json.member(LEVEL).string(level(effort));
        }
        json.endObject();
    }

    private static String level(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> "MINIMAL";
            case LOW -> "LOW";
            case MEDIUM -> "MEDIUM";
            case HIGH, XHIGH, MAX -> "HIGH";
        };
    }

    private static int budget(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 512;
            case LOW -> 1024;
            case MEDIUM -> 8192;
            case HIGH, XHIGH, MAX -> 24576;
        };
    }
}
