package io.sluice.codec.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One translation, with what the tests of this dialect do over and over. */
final class Translating {
    static final String ID_TAIL = "0123456789abcdef".repeat(3);

    final Work work = new Work();

    Translating() {
        this(TranslateSettings.DEFAULT);
    }

    Translating(TranslateSettings settings) {
        work.begin(settings, ID_TAIL, 1_700_000_000, 1 << 16);
    }

    /** Settings with some of them changed. */
    static TranslateSettings settings(Consumer<Settings> change) {
        final Settings settings = new Settings();
        change.accept(settings);
        return settings.made();
    }

    Request read(String json) throws UnsupportedException {
        return read(json, Hints.NONE);
    }

    Request read(String json, Hints hints) throws UnsupportedException {
        final Request request = GeminiCodec.EVENTS.newRequestReader().read(JsonValue.of(json), hints);
        work.request(request);
        return request;
    }

    JsonNode write(Request request) throws UnsupportedException {
        return write(request, false);
    }

    JsonNode write(Request request, boolean counting) throws UnsupportedException {
        return tree(written(request, counting));
    }

    String written(Request request, boolean counting) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        GeminiCodec.EVENTS.newRequestWriter().write(request, "fixture-model", work, counting, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What a client is sent for these steps. */
    String stream(Event... events) {
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
        writer.begin(work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event event : events) {
            writer.event(event, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static JsonNode tree(String json) {
        try {
            return Fixtures.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
