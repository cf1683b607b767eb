package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Value: a request as a simulated vendor received it, for assertions.
 *
 * @param number 1 for the vendor's first request, rising
 * @param connection which of the vendor's connections, 1 for the first
 * @param target path and query as on the request line
 * @param fields in order, names in the case received
 * @param body payload without framing
 * @param receivedNs {@link System#nanoTime()} when its last byte had come
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared as a whole
public record ReceivedRequest(
        long number, long connection, String method, String target, List<Field> fields, byte[] body, long receivedNs) {

    /** One header field. */
    public record Field(String name, String value) {}

    /** The target up to the question mark. */
    public String path() {
        final int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** The first value of this query parameter, decoded. */
    public @Nullable String query(String name) {
        final int question = target.indexOf('?');
        if (question < 0) {
            return null;
        }
        for (String pair : target.substring(question + 1).split("&")) {
            final int equals = pair.indexOf('=');
            if ((equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                return equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** The first value of this field, whatever its case. */
    public @Nullable String header(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** The values of this field, in order. */
    public List<String> headers(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The names of all fields in lower case, in order. */
    public List<String> headerNames() {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when the body isn't JSON */
    public JsonNode json() {
        return Json.parse(body);
    }
}
