package io.sluice.server.support;

import io.sluice.server.demo.SimVendor;

/** One of the dialects a client may speak, with the least it has to say. */
public enum Surface {
    OPENAI(
            SimVendor.OPENAI,
            "gpt-4o",
            "/v1/chat/completions",
            "authorization: Bearer %s\r\n",
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
    ANTHROPIC(
            SimVendor.ANTHROPIC,
            "claude-sonnet-4-5",
            "/v1/messages",
            "anthropic-version: 2023-06-01\r\nx-api-key: %s\r\n",
            "{\"model\":\"%s\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
    GEMINI(
            SimVendor.GEMINI,
            "gemini-2.5-flash",
            "/v1beta/models/%s:generateContent",
            "x-goog-api-key: %s\r\n",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%2$s\"}]}]}");

    private static final String PROMPT = "hello out there";

    private final SimVendor vendor;
    private final String model;
    private final String path;
    private final String credential;
    private final String body;

    Surface(SimVendor vendor, String model, String path, String credential, String body) {
        this.vendor = vendor;
        this.model = model;
        this.path = path;
        this.credential = credential;
        this.body = body;
    }

    public SimVendor vendor() {
        return vendor;
    }

    /** Name of the dialect in the configuration. */
    public String dialect() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** A model that the simulated vendor of this dialect serves. */
    public String model() {
        return model;
    }

    /** Where generation is asked for; Gemini's path holds the model. */
    public String path(String modelName) {
        return path.formatted(modelName);
    }

    /** Field lines with the key in the dialect's own way. */
    public String credential(String key) {
        return credential.formatted(key);
    }

    /** A good body. */
    public String body(String modelName) {
        return body(modelName, PROMPT);
    }

    public String body(String modelName, String prompt) {
        return body.formatted(modelName, prompt);
    }

    /** A whole good request, as it stands on the wire. */
    public String request(String key, String modelName) {
        return request(path(modelName), credential(key), body(modelName));
    }

    /** A request with a body of known length. */
    public static String request(String path, String fields, String body) {
        return "POST " + path + " HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n" + fields
                + "content-length: " + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
    }
}
