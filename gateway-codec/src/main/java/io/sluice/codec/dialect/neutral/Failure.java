package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's refusal or failure.
 *
 * @param type what kind it is, in the contract's words
 * @param status the HTTP status it came with, or that its kind has
 * @param message the upstream's words, safe to show
 * @param code the upstream's own code where it says more than the type, such as {@code context_length_exceeded}, or null
 * @param param the member at fault, or null
 * @param retryAfterMs when to come back, or -1
 */
public record Failure(
        ErrorType type,
        int status,
        String message,
        @Nullable String code,
        @Nullable String param,
        long retryAfterMs) {
    /** A failure the reader itself found. */
    public static Failure of(ErrorType type, String message) {
        return new Failure(type, 0, message, null, null, -1);
    }
}
