package io.sluice.server.translation;

/** What a client must be able to tell apart. */
enum Trouble {
    BAD_REQUEST(400),
    AUTHENTICATION(401),
    PERMISSION(403),
    NOT_FOUND(404),
    RATE_LIMIT(429),
    UPSTREAM(502),
    OVERLOADED(503);

    final int status;

    Trouble(int status) {
        this.status = status;
    }
}
