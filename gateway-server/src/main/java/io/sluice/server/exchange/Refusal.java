package io.sluice.server.exchange;

import io.sluice.codec.dialect.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * Value: why a request is answered by the gateway itself, in the words the client gets. Cold.
 *
 * @param param the offending field, or null
 * @param retryAfterNs when trying again will help, or {@link RetryAfter#NONE}
 * @param allow value of the {@code allow} field for a wrong method, or null
 */
record Refusal(
        ErrorType type,
        String message,
        @Nullable String param,
        long retryAfterNs,
        @Nullable String allow) {
    static Refusal of(ErrorType type, String message) {
        return new Refusal(type, message, null, RetryAfter.NONE, null);
    }

    static Refusal field(String param, String message) {
        return new Refusal(ErrorType.INVALID_REQUEST, message, param, RetryAfter.NONE, null);
    }

    static Refusal later(ErrorType type, String message, long retryAfterNs) {
        return new Refusal(type, message, null, retryAfterNs, null);
    }

    static Refusal wrongMethod(String allow) {
        return new Refusal(ErrorType.METHOD_NOT_ALLOWED, "this endpoint takes " + allow, null, RetryAfter.NONE, allow);
    }
}
