package io.sluice.codec.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Replays the corpus in each build; searches with {@code JAZZER_FUZZ=1}. */
@Tag("fuzz")
final class ResponseParserFuzz {
    @FuzzTest
    void responses(final byte[] input) {
        final boolean answersHead = input.length > 0 && (input[input.length - 1] & 1) == 0;
        final boolean eof = input.length > 0 && (input[input.length - 1] & 2) == 0;

        FuzzOracle.check(input, () -> new Responses(RequestCases.LIMITS, answersHead, eof));
    }
}
