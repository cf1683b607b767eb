package io.sluice.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RequestCasesTest {
    @TestFactory
    Stream<DynamicTest> requestParser() {
        return RequestCases.all().stream()
                .map(example -> DynamicTest.dynamicTest(example.sentence(), () -> check(example)));
    }

    private static void check(final RequestCases.RequestCase example) {
        final List<String> calls = Requests.calls(RequestCases.LIMITS, example.wire() + "GET /next");

        final Violation rule = example.rule();
        if (rule == null) {
            assertThat(calls).last().isEqualTo("end");
        } else {
            assertThat(calls).last().asString().startsWith("violation " + rule + " at ");
        }
    }

    @Test
    void everyRowOfTheTableHasAnExample() {
        final Set<Violation> missing = EnumSet.allOf(Violation.class);
        RequestCases.all().forEach(example -> missing.remove(example.rule()));
        ResponseCases.all().forEach(example -> missing.remove(example.rule()));

        assertThat(missing).isEmpty();
    }

    @Test
    void everyRowNamesItsSectionAndAnswersWithAnError() {
        assertThat(Violation.values()).allSatisfy(rule -> {
            assertThat(rule.section()).matches("RFC \\d{4} \\d+(\\.\\d+)*");
            assertThat(rule.status()).isBetween(400, 505);
            assertThat(rule.message()).isNotBlank().doesNotEndWith(".");
        });
    }

    @Test
    void everySentenceIsToldOnce() {
        assertThat(RequestCases.all())
                .extracting(RequestCases.RequestCase::sentence)
                .doesNotHaveDuplicates();
    }
}
