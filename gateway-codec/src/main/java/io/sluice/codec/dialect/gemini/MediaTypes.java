package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.json.JsonString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Types of media, and what addresses tell of them. Cold. */
final class MediaTypes {
    private static final JsonString JPEG = JsonString.of("image/jpeg");
    private static final JsonString PDF = JsonString.of("application/pdf");

    private MediaTypes() {}

    /** The type that an image's address shows in its ending; JPEG otherwise. */
    static JsonString ofImage(Media.Url image) {
        final String type = byEnding(image.url().text());
        return type == null || !type.startsWith("image/") ? JPEG : JsonString.of(type);
    }

    static JsonString ofDocument(Media.Url document) {
        final String type = byEnding(document.url().text());
        return type == null || type.startsWith("image/") ? PDF : JsonString.of(type);
    }

    /** The type that an address shows in its ending, or null. */
    static @Nullable String byEnding(String url) {
        int end = url.indexOf('#') < 0 ? url.length() : url.indexOf('#');
        final int query = url.indexOf('?');
        if (query >= 0 && query < end) {
            end = query;
        }
        final int dot = url.lastIndexOf('.', end);
        if (dot < 0 || dot < url.lastIndexOf('/', end)) {
            return null;
        }
        return switch (url.substring(dot + 1, end).toLowerCase(Locale.ROOT)) {
            case "jpg", "jpeg" -> "image/jpeg";
            case "png" -> "image/png";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "heic" -> "image/heic";
            case "heif" -> "image/heif";
            case "bmp" -> "image/bmp";
            case "pdf" -> "application/pdf";
            case "txt" -> "text/plain";
            default -> null;
        };
    }

    /** Kept at the vendor: nobody else can read it. */
    static boolean isKeptAtVendor(String uri) {
        return !(uri.startsWith("https://") || uri.startsWith("http://"))
                || uri.startsWith("https://generativelanguage.googleapis.com/")
                || uri.startsWith("https://storage.googleapis.com/generativelanguage/");
    }

    /** The neutral name of a form of sound that others take, or null. */
    static @Nullable JsonString soundOf(String mime) {
        return switch (mime) {
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> JsonString.of("wav");
            case "audio/mp3", "audio/mpeg" -> JsonString.of("mp3");
            default -> null;
        };
    }
}
