package io.sluice.codec.dialect.gemini;

import java.nio.charset.StandardCharsets;

/** Constants as they are written. */
final class Json {
    private Json() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
