package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * The body of a vendor's answer: every part of it says whose it is.
 *
 * @param type media type
 * @param wire as the vendor sends it
 * @param visible as the client gets it: without what only the gateway asked for
 * @param finishEnd length of visible from which on nothing of the content is missing
 */
record AnswerBody(String type, byte[] wire, byte[] visible, int finishEnd, long inputTokens, long outputTokens) {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    /** A chat completion in one piece. */
    static AnswerBody unary(Asked asked, int serial, Choices choices) {
        final long input = choices.between(1, 1000);
        final long output = choices.between(1, 1000);
        final String text =
                "{\"id\":\"c-" + serial + "\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"" + marks(asked, serial, contentLength(choices))
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage(input, output) + "}";
        final byte[] bytes = text.getBytes(ISO_8859_1);
        return new AnswerBody(JSON, bytes, bytes, bytes.length, input, output);
    }

    /** A chat completion as a stream of events, to its terminator. */
    static AnswerBody events(Asked asked, int serial, boolean withUsage, Choices choices) {
        final Events events = new Events(choices);
        final long input = choices.between(1, 1000);
        final long output = choices.between(1, 1000);
        events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        contents(events, asked, serial, choices.below(8), choices);
        events.add(chunk("{\"content\":\"" + marks(asked, serial, 8) + "\"}", "null"));
        events.add(chunk("{}", "\"stop\""));
        final int finishEnd = events.visible.size();
        if (withUsage) {
            events.usage("{\"id\":\"c\",\"choices\":[],\"usage\":" + usage(input, output) + "}", asked.usageWanted);
        }
        events.add("[DONE]");
        return events.body(finishEnd, withUsage ? input : -1, withUsage ? output : -1);
    }

    /** The beginning of a stream, with content and without an end. */
    static AnswerBody unfinished(Asked asked, int serial, Choices choices) {
        final Events events = new Events(choices);
        events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        contents(events, asked, serial, choices.below(5), choices);
        events.add(chunk("{\"content\":\"" + marks(asked, serial, 8) + "\"}", "null"));
        return events.body(-1, -1, -1);
    }

    /** A stream that fails behind some content, or at its very beginning. */
    static AnswerBody failing(Asked asked, int serial, boolean atOnce, Choices choices) {
        final Events events = new Events(choices);
        if (!atOnce || choices.oneIn(2)) {
            events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        }
        if (!atOnce) {
            contents(events, asked, serial, 1 + choices.below(3), choices);
        }
        events.add(errorText(asked, serial));
        return events.body(-1, -1, -1);
    }

    /** An error object. */
    static AnswerBody error(Asked asked, int serial) {
        final byte[] bytes = errorText(asked, serial).getBytes(ISO_8859_1);
        return new AnswerBody(JSON, bytes, bytes, bytes.length, -1, -1);
    }

    /** Something the gateway can't look into. */
    static AnswerBody encoded(Asked asked, int serial, Choices choices) {
        final byte[] bytes = marks(asked, serial, contentLength(choices)).getBytes(ISO_8859_1);
        for (int i = 0; i < bytes.length; i += 7) {
            bytes[i] ^= (byte) 0x80;
        }
        return new AnswerBody(JSON + "\r\ncontent-encoding: gzip", bytes, bytes, bytes.length, -1, -1);
    }

    private static void contents(Events events, Asked asked, int serial, int count, Choices choices) {
        for (int i = 0; i < count; i++) {
            events.add(chunk("{\"content\":\"" + marks(asked, serial, contentLength(choices)) + "\"}", "null"));
        }
    }

    private static int contentLength(Choices choices) {
        return choices.oneIn(25) ? choices.below(60_000) : choices.skewed(600);
    }

    private static String errorText(Asked asked, int serial) {
        return "{\"error\":{\"message\":\"vendor says " + asked.token + "." + serial
                + "\",\"type\":\"some_error\",\"param\":null,\"code\":null}}";
    }

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finish + "}]}";
    }

    private static String usage(long input, long output) {
        return "{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + ",\"total_tokens\":"
                + (input + output) + "}";
    }

    private static String marks(Asked asked, int serial, int length) {
        final String mark = asked.token + "." + serial + " ";
        final StringBuilder text = new StringBuilder(length + mark.length());
        while (text.length() < length) {
            text.append(mark);
        }
        return text.toString();
    }

    private static final class Events {
        private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        private final ByteArrayOutputStream visible = new ByteArrayOutputStream();
        private final Choices choices;
        private final String lineEnd;

        Events(Choices choices) {
            this.choices = choices;
            this.lineEnd = choices.oneIn(3) ? "\r\n" : "\n";
        }

        void add(String data) {
            final String comment = choices.oneIn(6) ? ": ping" + lineEnd + lineEnd : "";
            put(comment + "data: " + data + lineEnd + lineEnd, true);
        }

        void usage(String data, boolean shown) {
            put("data: " + data + lineEnd + lineEnd, shown);
        }

        private void put(String text, boolean shown) {
            final byte[] bytes = text.getBytes(ISO_8859_1);
            wire.writeBytes(bytes);
            if (shown) {
                visible.writeBytes(bytes);
            }
        }

        AnswerBody body(int finishEnd, long input, long output) {
            return new AnswerBody(EVENTS, wire.toByteArray(), visible.toByteArray(), finishEnd, input, output);
        }
    }
}
