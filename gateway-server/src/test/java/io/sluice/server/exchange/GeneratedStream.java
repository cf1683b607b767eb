package io.sluice.server.exchange;

import io.sluice.codec.dialect.Endpoint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A stream of events as a vendor might write it, made from a seed: all line ends, comments, odd fields, any text, events of all sizes. */
final class GeneratedStream {
    private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};
    private static final Endpoint[] ENDPOINTS = {
        Endpoint.CHAT_COMPLETIONS, Endpoint.RESPONSES, Endpoint.MESSAGES, Endpoint.STREAM_GENERATE_CONTENT
    };
    /** One in so many texts is long. */
    private static final int RARE = 150;

    private final Random random;
    private final String lineEnd;
    private final boolean mixed;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Endpoint endpoint;

    GeneratedStream(long seed) {
        this.random = new Random(seed);
        this.endpoint = ENDPOINTS[random.nextInt(ENDPOINTS.length)];
        this.lineEnd = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
        this.mixed = random.nextInt(4) == 0;
        if (random.nextInt(10) == 0) {
            put("\ufeff", true);
        }
        fill();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** What the upstream sends. */
    byte[] all() {
        return all.toByteArray();
    }

    /** What the client gets when it didn't ask for the usage. */
    byte[] shown() {
        return shown.toByteArray();
    }

    private void fill() {
        final int contents = 1 + random.nextInt(3);
        switch (endpoint) {
            case CHAT_COMPLETIONS -> chat(contents);
            case RESPONSES -> responses(contents);
            case MESSAGES -> messages(contents);
            default -> gemini(contents);
        }
    }

    private void chat(int contents) {
        block("", "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
        for (int i = 0; i < contents; i++) {
            block("", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + text() + "}}]}");
        }
        block("", "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        if (random.nextBoolean()) {
            put(
                    blockText(
                            "",
                            "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}"),
                    false);
            noise();
        }
        last("", "[DONE]");
    }

    private void responses(int contents) {
        block(
                "response.created",
                "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\"}}");
        for (int i = 0; i < contents; i++) {
            block(
                    "response.output_text.delta",
                    "{\"type\":\"response.output_text.delta\",\"sequence_number\":" + (i + 1) + ",\"delta\":" + text()
                            + "}");
        }
        last(
                "response.completed",
                "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}}");
    }

    private void messages(int contents) {
        block(
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}");
        block("ping", "{\"type\":\"ping\"}");
        for (int i = 0; i < contents; i++) {
            block(
                    "content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                            + text() + "}}");
        }
        block(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":8}}");
        last("message_stop", "{\"type\":\"message_stop\"}");
    }

    private void gemini(int contents) {
        for (int i = 1; i < contents; i++) {
            block("", "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + text() + "}]}}]}");
        }
        last(
                "",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + text()
                        + "}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}");
    }

    private void block(String name, String data) {
        noise();
        put(blockText(name, data), true);
    }

    /** The last event may lack its blank line, and even the end of its line. */
    private void last(String name, String data) {
        noise();
        final String whole = blockText(name, data);
        final int missing = random.nextInt(6);
        put(missing > 2 ? whole : whole.stripTrailing() + (missing == 0 ? "" : lineEnd), true);
    }

    private String blockText(String name, String data) {
        final StringBuilder block = new StringBuilder();
        if (!name.isEmpty()) {
            block.append(random.nextBoolean() ? "event: " : "event:")
                    .append(name)
                    .append(lineEnd());
        }
        if (random.nextInt(6) == 0) {
            block.append("id: ").append(random.nextInt(1000)).append(lineEnd());
        }
        final int comma = data.indexOf(',');
        if (comma > 0 && random.nextInt(5) == 0) {
            block.append("data: ").append(data, 0, comma + 1).append(lineEnd());
            block.append("data:").append(data, comma + 1, data.length()).append(lineEnd());
        } else {
            block.append(random.nextInt(4) == 0 ? "data:" : "data: ")
                    .append(data)
                    .append(lineEnd());
        }
        return block.append(lineEnd()).toString();
    }

    private void noise() {
        switch (random.nextInt(8)) {
            case 0 -> put(": keep-alive" + lineEnd() + lineEnd(), true);
            case 1 -> put(":" + lineEnd() + lineEnd(), true);
            case 2 -> put(lineEnd(), true);
            case 3 -> put("retry: 10" + lineEnd() + lineEnd(), true);
            default -> {}
        }
    }

    private String lineEnd() {
        return mixed && !lineEnd.equals("\r") ? LINE_ENDS[random.nextInt(2)] : lineEnd;
    }

    private String text() {
        final int length = random.nextInt(RARE) == 0 ? 300 + random.nextInt(1000) : 1 + random.nextInt(12);
        final StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(8)) {
                case 0 -> text.append("\\n");
                case 1 -> text.append("\\\"");
                case 2 -> text.append("\\u00e9");
                case 3 -> text.appendCodePoint(0x1f600 + random.nextInt(64));
                case 4 -> text.append((char) (0x4e00 + random.nextInt(5000)));
                case 5 -> text.append((char) ('\u00a1' + random.nextInt(600)));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.append('"').toString();
    }

    private void put(String text, boolean isShown) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        all.writeBytes(bytes);
        if (isShown) {
            shown.writeBytes(bytes);
        }
    }
}
