package io.sluice.benchmarks.endtoend.machine;

/**
 * Value: what {@code /proc/PID/stat} tells.
 *
 * @param userTicks of all threads, ended ones included
 * @param systemTicks likewise
 */
record ProcStat(long pid, long parent, long userTicks, long systemTicks) {
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    /** @throws IllegalArgumentException when it isn't such a line */
    static ProcStat parse(String line) {
        // the name stands in parentheses and may hold any character, parentheses and spaces too
        final int open = line.indexOf('(');
        final int close = line.lastIndexOf(')');
        if (open < 2 || close < open) {
            throw new IllegalArgumentException("no line of /proc/PID/stat: " + line);
        }
        final String[] fields = line.substring(close + 2).split(" ");
        if (fields.length <= SYSTEM) {
            throw new IllegalArgumentException("a line of /proc/PID/stat that is too short: " + line);
        }
        return new ProcStat(
                Long.parseLong(line.substring(0, open).strip()),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[USER]),
                Long.parseLong(fields[SYSTEM]));
    }
}
