package io.sluice.server.simulation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Replays the corpus in each build; searches with {@code -Pfuzz}. */
@Tag("fuzz")
final class ExchangeFuzz {
    /** The bytes are the client's, the vendor's and every choice of the world between them. */
    @FuzzTest(maxDuration = "1h")
    void exchanges(byte[] input) throws Exception {
        if (input.length >= Simulation.HEADER_BYTES) {
            Simulation.fuzz(input);
        }
    }
}
