package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Token counts as the vendor tells them: its input leaves out what came from or went to the cache. */
final class UsageWords {
    private enum Member {
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        CACHE_READ_INPUT_TOKENS,
        CACHE_CREATION_INPUT_TOKENS,
        OUTPUT_TOKENS_DETAILS,
        SERVICE_TIER
    }

    private static final Member[] MEMBERS = Member.values();
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable DETAILS = NameTable.of("thinking_tokens");
    private static final NameTable TIERS = NameTable.of("standard", "priority");

    private static final byte[] USAGE = JsonWriter.name("usage");
    private static final byte[] INPUT_TOKENS = JsonWriter.name("input_tokens");
    private static final byte[] CACHE_CREATION = JsonWriter.name("cache_creation_input_tokens");
    private static final byte[] CACHE_READ = JsonWriter.name("cache_read_input_tokens");
    private static final byte[] OUTPUT_TOKENS = JsonWriter.name("output_tokens");
    private static final byte[] OUTPUT_DETAILS = JsonWriter.name("output_tokens_details");
    private static final byte[] THINKING_TOKENS = JsonWriter.name("thinking_tokens");
    private static final byte[] SERVICE_TIER = JsonWriter.name("service_tier");
    private static final byte[] STANDARD = Json.ascii("\"standard\"");
    private static final byte[] PRIORITY = Json.ascii("\"priority\"");

    private @Nullable Tier tier;

    /** The tier told beside the counts read last, or null. */
    @Nullable
    Tier tier() {
        return tier;
    }

    /** Reads the value behind the name just read; what it doesn't tell stays as it was. */
    void read(JsonCursor cursor, Usage into) {
        tier = null;
        into.cacheIsBesideInput();
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], cursor, into);
            }
        }
    }

    private void member(Member member, JsonCursor cursor, Usage into) {
        switch (member) {
            case INPUT_TOKENS -> into.input(count(cursor));
            case OUTPUT_TOKENS -> into.output(count(cursor));
            case CACHE_READ_INPUT_TOKENS -> into.cacheRead(count(cursor));
            case CACHE_CREATION_INPUT_TOKENS -> into.cacheWrite(count(cursor));
            case OUTPUT_TOKENS_DETAILS -> details(cursor, into);
            case SERVICE_TIER -> {
                cursor.next();
                tier = switch (cursor.textIn(TIERS)) {
                    case 0 -> Tier.DEFAULT;
                    case 1 -> Tier.PRIORITY;
                    default -> null;
                };
                cursor.skip();
            }
        }
    }

    private static void details(JsonCursor cursor, Usage into) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(DETAILS) == 0) {
                into.reasoning(count(cursor));
            } else {
                cursor.skip();
            }
        }
    }

    private static long count(JsonCursor cursor) {
        final long tokens = cursor.next() == JsonToken.NUMBER ? cursor.longValue() : Usage.UNTOLD;
        cursor.skip();
        return tokens;
    }

    /** Writes the member {@code usage}; all four counts are always there, for clients that look at them unasked. */
    static void write(
            JsonWriter json,
            long inputTotal,
            long cacheRead,
            long cacheWrite,
            long output,
            long reasoning,
            @Nullable Tier tier) {
        json.member(USAGE).object();
        json.member(INPUT_TOKENS).number(Math.max(0, inputTotal - cacheRead - cacheWrite));
        json.member(CACHE_CREATION).number(cacheWrite);
        json.member(CACHE_READ).number(cacheRead);
        json.member(OUTPUT_TOKENS).number(output);
        if (reasoning > 0) {
            json.member(OUTPUT_DETAILS)
                    .object()
                    .member(THINKING_TOKENS)
                    .number(reasoning)
                    .endObject();
        }
        if (tier == Tier.DEFAULT || tier == Tier.PRIORITY) {
            json.member(SERVICE_TIER).raw(tier == Tier.DEFAULT ? STANDARD : PRIORITY);
        }
        json.endObject();
    }

    static void write(JsonWriter json, Usage usage, @Nullable Tier tier) {
        write(
                json,
                usage.inputTotal(),
                usage.cacheRead(),
                usage.cacheWrite(),
                usage.outputTotal(),
                usage.reasoning(),
                tier);
    }
}
