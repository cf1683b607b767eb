package io.sluice.server.wire;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.ErrorType;

/** What a client of one dialect says and hears, as text of the wire. */
enum Speech {
    OPENAI("oa", "m-openai", "/v1/chat/completions", "/v1/chat/completions", "authorization: Bearer %s\r\n"),
    ANTHROPIC("an", "m-anthropic", "/v1/messages", "/v1/messages", "x-api-key: %s\r\n"),
    GEMINI(
            "ge",
            "m-gemini",
            "/v1beta/models/m-gemini:generateContent",
            "/v1beta/models/m-gemini:streamGenerateContent?alt=sse",
            "x-goog-api-key: %s\r\n");

    static final String UPSTREAM_KEY = "up-key";

    private static final String JSON = "content-type: application/json\r\n";

    final String channel;
    final String model;
    final String path;
    final String streamPath;
    private final String credential;

    Speech(String channel, String model, String path, String streamPath, String credential) {
        this.channel = channel;
        this.model = model;
        this.path = path;
        this.streamPath = streamPath;
        this.credential = credential;
    }

    /** The field with the key, as the client sends it. */
    String credential() {
        return credential.formatted(WireRig.KEY);
    }

    /** The least good body; OpenAI's asks for usage itself, so that nothing has to be put in. */
    String body() {
        return switch (this) {
            case OPENAI -> "{\"model\":\"m-openai\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            case ANTHROPIC ->
                "{\"model\":\"m-anthropic\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
        };
    }

    /** A good body that asks for a stream. */
    String streamBody() {
        return switch (this) {
            case OPENAI -> "{\"model\":\"m-openai\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
            case ANTHROPIC -> "{\"model\":\"m-anthropic\",\"max_tokens\":9,\"stream\":true}";
            case GEMINI -> body();
        };
    }

    /** A request's first line and the fields it can't do without, the line of its type included. */
    String start(String target) {
        return "POST " + target + " HTTP/1.1\r\nHost: gateway\r\n" + credential() + JSON;
    }

    /** A whole request with more field lines. */
    String request(String target, String fields, String body) {
        return start(target) + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    String request() {
        return request(path, "", body());
    }

    String streamRequest() {
        return request(streamPath, "", streamBody());
    }

    /** What goes upstream for it: the gateway's own fields, the client's that are passed on, and the length. */
    String forwarded(int peerPort, String target, String fields, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: 127.0.0.1:" + peerPort + "\r\n"
                + credential.formatted(UPSTREAM_KEY) + "accept-encoding: identity\r\n" + fields
                + (this == ANTHROPIC && !fields.contains("anthropic-version: ")
                        ? "anthropic-version: 2023-06-01\r\n"
                        : "")
                + "content-length: " + body.length() + "\r\n\r\n" + body;
    }

    String forwarded(int peerPort) {
        return forwarded(peerPort, path, JSON, body());
    }

    String forwardedStream(int peerPort) {
        return forwarded(peerPort, streamPath, JSON, streamBody());
    }

    /** A good answer's body. */
    String answerBody() {
        return switch (this) {
            case OPENAI ->
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"well\"}}],\"usage\":"
                        + "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
            case ANTHROPIC ->
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"well\"}],\"stop_reason\":\"end_turn\","
                        + "\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}";
            case GEMINI ->
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"well\"}]},\"finishReason\":\"STOP\"}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2}}";
        };
    }

    /** The gateway's own error in this dialect's shape, the request's id as {@code ID}. */
    String error(ErrorType type, String message) {
        return switch (this) {
            case OPENAI ->
                "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type.openAiType()
                        + "\",\"param\":null,\"code\":"
                        + (type.openAiCode() == null ? "null" : "\"" + type.openAiCode() + "\"")
                        + "},\"request_id\":\"ID\"}";
            case ANTHROPIC ->
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type.anthropicType() + "\",\"message\":\"" + message
                        + "\"},\"request_id\":\"ID\"}";
            case GEMINI ->
                "{\"error\":{\"code\":" + type.status(Dialect.GEMINI) + ",\"message\":\"" + message + "\",\"status\":\""
                        + type.geminiStatus()
                        + "\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RequestInfo\",\"requestId\":\"ID\"}]}}";
        };
    }

    /** The event that ends a stream which failed after its first content. */
    String errorEvent(ErrorType type, String message) {
        return switch (this) {
            case OPENAI ->
                "data: {\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type.openAiType()
                        + "\",\"param\":null,\"code\":\"" + type.openAiCode() + "\"}}\n\n";
            case ANTHROPIC ->
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + type.anthropicType()
                        + "\",\"message\":\"" + message + "\"}}\n\n";
            case GEMINI ->
                "data: {\"error\":{\"code\":" + type.status(Dialect.GEMINI) + ",\"message\":\"" + message
                        + "\",\"status\":\"" + type.geminiStatus() + "\"}}\n\n";
        };
    }
}
