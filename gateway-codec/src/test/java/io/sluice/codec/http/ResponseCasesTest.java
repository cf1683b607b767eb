package io.sluice.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ResponseCasesTest {
    @TestFactory
    Stream<DynamicTest> responseParser() {
        return ResponseCases.all().stream()
                .map(example -> DynamicTest.dynamicTest(example.sentence(), () -> check(example)));
    }

    private static void check(final ResponseCases.ResponseCase example) {
        final boolean answersHead = example.peer() == ResponseCases.Peer.ANSWERS_HEAD;
        final boolean eof = example.peer() == ResponseCases.Peer.CLOSES;
        final List<String> calls =
                EverySplit.assertSame(example.wire(), () -> new Responses(RequestCases.LIMITS, answersHead, eof));

        final Violation rule = example.rule();
        if (rule != null) {
            assertThat(calls).last().asString().startsWith("violation " + rule + " at ");
            return;
        }
        switch (example.fate()) {
            case REUSED -> assertThat(calls).endsWith("end", "reusable");
            case CLOSED -> assertThat(calls).last().isEqualTo("end");
            case OPEN -> assertThat(calls).last().asString().startsWith("body ");
        }
    }

    @Test
    void everySentenceIsToldOnce() {
        assertThat(ResponseCases.all())
                .extracting(ResponseCases.ResponseCase::sentence)
                .doesNotHaveDuplicates();
    }
}
