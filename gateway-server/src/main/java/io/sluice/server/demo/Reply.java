package io.sluice.server.demo;

import io.sluice.server.demo.ReceivedRequest.Field;
import java.util.List;

/**
 * Value: what a vendor answers, before a script has its say about how it is sent.
 *
 * @param length of the body in bytes, -1 for a stream
 * @param pieces of the body; used once
 */
record Reply(int status, String contentType, List<Field> fields, long length, Pieces pieces) {
    static final String JSON = "application/json";

    static Reply json(int status, byte[] body) {
        return bytes(status, JSON, body);
    }

    static Reply bytes(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, List.of(), body.length, Pieces.cut(body));
    }

    static Reply stream(EventStream events) {
        return new Reply(200, events.format().contentType(), List.of(), -1, events);
    }

    Reply with(List<Field> more) {
        return new Reply(status, contentType, more, length, pieces);
    }

    boolean isStream() {
        return length < 0;
    }
}
