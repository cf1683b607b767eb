package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.CompactJson;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Member;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the response object around its items: what became of it before them, the client's settings repeated behind them. Owned by one writer, reused. */
final class AnswerWriter {
    /** How many digits of the exchange's random tail an id has. */
    private static final int TAIL_DIGITS = 40;

    static final byte[] IN_PROGRESS = Json.ascii("\"in_progress\"");
    static final byte[] COMPLETED = Json.ascii("\"completed\"");
    static final byte[] INCOMPLETE = Json.ascii("\"incomplete\"");
    static final byte[] FAILED = Json.ascii("\"failed\"");

    private static final String ID_PREFIX = "resp_sl";
    private static final byte[] OBJECT = Json.ascii("\"response\"");
    private static final byte[] CREATED_AT = JsonWriter.name("created_at");
    private static final byte[] COMPLETED_AT = JsonWriter.name("completed_at");
    private static final byte[] INCOMPLETE_DETAILS = JsonWriter.name("incomplete_details");
    private static final byte[] USAGE = JsonWriter.name("usage");
    private static final byte[] INPUT_TOKENS = JsonWriter.name("input_tokens");
    private static final byte[] INPUT_DETAILS = JsonWriter.name("input_tokens_details");
    private static final byte[] CACHED_TOKENS = JsonWriter.name("cached_tokens");
    private static final byte[] CACHE_WRITE_TOKENS = JsonWriter.name("cache_write_tokens");
    private static final byte[] OUTPUT_TOKENS = JsonWriter.name("output_tokens");
    private static final byte[] OUTPUT_DETAILS = JsonWriter.name("output_tokens_details");
    private static final byte[] REASONING_TOKENS = JsonWriter.name("reasoning_tokens");
    private static final byte[] TOTAL_TOKENS = JsonWriter.name("total_tokens");
    private static final byte[] PREVIOUS_RESPONSE_ID = JsonWriter.name("previous_response_id");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");
    private static final byte[] DEFAULT_TIER = Json.ascii("\"default\"");
    private static final byte[] TOO_LONG = Json.ascii("{\"reason\":\"max_output_tokens\"}");
    private static final byte[] FILTERED = Json.ascii("{\"reason\":\"content_filter\"}");

    /** A setting an answer repeats, and what it says of one that the request left out. */
    private static final class Setting {
        private final String word;
        private final byte[] member;
        private final byte[] unsaid;
        private final boolean large;

        Setting(String word, String unsaid, boolean large) {
            this.word = word;
            this.member = JsonWriter.name(word);
            this.unsaid = Json.ascii(unsaid);
            this.large = large;
        }

        static Setting of(String word, String unsaid) {
            return new Setting(word, unsaid, false);
        }
    }

    private static final Setting[] SETTINGS = {
        Setting.of("background", "false"),
        new Setting("instructions", "null", true),
        Setting.of("max_output_tokens", "null"),
        Setting.of("max_tool_calls", "null"),
        Setting.of("metadata", "{}"),
        Setting.of("parallel_tool_calls", "true"),
        Setting.of("prompt_cache_key", "null"),
        Setting.of("reasoning", "{\"effort\":null,\"summary\":null}"),
        Setting.of("safety_identifier", "null"),
        Setting.of("temperature", "1"),
        Setting.of("text", "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}"),
        Setting.of("tool_choice", "\"auto\""),
        new Setting("tools", "[]", true),
        Setting.of("top_logprobs", "0"),
        Setting.of("top_p", "1"),
        Setting.of("truncation", "\"disabled\""),
        Setting.of("user", "null")
    };

    private final JsonWriter json;

    AnswerWriter(JsonWriter json) {
        this.json = json;
    }

    /** The digits that all ids of an exchange have in common. */
    static String tail(Work work) {
        final String digits = work.idTail();
        return digits.length() <= TAIL_DIGITS ? digits : digits.substring(0, TAIL_DIGITS);
    }

    /** Begins the object, up to its items: the caller writes the array of them. */
    void open(Work work, byte[] status, @Nullable Failure failure) {
        openAs(work, status, failure, null);
    }

    /** Begins the object of an answer that has ended, up to its items. */
    void openEnded(Work work, Finish finish) {
        openAs(work, isComplete(finish) ? COMPLETED : INCOMPLETE, null, finish);
    }

    private void openAs(Work work, byte[] status, @Nullable Failure failure, @Nullable Finish finish) {
        json.object().member(Json.ID).string(ID_PREFIX + tail(work));
        json.member(Json.OBJECT).raw(OBJECT);
        json.member(CREATED_AT).number(work.createdEpochS());
        json.member(Json.STATUS).raw(status);
        json.member(COMPLETED_AT);
        if (finish != null && isComplete(finish)) {
            json.number(work.createdEpochS());
        } else {
            json.nul();
        }
        json.member(Json.ERROR);
        if (failure == null) {
            json.nul();
        } else {
            json.object().member(Json.CODE).string(streamCode(failure, "server_error"));
            json.member(Json.MESSAGE).string(failure.message()).endObject();
        }
        json.member(INCOMPLETE_DETAILS);
        if (finish == null || isComplete(finish)) {
            json.nul();
        } else {
            json.raw(finish == Finish.LENGTH ? TOO_LONG : FILTERED);
        }
        json.member(Json.MODEL).string(work.clientModel()).member(Json.OUTPUT);
    }

    static boolean isComplete(Finish finish) {
        return finish == Finish.STOP || finish == Finish.TOOL_CALLS;
    }

    /** What a stream calls a failure. */
    static String streamCode(Failure failure, String unnamed) {
        return switch (failure.type()) {
            case INTERNAL, UPSTREAM_ERROR -> "server_error";
            default -> {
                final String code = ResponsesFailures.code(failure);
                yield code == null ? unnamed : code;
            }
        };
    }

    /**
     * Ends the object behind its items.
     *
     * @param usage null as long as it isn't known
     * @param whole whether instructions and tools are repeated too, which may be large
     */
    void close(Work work, @Nullable Usage usage, @Nullable Tier tier, boolean whole) {
        json.member(USAGE);
        if (usage == null) {
            json.nul();
        } else {
            usage(usage);
        }
        json.member(PREVIOUS_RESPONSE_ID).nul().member(Json.STORE).bool(false);
        json.member(SERVICE_TIER);
        if (tier == null) {
            json.raw(DEFAULT_TIER);
        } else {
            json.string(tier.name().toLowerCase(Locale.ROOT));
        }
        final List<Member> said = work.request().echo();
        for (final Setting setting : SETTINGS) {
            final JsonValue value = whole || !setting.large ? value(said, setting.word) : null;
            json.member(setting.member);
            if (value == null) {
                json.raw(setting.unsaid);
            } else {
                json.value(CompactJson.of(value)); // a line feed would end an event's line
            }
        }
        json.endObject();
    }

    private static @Nullable JsonValue value(List<Member> said, String name) {
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).name().equals(name)) {
                return said.get(i).value();
            }
        }
        return null;
    }

    private void usage(Usage usage) {
        final long input = usage.inputTotal();
        final long output = usage.outputTotal();
        json.object().member(INPUT_TOKENS).number(input);
        json.member(INPUT_DETAILS).object();
        json.member(CACHED_TOKENS).number(usage.cacheRead());
        json.member(CACHE_WRITE_TOKENS).number(usage.cacheWrite()).endObject();
        json.member(OUTPUT_TOKENS).number(output);
        json.member(OUTPUT_DETAILS).object();
        json.member(REASONING_TOKENS).number(usage.reasoning()).endObject();
        json.member(TOTAL_TOKENS).number(input + output).endObject();
    }

    /** What the upstream told, or where it told nothing the gateway's estimate. */
    static Usage known(Usage told, Work work, long contentBytes) {
        if (told.isKnown()) {
            return told;
        }
        work.losses().estimate("usage");
        final Usage estimated = new Usage();
        estimated.set(work.estimatedInputTokens(), 0, 0, TokenEstimator.ofLength(contentBytes), 0);
        return estimated;
    }

    /** Writes the answer to a count. */
    static void count(long inputTokens, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object();
        json.member(Json.OBJECT).string("response.input_tokens");
        json.member(INPUT_TOKENS).number(inputTokens).endObject();
    }
}
