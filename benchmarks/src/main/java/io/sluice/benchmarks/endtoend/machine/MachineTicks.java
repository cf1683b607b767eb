package io.sluice.benchmarks.endtoend.machine;

/**
 * Value: what the first line of {@code /proc/stat} tells, over all cores.
 *
 * @param busy neither idle, nor waiting for a disk, nor stolen
 * @param steal taken by the host
 * @param all of the above and the rest
 */
public record MachineTicks(long busy, long steal, long all) {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;
    private static final int FIELDS = 8;

    /** @throws IllegalArgumentException when it isn't that line */
    public static MachineTicks parse(String line) {
        final String[] words = line.strip().split("\\s+");
        if (words.length <= FIELDS || !words[0].equals("cpu")) {
            throw new IllegalArgumentException("not the first line of /proc/stat: " + line);
        }
        long all = 0;
        final long[] ticks = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            ticks[i] = Long.parseLong(words[i + 1]);
            all += ticks[i];
        }
        return new MachineTicks(all - ticks[IDLE] - ticks[IO_WAIT] - ticks[STEAL], ticks[STEAL], all);
    }
}
