package io.sluice.core.config;

/** A value that can't be taken; the message is the reason for the reader of the config. Never leaves this package. */
final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadValueException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
