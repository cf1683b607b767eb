package io.sluice.server.wire;

import java.util.ArrayList;
import java.util.List;

/** What streams are made of, and what they come to. */
final class StreamText {
    static final String EVENTS = "content-type: text/event-stream\r\n";
    static final String JSON = "content-type: application/json\r\n";
    static final String ARRAY_PATH = "/v1beta/models/m-gemini:streamGenerateContent";

    private StreamText() {}

    /** A stream with a beginning, two events of content and its end; the first content is {@code well}. */
    static String good(Speech speech) {
        return switch (speech) {
            case OPENAI ->
                chunk("{\"role\":\"assistant\"}", "null") + chunk("{\"content\":\"well\"}", "null")
                        + chunk("{\"content\":\" then\"}", "null") + chunk("{}", "\"stop\"") + "data: [DONE]\n\n";
            case ANTHROPIC ->
                typed(
                                "message_start",
                                ",\"message\":{\"role\":\"assistant\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}")
                        + typed(
                                "content_block_start",
                                ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                        + typed(
                                "content_block_delta",
                                ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"well\"}")
                        + typed(
                                "content_block_delta",
                                ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" then\"}")
                        + typed("content_block_stop", ",\"index\":0")
                        + typed(
                                "message_delta",
                                ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}")
                        + typed("message_stop", "");
            case GEMINI ->
                "data: " + part("well", "") + "\n\ndata: " + part(" then", ",\"finishReason\":\"STOP\"") + "\n\n";
        };
    }

    /** Number of events before the one that brings the first content. */
    static int before(Speech speech) {
        return switch (speech) {
            case OPENAI -> 1;
            case ANTHROPIC -> 2;
            case GEMINI -> 0;
        };
    }

    /** Number of events from which on nothing is missing. */
    static int complete(Speech speech) {
        return switch (speech) {
            case OPENAI -> 4;
            case ANTHROPIC -> 7;
            case GEMINI -> 2;
        };
    }

    /** An error as the vendor's own event. */
    static String vendorError(Speech speech) {
        return switch (speech) {
            case OPENAI -> "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n";
            case ANTHROPIC -> typed("error", ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"no\"}");
            case GEMINI -> "data: {\"error\":{\"code\":500,\"message\":\"no\",\"status\":\"INTERNAL\"}}\n\n";
        };
    }

    /** A Gemini stream as an array. */
    static String array() {
        return "[" + part("well", "") + ",\n" + part(" then", ",\"finishReason\":\"STOP\"") + "]";
    }

    /** The events of a stream whose blank lines are LF alone, each with its blank line. */
    static List<String> events(String stream) {
        final List<String> events = new ArrayList<>();
        int at = 0;
        for (int end = stream.indexOf("\n\n"); end >= 0; end = stream.indexOf("\n\n", at)) {
            events.add(stream.substring(at, end + 2));
            at = end + 2;
        }
        return events;
    }

    /** Chunks without their framing; an error in it is an error of the gateway's. */
    static String joined(String chunks) {
        final StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            final int lineEnd = chunks.indexOf("\r\n", at);
            final int size = Integer.parseInt(chunks.substring(at, lineEnd), 16);
            final int dataEnd = lineEnd + 2 + size;
            body.append(chunks, lineEnd + 2, dataEnd);
            if (!chunks.startsWith("\r\n", dataEnd)) {
                throw new AssertionError("a chunk isn't ended: " + chunks);
            }
            at = dataEnd + 2;
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String typed(String type, String more) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + more + "}\n\n";
    }

    private static String part(String text, String more) {
        return "{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":\"" + text + "\"}]}" + more + "}]}";
    }
}
