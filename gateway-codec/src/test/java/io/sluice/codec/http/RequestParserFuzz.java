package io.sluice.codec.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Replays the corpus in each build; searches with {@code JAZZER_FUZZ=1}. */
@Tag("fuzz")
final class RequestParserFuzz {
    @FuzzTest
    void requests(final byte[] input) {
        final List<String> calls = FuzzOracle.check(input, () -> new Requests(RequestCases.LIMITS));

        FuzzOracle.checkFirstHead(input, calls);
    }
}
