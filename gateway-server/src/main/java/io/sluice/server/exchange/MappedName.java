package io.sluice.server.exchange;

import io.sluice.codec.json.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Value: a model's upstream name in each form in which it is written. The arrays are shared and never written to. */
record MappedName(byte[] utf8, byte[] json, byte[] path) {
    static MappedName of(String name) {
        return new MappedName(
                name.getBytes(StandardCharsets.UTF_8),
                JsonText.quoted(name),
                Ascii.of(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
    }
}
