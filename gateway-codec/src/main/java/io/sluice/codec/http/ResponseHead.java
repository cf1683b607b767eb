package io.sluice.codec.http;

import org.jspecify.annotations.Nullable;

/** Flyweight over the head of a final response. */
public final class ResponseHead extends Head {
    private int status;
    private boolean bodiless;

    ResponseHead() {}

    /** From 200 to 599. */
    public int status() {
        return status;
    }

    /** Whether a body follows that only the end of the connection ends. */
    public boolean closeDelimited() {
        return !bodiless && !chunked() && contentLength() < 0;
    }

    /** Whether the message ends with its head, whatever it announces: 204, 304 and every answer to HEAD. */
    public boolean bodiless() {
        return bodiless;
    }

    @Override
    void clear() {
        super.clear();
        status = 0;
        bodiless = false;
    }

    void status(final int status) {
        this.status = status;
    }

    boolean interim() {
        return status < 200;
    }

    /** What only the whole head can tell. */
    @Nullable
    Violation judge(final HttpLimits limits, final boolean answersHead) {
        if (status == 101) {
            return Violation.SWITCHING_PROTOCOLS;
        }
        final boolean neverHasBody = interim() || status == 204;
        if (neverHasBody && (chunked() || contentLength() > 0)) {
            return Violation.BODY_FORBIDDEN;
        }
        bodiless = neverHasBody || status == 304 || answersHead;
        return !bodiless && contentLength() > limits.maxBodyBytes() ? Violation.BODY_TOO_LARGE : null;
    }
}
