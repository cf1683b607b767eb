package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.ToolNames;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes requests for content, and for the count of their tokens. */
final class GeminiRequestWriter implements RequestWriter {
    private static final byte[] GENERATE_REQUEST = JsonWriter.name("generateContentRequest");
    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] SYSTEM = JsonWriter.name("systemInstruction");
    private static final byte[] PARTS = JsonWriter.name("parts");
    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] SERVICE_TIER = JsonWriter.name("serviceTier");
    private static final byte[] SAFETY_SETTINGS = JsonWriter.name("safetySettings");
    private static final byte[] CACHED_CONTENT = JsonWriter.name("cachedContent");

    private final JsonWriter json = new JsonWriter();
    private final JsonCursor scratch = new JsonCursor();
    private final ContentWriter contents = new ContentWriter();

    @Override
    public void write(Request request, String model, Work work, boolean counting, ByteBuf out)
            throws UnsupportedException {
        json.begin(out).object();
        if (counting) {
            json.member(GENERATE_REQUEST).object().member(MODEL).string(resource(model));
        }
        ToolNames.geminiAll(request.toolbox().tools(), work);
        system(request);
        contents.write(request, work, json);
        ToolWriter.write(request, isValidated(request), work, json, scratch);
        if (!counting) {
            ConfigWriter.write(request, work, json, scratch);
            tier(request.account().tier());
            extras(request, work);
        } else {
            json.endObject();
            refuse(request);
        }
        json.endObject();
    }

    /** A model as a body names it. */
    static String resource(String model) {
        return model.indexOf('/') < 0 ? "models/" + model : model;
    }

    private void system(Request request) {
        if (request.system().isEmpty()) {
            return;
        }
        json.member(SYSTEM).object().member(PARTS).array();
        for (final SystemText system : request.system()) {
            json.object().member(TEXT).string(system.text()).endObject();
        }
        json.endArray().endObject();
    }

    private static boolean isValidated(Request request) {
        for (final Extra extra : request.extras()) {
            if (extra.name().equals(ToolReader.MODE)) {
                return true;
            }
        }
        return false;
    }

    private void tier(@Nullable Tier tier) {
        if (tier != null && tier != Tier.AUTO) {
            json.member(SERVICE_TIER)
                    .string(tier == Tier.DEFAULT ? "standard" : tier == Tier.FLEX ? "flex" : "priority");
        }
    }

    private void extras(Request request, Work work) throws UnsupportedException {
        for (final Extra extra : request.extras()) {
            if (extra.name().equals("safetySettings")) {
                json.member(SAFETY_SETTINGS).value(extra.value());
            } else if (extra.name().equals("cachedContent")) {
                json.member(CACHED_CONTENT).value(extra.value());
            } else if (!ConfigWriter.takes(extra) && !extra.name().equals(ToolReader.MODE)) {
                lose(extra, work);
            }
        }
    }

    /** What only tunes doesn't count, but what can't be told would. */
    private static void refuse(Request request) throws UnsupportedException {
        for (final Extra extra : request.extras()) {
            if (extra.fate() == Extra.Fate.REJECT) {
                throw Losses.unsupported(extra.name(), Dialect.GEMINI);
            }
        }
    }

    private static void lose(Extra extra, Work work) throws UnsupportedException {
        switch (extra.fate()) {
            case DROP -> work.losses().drop(extra.name(), Dialect.GEMINI);
            case HINT -> {}
            case REJECT -> throw Losses.unsupported(extra.name(), Dialect.GEMINI);
        }
    }
}
