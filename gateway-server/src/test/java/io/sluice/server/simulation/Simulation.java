package io.sluice.server.simulation;

import java.util.Arrays;

/** Runs worlds, and says how to see a failed one again. */
final class Simulation {
    /** Lengths of a fuzzed input's first two parts. */
    static final int HEADER_BYTES = 4;

    private Simulation() {}

    /** What a run came to: its trace. */
    static Trace run(long seed) {
        final Trace trace = new Trace(false);
        try (Watch watch = new Watch()) {
            new World(Choices.seeded(seed), trace, watch).run();
            return trace;
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + " fails: " + failure.getMessage()
                            + "\n  to see it again: -Dtest=SimulationTest -Dsimulation.seed=" + seed,
                    failure);
        }
    }

    /**
     * One exchange made of bytes: what a client sends, what the vendors answer, and every choice between them.
     *
     * @param input length of the first part, length of the second (two bytes each), and the three parts
     */
    static void fuzz(byte[] input) throws Exception {
        final int rest = input.length - HEADER_BYTES;
        final int client = Math.min(rest, (input[0] & 0xff) << 8 | input[1] & 0xff);
        final int vendor = Math.min(rest - client, (input[2] & 0xff) << 8 | input[3] & 0xff);
        final byte[] choices = Arrays.copyOfRange(input, HEADER_BYTES + client + vendor, input.length);
        try (Watch watch = new Watch()) {
            final Choices chosen = Choices.of(choices.length == 0 ? new byte[1] : choices);
            new World(chosen, new Trace(false), watch)
                    .run(
                            Arrays.copyOfRange(input, HEADER_BYTES, HEADER_BYTES + client),
                            Arrays.copyOfRange(input, HEADER_BYTES + client, HEADER_BYTES + client + vendor));
        }
    }

    /** Runs once more what has failed, writing down every step. */
    static Trace tell(long seed) {
        final Trace trace = new Trace(true);
        try (Watch watch = new Watch()) {
            new World(Choices.seeded(seed), trace, watch).run();
        } catch (Throwable failure) {
            trace.remark(failure.toString());
        }
        return trace;
    }
}
