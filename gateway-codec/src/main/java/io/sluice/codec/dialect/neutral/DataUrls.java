package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code data:} addresses (RFC 2397) with base64 content, as far as vendors take them. */
public final class DataUrls {
    private static final JsonString DEFAULT_MIME = JsonString.of("image/png");
    private static final byte[] SCHEME = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE64 = ";base64,".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_MIME = 100;
    private static final String MIME_MARKS = "!#$&-^_.;= ";

    private DataUrls() {}

    /**
     * The content of a {@code data:} address; null when it is another address, or not said to be base64.
     *
     * @param field where the address stands, for the refusal of one without content
     */
    public static Media.@Nullable Bytes read(JsonString url, String field) throws UnsupportedException {
        if (!url.startsWith("data:")) {
            return null;
        }
        final int limit = Math.min(url.length(), SCHEME.length + MAX_MIME + BASE64.length);
        int comma = SCHEME.length;
        while (comma < limit && url.byteAt(comma) != ',') {
            comma++;
        }
        final int base64 = comma + 1 - BASE64.length;
        if (comma >= limit || base64 < SCHEME.length || !endsInBase64(url, base64)) {
            return null;
        }
        int mimeEnd = SCHEME.length;
        while (mimeEnd < base64 && url.byteAt(mimeEnd) != ';') {
            mimeEnd++;
        }
        final JsonString mime = mimeEnd == SCHEME.length ? DEFAULT_MIME : unescaped(url.slice(SCHEME.length, mimeEnd));
        return new Media.Bytes(mediaType(mime, field), base64(url.slice(comma + 1, url.length()), field));
    }

    /**
     * Base64 text in the standard alphabet and without white space or escapes, as every vendor takes it: itself when it is so already.
     *
     * @param field where it stands, for the refusal of what is no base64, or nothing
     */
    public static JsonString base64(JsonString text, String field) throws UnsupportedException {
        if (text.isEmpty()) {
            throw noBase64(field);
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isInAlphabet(text.byteAt(i))) {
                return cleaned(text, field);
            }
        }
        return text;
    }

    /**
     * A media type (RFC 6838 section 4.2), with parameters or without.
     *
     * @param field where it stands, for the refusal of what is none
     */
    public static JsonString mediaType(JsonString text, String field) throws UnsupportedException {
        boolean hasSlash = false;
        boolean hasParameters = false;
        for (int i = 0; i < text.length(); i++) {
            final byte b = text.byteAt(i);
            hasParameters |= b == ';';
            hasSlash |= b == '/' && !hasParameters;
            if (!isInAlphabet(b) && MIME_MARKS.indexOf(b) < 0) {
                throw Members.wrongType(field, "a media type");
            }
        }
        if (!hasSlash || text.length() > MAX_MIME) {
            throw Members.wrongType(field, "a media type");
        }
        return text;
    }

    /** Writes the address that holds that content, as the inside of a JSON string. */
    public static void write(Media.Bytes media, ByteBuf out) {
        out.writeBytes(SCHEME);
        media.mime().writeTo(out);
        out.writeBytes(BASE64);
        media.base64().writeTo(out);
    }

    private static JsonString cleaned(JsonString text, String field) throws UnsupportedException {
        final byte[] decoded = text.isEscaped() ? text.decoded() : bytesOf(text);
        final byte[] plain = new byte[decoded.length];
        int length = 0;
        for (final byte b : decoded) {
            if (b < 0 || b > ' ') {
                final byte standard = b == '-' ? (byte) '+' : b == '_' ? (byte) '/' : b;
                if (!isInAlphabet(standard)) {
                    throw noBase64(field);
                }
                plain[length++] = standard;
            }
        }
        if (length == 0) {
            throw noBase64(field);
        }
        return JsonString.view(plain, 0, length, false);
    }

    private static UnsupportedException noBase64(String field) {
        return Members.wrongType(field, "base64");
    }

    private static boolean isInAlphabet(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '/' && b <= '9' || b == '+' || b == '=';
    }

    private static byte[] bytesOf(JsonString text) {
        final ByteBuf copy = Unpooled.buffer(Math.max(1, text.length()));
        text.writeTo(copy);
        return copy.array();
    }

    private static JsonString unescaped(JsonString mime) {
        return mime.isEscaped() ? JsonString.of(mime.text()) : mime;
    }

    private static boolean endsInBase64(JsonString url, int at) {
        for (int i = 0; i < BASE64.length; i++) {
            if (url.byteAt(at + i) != BASE64[i]) {
                return false;
            }
        }
        return true;
    }
}
