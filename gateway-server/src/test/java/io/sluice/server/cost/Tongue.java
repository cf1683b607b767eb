package io.sluice.server.cost;

import io.sluice.codec.dialect.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A dialect, with one conversation in it: a request, its answer in one piece, and its stream in parts. */
enum Tongue {
    OPENAI("openai", "/v1/chat/completions"),
    RESPONSES("openai-responses", "/v1/responses"),
    ANTHROPIC("anthropic", "/v1/messages"),
    GEMINI("gemini", "/v1beta/models/");

    /** Text of the fixture's first, third and last piece. */
    private static final String FIRST = "Hello\"";

    private static final String STEP = " nice\"";
    private static final String LAST = " you.\"";

    /** What a client sees of each step, in any dialect. */
    static final String STEP_TEXT = "nice";

    private static final String PROMPT = "Say hello in five words.";

    private final String configName;
    private final String path;

    Tongue(String configName, String path) {
        this.configName = configName;
        this.path = path;
    }

    /** The dialect's name in the configuration, and the name of its channel. */
    String configName() {
        return configName;
    }

    /** The vendor of this dialect that is asked at this path. */
    static Tongue at(String target) {
        for (final Tongue tongue : values()) {
            if (target.startsWith(tongue.path)) {
                return tongue;
            }
        }
        throw new IllegalArgumentException(target);
    }

    /**
     * A whole request.
     *
     * @param promptBytes length of its text
     * @param more further fields, each ended by CR LF
     */
    byte[] request(String key, String model, boolean stream, int promptBytes, String more) {
        final String body = body(model, stream).replace(PROMPT, "p".repeat(promptBytes));
        return bytes("POST " + target(model, stream) + " HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + key
                + "\r\ncontent-type: application/json\r\nuser-agent: cost/1\r\naccept: */*\r\n" + more
                + "content-length: " + body.length() + "\r\n\r\n" + body);
    }

    private String target(String model, boolean stream) {
        return this != GEMINI ? path : path + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    private String body(String model, boolean stream) {
        final String body = text(fixture() + ".request.json").replace("  \"model\": \"fixture-model\",\n", "");
        final String options = stream ? "\"stream\":true," : "";
        return this == GEMINI
                ? body
                : "{\"model\":\"" + model + "\"," + options + body.substring(body.indexOf('{') + 1);
    }

    byte[] answer() {
        return Fixtures.bytes(fixture() + ".response.json");
    }

    /** The stream up to its first text. */
    byte[] prelude() {
        final List<String> events = events();
        return bytes(String.join("", events.subList(0, find(events, FIRST) + 1)));
    }

    /** One more event with text. */
    byte[] step() {
        final List<String> events = events();
        return bytes(events.get(find(events, STEP)));
    }

    /** The last text, and the end. */
    byte[] coda() {
        final List<String> events = events();
        return bytes(String.join("", events.subList(find(events, LAST), events.size())));
    }

    private List<String> events() {
        return List.of(text(fixture() + ".stream.sse").split("(?<=\n\n)"));
    }

    private static int find(List<String> events, String text) {
        int at = 0;
        while (!events.get(at).contains(text)) {
            at++;
        }
        return at;
    }

    private String fixture() {
        return "plain-text/" + configName.substring(configName.indexOf('-') + 1);
    }

    private static String text(String fixture) {
        return new String(Fixtures.bytes(fixture), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
