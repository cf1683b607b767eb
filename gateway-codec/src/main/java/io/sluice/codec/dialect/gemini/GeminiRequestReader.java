package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests for content, and for the count of their tokens in both forms. A member that isn't known is dropped and reported like
 * any client's, though the vendor itself would refuse it: a newer member that only tunes must not stop a request that could be served.
 */
final class GeminiRequestReader implements RequestReader {
    private enum Member {
        MODEL,
        CONTENTS,
        SYSTEM_INSTRUCTION,
        TOOLS,
        TOOL_CONFIG,
        GENERATION_CONFIG,
        SAFETY_SETTINGS,
        CACHED_CONTENT,
        SERVICE_TIER,
        LABELS,
        STORE,
        CONTINUATION_TOKEN,
        GENERATE_CONTENT_REQUEST
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final NameTable TIERS = NameTable.of(
            "standard", "flex", "priority", "SERVICE_TIER_STANDARD", "SERVICE_TIER_FLEX", "SERVICE_TIER_PRIORITY");
    private static final Tier[] TIER_VALUES = {Tier.DEFAULT, Tier.FLEX, Tier.PRIORITY};

    private final JsonCursor cursor = new JsonCursor();
    private final ContentReader contents = new ContentReader();
    private final ConfigReader config = new ConfigReader();
    private final ToolReader tools = new ToolReader();

    private Request.Builder request = new Request.Builder();
    private @Nullable Tier tier;
    private @Nullable JsonValue labels;
    private boolean counting;

    @Override
    public Request read(JsonValue body, Hints hints) throws UnsupportedException {
        begin(hints);
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw cursor.failed() ? broken() : Members.wrongType("body", "a JSON object");
        }
        members(true);
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw broken();
        }
        config.build(request);
        request.toolbox = tools.toolbox();
        if (tier != null || labels != null) {
            request.account = new Account(null, tier, labels);
        }
        final Request read = request.build();
        request = new Request.Builder();
        return read;
    }

    private UnsupportedException broken() {
        return new UnsupportedException(
                "body", "the body is not valid JSON (at byte " + Math.max(0, cursor.failedAt()) + ")");
    }

    private void begin(Hints hints) {
        request = new Request.Builder();
        request.stream = hints.stream();
        request.includeUsage = true;
        final String model = hints.model();
        if (model != null) {
            request.model = JsonString.of(model);
        }
        counting = hints.counting();
        tier = null;
        labels = null;
        config.begin();
        tools.begin();
    }

    private void members(boolean outermost) throws UnsupportedException {
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                extra(cursor.text(), Extra.Fate.DROP);
            } else {
                member(MEMBERS[member], outermost);
            }
        }
    }

    private void member(Member member, boolean outermost) throws UnsupportedException {
        switch (member) {
            case MODEL -> model();
            case CONTENTS -> contents.contents(cursor, request);
            case SYSTEM_INSTRUCTION -> contents.system(cursor, request);
            case TOOLS -> tools.tools(cursor);
            case TOOL_CONFIG -> tools.config(cursor, request);
            case GENERATION_CONFIG -> config.read(cursor, request);
            case SAFETY_SETTINGS -> extra("safetySettings", Extra.Fate.DROP);
            case CACHED_CONTENT -> extra("cachedContent", Extra.Fate.REJECT);
            case SERVICE_TIER -> tier = tier();
            case LABELS -> labels = Members.something(cursor);
            case STORE -> extra("store", Extra.Fate.HINT);
            case CONTINUATION_TOKEN -> extra("continuationToken", Extra.Fate.REJECT);
            case GENERATE_CONTENT_REQUEST -> {
                if (!counting || !outermost) {
                    extra("generateContentRequest", Extra.Fate.DROP);
                } else if (Members.enterObject(cursor, "generateContentRequest")) {
                    members(false);
                }
            }
        }
    }

    /** The path names the model; the body may repeat it. */
    private void model() {
        final JsonString name = Members.string(cursor);
        if (request.model.isEmpty()) {
            request.model = name.startsWith("models/") ? name.slice("models/".length(), name.length()) : name;
        }
    }

    private @Nullable Tier tier() {
        cursor.next();
        final int known = cursor.textIn(TIERS);
        cursor.skip();
        return known < 0 ? null : TIER_VALUES[known % TIER_VALUES.length];
    }

    private void extra(String name, Extra.Fate fate) {
        final JsonValue value = Members.something(cursor);
        if (value != null) {
            request.extras.add(new Extra(name, value, fate));
        }
    }
}
