package io.sluice.server.demo;

import org.jspecify.annotations.Nullable;

/** What a vendor answers instead of serving a request. Thrown while judging it: this side is cold. */
final class Refusal extends RuntimeException {
    private final int status;
    private final @Nullable String param;
    private final @Nullable String code;

    Refusal(int status, String message, @Nullable String param, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
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
}
