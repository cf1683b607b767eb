package io.sluice.benchmarks.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests, answers and events of a chat, of a wanted size and with different words each; some are escaped, some aren't ASCII. */
final class Bodies {
    private static final String[] WORDS = {
        "the ",
        "gateway ",
        "sends ",
        "a ",
        "request ",
        "to ",
        "one ",
        "of ",
        "several ",
        "vendors, ",
        "and ",
        "counts ",
        "tokens.\\n\\n",
        "\\\"quoted\\\" ",
        "naïve ",
        "日本語 ",
        "- item\\n",
        "public static void main() {\\n\\t",
        "0.125 ",
        "which "
    };
    private static final int MESSAGE_BYTES = 2000;

    private Bodies() {}

    /** A request of about that many bytes, with what the gateway looks for at both of its ends. */
    static String request(int bytes, int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final StringBuilder body = new StringBuilder(bytes + 256);
        body.append("{\"model\":\"gpt-4o-").append(seed % 10).append("\",\"messages\":[");
        for (int left = Math.max(1, bytes - 300), i = 0; left > 0; left -= MESSAGE_BYTES, i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"role\":\"")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"");
            words(body, Math.min(left, MESSAGE_BYTES), random);
            body.append("\"}");
        }
        return body.append(
                        "],\"temperature\":0.7,\"max_tokens\":1024,\"top_p\":1,\"tools\":[{\"type\":\"function\",\"function\":"
                                + "{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}],"
                                + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                .toString();
    }

    /** An unary answer of about that many bytes. */
    static String answer(int bytes, int seed) {
        final StringBuilder body = new StringBuilder(bytes + 256);
        body.append("{\"id\":\"chatcmpl-")
                .append(1_000_000 + seed)
                .append(
                        "\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"gpt-4o-2024-08-06\",\"choices\":"
                                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"");
        words(body, Math.max(1, bytes - 550), new SplittableRandom(seed));
        return body.append(
                        "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":")
                .append(20 + seed)
                .append(",\"completion_tokens\":")
                .append(100 + seed)
                .append(",\"total_tokens\":")
                .append(120 + 2 * seed)
                .append(
                        ",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":"
                                + "{\"reasoning_tokens\":0,\"audio_tokens\":0}},\"system_fingerprint\":\"fp_0123456789\"}")
                .toString();
    }

    /** The data of the events of a whole streamed answer, its usage before its end. */
    static List<String> events(int count, int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> events = new ArrayList<>();
        for (int i = 0; i < count - 3; i++) {
            events.add(chunk(seed, "{\"content\":\"" + WORDS[random.nextInt(WORDS.length)] + "\"}", "null", "null"));
        }
        events.add(chunk(seed, "{}", "\"stop\"", "null"));
        events.add("{\"id\":\"chatcmpl-" + (1_000_000 + seed)
                + "\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-2024-08-06\",\"choices\":[],"
                + "\"usage\":{\"prompt_tokens\":" + (20 + seed) + ",\"completion_tokens\":" + count
                + ",\"total_tokens\":" + (20 + seed + count) + "}}");
        events.add("[DONE]");
        return events;
    }

    /** That many events of a stream without an end, as they are on the wire. */
    static String sse(int count, int seed) {
        final StringBuilder stream = new StringBuilder();
        for (final String data : events(count + 3, seed).subList(0, count)) {
            stream.append("data: ").append(data).append("\n\n");
        }
        return stream.toString();
    }

    static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static String chunk(int seed, String delta, String finish, String usage) {
        return "{\"id\":\"chatcmpl-" + (1_000_000 + seed)
                + "\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-2024-08-06\","
                + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\",\"choices\":[{\"index\":0,\"delta\":"
                + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}],\"usage\":" + usage + "}";
    }

    private static void words(StringBuilder into, int bytes, SplittableRandom random) {
        final int end = into.length() + bytes;
        while (into.length() < end) {
            into.append(WORDS[random.nextInt(WORDS.length)]);
        }
    }
}
