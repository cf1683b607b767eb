package io.sluice.server.cli;

/** What the process ends with. */
final class ExitCode {
    static final int FINE = 0;
    static final int FAILED = 1;
    /** Bad usage or bad configuration; also what picocli ends with by itself. */
    static final int BAD_USAGE = 2;

    private ExitCode() {}
}
