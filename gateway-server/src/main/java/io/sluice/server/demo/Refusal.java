package io.sluice.server.demo;

import org.jspecify.annotations.Nullable;

/** What a vendor answers instead of serving a request. Thrown while judging it: this side is cold. */
final class Refusal extends RuntimeException {
    private final int status;
    private final @Nullable String param;
    private final @Nullable String code;
    private final @Nullable String retryAfter;

    Refusal(int status, String message, @Nullable String param, @Nullable String code) {
        this(status, message, param, code, null);
    }

    private Refusal(
            int status, String message, @Nullable String param, @Nullable String code, @Nullable String retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The error that a script asks for. */
    static Refusal scripted(int status, SimScript script) {
        return new Refusal(
                status,
                script.text(SimScript.Key.MESSAGE, VendorApi.message(status)),
                null,
                script.text(SimScript.Key.CODE),
                script.text(SimScript.Key.RETRY_AFTER));
    }

    static Refusal invalid(String message, @Nullable String param) {
        return new Refusal(400, message, param, null);
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    String code() {
        return code;
    }

    /** Seconds. */
    @Nullable
    String retryAfter() {
        return retryAfter;
    }
}
