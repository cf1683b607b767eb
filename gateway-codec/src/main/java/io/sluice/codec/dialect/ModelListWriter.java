package io.sluice.codec.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Writes the gateway's own lists of models in the shape of the dialect the client speaks: whole, without pages. Writer,
 * stateless, any thread; cold. What it returns is given: the caller releases it.
 */
public final class ModelListWriter {
    private static final String OWNER = "sluice";

    private ModelListWriter() {}

    /**
     * @param models names as callers ask for them, in the order to show
     * @param createdEpochSeconds what is told as the models' age, where a dialect wants one
     */
    public static ByteBuf list(Dialect surface, List<String> models, long createdEpochSeconds, ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            try (JsonGenerator json = JsonOutput.generator(out)) {
                json.writeStartObject();
                if (surface == Dialect.OPENAI) {
                    json.writeStringField("object", "list");
                }
                json.writeArrayFieldStart(surface == Dialect.GEMINI ? "models" : "data");
                for (String model : models) {
                    model(json, surface, model, createdEpochSeconds);
                }
                json.writeEndArray();
                if (surface == Dialect.ANTHROPIC) {
                    page(json, models);
                }
                json.writeEndObject();
            }
        });
    }

    /** One model, as its own answer. */
    public static ByteBuf one(Dialect surface, String model, long createdEpochSeconds, ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            try (JsonGenerator json = JsonOutput.generator(out)) {
                model(json, surface, model, createdEpochSeconds);
            }
        });
    }

    private static void model(JsonGenerator json, Dialect surface, String model, long createdEpochSeconds)
            throws IOException {
        json.writeStartObject();
        switch (surface) {
            case ANTHROPIC -> {
                json.writeStringField("type", "model");
                json.writeStringField("id", model);
                json.writeStringField("display_name", model);
                json.writeStringField("created_at", rfc3339(createdEpochSeconds));
            }
            case GEMINI -> gemini(json, model);
            case OPENAI, OPENAI_RESPONSES, BEDROCK, COHERE -> {
                json.writeStringField("id", model);
                json.writeStringField("object", "model");
                json.writeNumberField("created", createdEpochSeconds);
                json.writeStringField("owned_by", OWNER);
            }
        }
        json.writeEndObject();
    }

    private static void gemini(JsonGenerator json, String model) throws IOException {
        json.writeStringField("name", "models/" + model);
        json.writeStringField("displayName", model);
        json.writeArrayFieldStart("supportedGenerationMethods");
        json.writeString(Endpoint.GENERATE_CONTENT.configName());
        json.writeString(Endpoint.STREAM_GENERATE_CONTENT.configName());
        json.writeString(Endpoint.COUNT_TOKENS.configName());
        json.writeString(Endpoint.EMBED_CONTENT.configName());
        json.writeEndArray();
    }

    private static void page(JsonGenerator json, List<String> models) throws IOException {
        json.writeBooleanField("has_more", false);
        json.writeStringField("first_id", models.isEmpty() ? null : models.getFirst());
        json.writeStringField("last_id", models.isEmpty() ? null : models.getLast());
    }

    private static String rfc3339(long epochSeconds) {
        return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(epochSeconds));
    }
}
