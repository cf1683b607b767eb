package io.sluice.server.cli;

/** Words for a failure that ends a command. */
final class Failures {
    private Failures() {}

    static String describe(Throwable failure) {
        final String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
