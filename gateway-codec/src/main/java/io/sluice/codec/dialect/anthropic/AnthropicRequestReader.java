package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Sampling;
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

/** Reads requests for messages, and for the count of their tokens. */
final class AnthropicRequestReader implements RequestReader {
    private enum Member {
        MODEL,
        MESSAGES,
        MAX_TOKENS,
        SYSTEM,
        STREAM,
        TOOLS,
        TOOL_CHOICE,
        TEMPERATURE,
        TOP_P,
        TOP_K,
        STOP_SEQUENCES,
        THINKING,
        OUTPUT_CONFIG,
        OUTPUT_FORMAT,
        METADATA,
        SERVICE_TIER,
        CACHE_CONTROL,
        MCP_SERVERS,
        ANTHROPIC_VERSION
    }

    private static final Member[] MEMBERS = Member.values();
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable OUTPUT_CONFIG = NameTable.of("effort", "format");
    private static final NameTable FORMAT = NameTable.of("type", "schema");
    private static final NameTable METADATA = NameTable.of("user_id");

    private static final Format PLAIN = new Format.Plain();

    private final JsonCursor cursor = new JsonCursor();
    private final MessageReader messages = new MessageReader();
    private final ToolReader tools = new ToolReader();
    private final ThinkingReader thinking = new ThinkingReader();

    private Request.Builder request = new Request.Builder();
    private boolean counting;
    private @Nullable JsonValue maxTokens;
    private @Nullable JsonValue temperature;
    private @Nullable JsonValue topP;
    private @Nullable JsonValue topK;
    private List<JsonString> stop = List.of();
    private Format format = PLAIN;
    private @Nullable JsonString endUser;
    private @Nullable Tier tier;
    private @Nullable CacheMark cacheAtEnd;

    @Override
    public Request read(JsonValue body, Hints hints) throws UnsupportedException {
        begin(hints);
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw Members.wrongType("body", "a JSON object");
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                unknown();
            } else {
                member(MEMBERS[member]);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException("body", "the body is not valid JSON");
        }
        return built();
    }

    private void begin(Hints hints) {
        request = new Request.Builder();
        request.includeUsage = true;
        request.stream = hints.stream();
        counting = hints.counting();
        tools.begin();
        thinking.begin();
        maxTokens = null;
        temperature = null;
        topP = null;
        topK = null;
        stop = List.of();
        format = PLAIN;
        endUser = null;
        tier = null;
        cacheAtEnd = null;
    }

    private void member(Member member) throws UnsupportedException {
        switch (member) {
            case MODEL -> request.model = Members.string(cursor);
            case MESSAGES -> messages.messages(cursor, request);
            case MAX_TOKENS -> maxTokens = maxTokens();
            case SYSTEM -> messages.system(cursor, request);
            case STREAM -> request.stream |= Members.bool(cursor);
            case TOOLS -> tools.tools(cursor, request);
            case TOOL_CHOICE -> tools.choice(cursor);
            case TEMPERATURE -> temperature = Members.number(cursor, "temperature");
            case TOP_P -> topP = Members.number(cursor, "top_p");
            case TOP_K -> topK = Members.number(cursor, "top_k");
            case STOP_SEQUENCES -> stop = stopSequences();
            case THINKING -> thinking.thinking(cursor);
            case OUTPUT_CONFIG -> outputConfig();
            case OUTPUT_FORMAT -> outputFormat();
            case METADATA -> metadata();
            case SERVICE_TIER -> tier = tier();
            case CACHE_CONTROL -> cacheAtEnd = Members.cacheMark(cursor);
            case MCP_SERVERS -> mcpServers();
            case ANTHROPIC_VERSION -> cursor.skip();
        }
    }

    /** A limit of nothing only warms the vendor's own cache. */
    private @Nullable JsonValue maxTokens() throws UnsupportedException {
        final JsonValue limit = Members.number(cursor, "max_tokens");
        if (limit != null && limit.is("0") && !counting) {
            throw new UnsupportedException(
                    "max_tokens", "'max_tokens' of 0 only warms its vendor's cache and means nothing to another");
        }
        return limit;
    }

    private List<JsonString> stopSequences() throws UnsupportedException {
        if (!Members.enterArray(cursor, "stop_sequences")) {
            return List.of();
        }
        final List<JsonString> sequences = new ArrayList<>(4);
        while (cursor.next() == JsonToken.STRING) {
            sequences.add(cursor.string());
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType("stop_sequences", "an array of strings");
        }
        return sequences;
    }

    private void outputConfig() throws UnsupportedException {
        if (!Members.enterObject(cursor, "output_config")) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(OUTPUT_CONFIG)) {
                case 0 -> thinking.effort(cursor);
                case 1 -> outputFormat();
                default -> drop("output_config." + cursor.text());
            }
        }
    }

    private void outputFormat() throws UnsupportedException {
        if (!Members.enterObject(cursor, "output_config.format")) {
            return;
        }
        JsonString type = JsonString.EMPTY;
        JsonValue schema = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FORMAT)) {
                case 0 -> type = Members.string(cursor);
                case 1 -> schema = cursor.value();
                default -> cursor.skip();
            }
        }
        if (!type.is("json_schema") || schema == null) {
            throw Members.wrongType("output_config.format", "a json_schema");
        }
        format = new Format.Schema(null, null, schema, null);
    }

    private void metadata() throws UnsupportedException {
        if (!Members.enterObject(cursor, "metadata")) {
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(METADATA) == 0) {
                final JsonString user = Members.string(cursor);
                endUser = user.isEmpty() ? null : user;
            } else {
                drop("metadata." + cursor.text());
            }
        }
    }

    private @Nullable Tier tier() {
        final JsonString asked = Members.string(cursor);
        return asked.is("auto") ? Tier.AUTO : asked.is("standard_only") ? Tier.DEFAULT : null;
    }

    private void mcpServers() throws UnsupportedException {
        if (!Members.enterArray(cursor, "mcp_servers")) {
            return;
        }
        if (cursor.next() != JsonToken.ARRAY_END) {
            throw new UnsupportedException(
                    "mcp_servers", "'mcp_servers' is a service of its vendor and no other has it");
        }
    }

    private void unknown() {
        drop(cursor.text());
    }

    private void drop(String name) {
        final JsonValue value = Members.something(cursor);
        if (value != null) {
            request.extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    private Request built() throws UnsupportedException {
        request.toolbox = tools.toolbox();
        request.thinking = thinking.read();
        if (temperature != null || topP != null || topK != null || !stop.isEmpty()) {
            request.sampling = new Sampling(temperature, topP, topK, null, null, null, null, stop);
        }
        request.answering = new Answering(maxTokens, 1, format, null, false, null);
        if (endUser != null || tier != null) {
            request.account = new Account(endUser, tier, null);
        }
        final Request read = request.build();
        return cacheAtEnd == null ? read : read.withTurns(CacheMarks.atEnd(read.turns(), cacheAtEnd));
    }
}
