package io.sluice.server.admin;

import java.nio.charset.StandardCharsets;

/** Value: one answer of the admin plane. */
record AdminAnswer(int status, String contentType, byte[] body) {
    static AdminAnswer json(int status, String json) {
        return new AdminAnswer(status, "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
    }

    static AdminAnswer text(int status, String text) {
        return new AdminAnswer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param code as in the data plane's errors */
    static AdminAnswer error(int status, String code, String message) {
        return json(status, Json.write(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", message);
            json.writeStringField("code", code);
            json.writeEndObject();
            json.writeEndObject();
        }));
    }
}
