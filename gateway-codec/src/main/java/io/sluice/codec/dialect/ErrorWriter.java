package io.sluice.codec.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the gateway's own errors in the words of the dialect the client speaks. Writer, stateless, any thread; cold. What it
 * returns is given: the caller releases it.
 */
public final class ErrorWriter {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] EVENT_ERROR = ascii("event: error\n");
    private static final byte[] END_OF_EVENT = ascii("\n\n");
    private static final String RPC = "type.googleapis.com/google.rpc.";

    private ErrorWriter() {}

    /**
     * The body of an error answer.
     *
     * @param param the request's member that is to blame, or null; only the OpenAI dialect has a place for it
     * @param retryAfterSeconds what the field {@code retry-after} says, 0 when it isn't sent; Gemini repeats it inside
     */
    public static ByteBuf body(
            Dialect surface,
            ErrorType type,
            String message,
            @Nullable String param,
            String requestId,
            int retryAfterSeconds,
            ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            try (JsonGenerator json = JsonOutput.generator(out)) {
                body(json, surface, type, message, param, requestId, retryAfterSeconds);
            }
        });
    }

    /** The same as a one-element array, for a Gemini stream that was asked for as an array. */
    public static ByteBuf arrayBody(
            ErrorType type, String message, String requestId, int retryAfterSeconds, ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            try (JsonGenerator json = JsonOutput.generator(out)) {
                json.writeStartArray();
                body(json, Dialect.GEMINI, type, message, null, requestId, retryAfterSeconds);
                json.writeEndArray();
            }
        });
    }

    /**
     * The last event of a stream that failed after its first content; nothing may follow it, no terminator either. A Gemini
     * stream must then be cut without its last chunk: some clients overlook the event.
     *
     * @param dialect of the stream
     * @param sequenceNumber of the event, for Responses ({@link StreamInspector#eventCount}); else ignored
     */
    public static ByteBuf streamEvent(
            Dialect dialect, ErrorType type, String message, long sequenceNumber, ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            if (dialect == Dialect.ANTHROPIC || dialect == Dialect.OPENAI_RESPONSES) {
                out.write(EVENT_ERROR);
            }
            out.write(DATA);
            try (JsonGenerator json = JsonOutput.generator(out)) {
                event(json, dialect, type, message, sequenceNumber);
            }
            out.write(END_OF_EVENT);
        });
    }

    /**
     * What a failed Gemini stream in array form ends with: the error as its last element, and the end of the array.
     *
     * @param opened whether the client already has the array's beginning
     */
    public static ByteBuf arrayTail(ErrorType type, String message, boolean opened, ByteBufAllocator alloc) {
        return JsonOutput.write(alloc, out -> {
            out.write(opened ? ',' : '[');
            out.write('\n');
            try (JsonGenerator json = JsonOutput.generator(out)) {
                json.writeStartObject();
                gemini(json, type, message, null, 0);
                json.writeEndObject();
            }
            out.write('\n');
            out.write(']');
        });
    }

    private static void body(
            JsonGenerator json,
            Dialect surface,
            ErrorType type,
            String message,
            @Nullable String param,
            String requestId,
            int retryAfterSeconds)
            throws IOException {
        json.writeStartObject();
        switch (surface) {
            case ANTHROPIC -> {
                json.writeStringField("type", "error");
                anthropic(json, type, message);
                json.writeStringField("request_id", requestId);
            }
            case GEMINI -> gemini(json, type, message, requestId, retryAfterSeconds);
            case OPENAI, OPENAI_RESPONSES, BEDROCK, COHERE -> {
                openAi(json, type, message, param);
                json.writeStringField("request_id", requestId);
            }
        }
        json.writeEndObject();
    }

    private static void event(JsonGenerator json, Dialect dialect, ErrorType type, String message, long sequenceNumber)
            throws IOException {
        json.writeStartObject();
        switch (dialect) {
            case ANTHROPIC -> {
                json.writeStringField("type", "error");
                anthropic(json, type, message);
            }
            case GEMINI -> gemini(json, type, message, null, 0);
            case OPENAI_RESPONSES -> {
                json.writeStringField("type", "error");
                json.writeNumberField("sequence_number", sequenceNumber);
                json.writeStringField("code", type.openAiCode());
                json.writeStringField("message", message);
                json.writeNullField("param");
                openAi(json, type, message, null);
            }
            case OPENAI, BEDROCK, COHERE -> openAi(json, type, message, null);
        }
        json.writeEndObject();
    }

    private static void openAi(JsonGenerator json, ErrorType type, String message, @Nullable String param)
            throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("message", message);
        json.writeStringField("type", type.openAiType());
        json.writeStringField("param", param);
        json.writeStringField("code", type.openAiCode());
        json.writeEndObject();
    }

    private static void anthropic(JsonGenerator json, ErrorType type, String message) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("type", type.anthropicType());
        json.writeStringField("message", message);
        json.writeEndObject();
    }

    private static void gemini(
            JsonGenerator json, ErrorType type, String message, @Nullable String requestId, int retryAfterSeconds)
            throws IOException {
        json.writeObjectFieldStart("error");
        json.writeNumberField("code", type.status(Dialect.GEMINI));
        json.writeStringField("message", message);
        json.writeStringField("status", type.geminiStatus());
        if (requestId != null) {
            details(json, type, requestId, retryAfterSeconds);
        }
        json.writeEndObject();
    }

    private static void details(JsonGenerator json, ErrorType type, String requestId, int retryAfterSeconds)
            throws IOException {
        json.writeArrayFieldStart("details");
        if (type == ErrorType.INVALID_API_KEY) {
            json.writeStartObject();
            json.writeStringField("@type", RPC + "ErrorInfo");
            json.writeStringField("reason", "API_KEY_INVALID");
            json.writeStringField("domain", "googleapis.com");
            json.writeEndObject();
        }
        if (retryAfterSeconds > 0) {
            json.writeStartObject();
            json.writeStringField("@type", RPC + "RetryInfo");
            json.writeStringField("retryDelay", retryAfterSeconds + "s");
            json.writeEndObject();
        }
        json.writeStartObject();
        json.writeStringField("@type", RPC + "RequestInfo");
        json.writeStringField("requestId", requestId);
        json.writeEndObject();
        json.writeEndArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
