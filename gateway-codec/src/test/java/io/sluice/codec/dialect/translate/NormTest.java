package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle agrees with the fixtures about themselves: both ends of each claim mean the same. */
final class NormTest {
    static List<Scenario> requests() {
        return Scenario.of("request").stream()
                .filter(claim -> !claim.rejected())
                .toList();
    }

    static List<Scenario> responses() {
        return Scenario.of("response");
    }

    static List<Scenario> streams() {
        return Scenario.of("stream");
    }

    static List<Scenario> errors() {
        return Scenario.of("error");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void bothRequestsMeanTheSame(Scenario claim) {
        same(
                claim,
                claim.from().request(Norm.parse(claim.fixture(claim.from()))),
                claim.to().request(Norm.parse(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void bothResponsesMeanTheSame(Scenario claim) {
        same(
                claim,
                claim.from().response(Norm.parse(claim.fixture(claim.from()))),
                claim.to().response(Norm.parse(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void bothStreamsMeanTheSame(Scenario claim) {
        same(
                claim,
                claim.from().stream(Norm.events(claim.fixture(claim.from()))),
                claim.to().stream(Norm.events(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void bothErrorsMeanTheSame(Scenario claim) {
        same(
                claim,
                claim.from().error(Norm.parse(claim.fixture(claim.from()))),
                claim.to().error(Norm.parse(claim.fixture(claim.to()))));
    }

    private static void same(Scenario claim, ObjectNode from, ObjectNode to) {
        claim.assertSame(from, to);
    }
}
