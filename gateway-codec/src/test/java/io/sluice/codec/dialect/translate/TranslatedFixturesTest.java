package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every direction that the fixtures claim, told by the gateway: what arrives means what was said, less the listed losses. */
final class TranslatedFixturesTest {
    /** The fixtures' chat server takes cache marks, which not every one does. */
    private static final TranslateSettings WITH_BREAKPOINTS = Pair.settings(CacheBreakpoints.YES);

    static List<Scenario> requests() {
        return Scenario.of("request").stream()
                .filter(claim -> !claim.rejected())
                .toList();
    }

    static List<Scenario> rejects() {
        return Scenario.of("request").stream().filter(Scenario::rejected).toList();
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

    @Test
    void allDirectionsAmongTheFourAreThere() {
        assertThat(requests()).hasSize(232);
        assertThat(rejects()).hasSize(5);
        assertThat(responses()).hasSize(170);
        assertThat(streams()).hasSize(242);
        assertThat(errors()).hasSize(120);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestMeansTheSameToTheUpstream(Scenario claim) throws Exception {
        final JsonNode told = new Pair(claim.from(), claim.to(), WITH_BREAKPOINTS).request(claim.fixture(claim.from()));

        claim.assertSame(claim.to().request(told), claim.to().request(Norm.parse(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("rejects")
    void aRequestThatCannotBeToldIsRefusedNamingTheField(Scenario claim) {
        assertThatThrownBy(() -> new Pair(claim.from(), claim.to()).request(claim.fixture(claim.from())))
                .isInstanceOf(UnsupportedException.class)
                .satisfies(refused ->
                        assertThat(((UnsupportedException) refused).field()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAnswerMeansTheSameToTheClient(Scenario claim) throws Exception {
        final JsonNode told = new Pair(claim.to(), claim.from()).response(claim.fixture(claim.from()));

        assertThat(told).isNotNull();
        claim.assertSame(claim.to().response(told), claim.to().response(Norm.parse(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aRefusalMeansTheSameToTheClient(Scenario claim) {
        final JsonNode told = new Pair(claim.to(), claim.from()).error(Norm.parse(claim.fixture(claim.from())));

        claim.assertSame(claim.to().error(told), claim.to().error(Norm.parse(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamMeansTheSameToTheClient(Scenario claim) throws Exception {
        final byte[] told = new Pair(claim.to(), claim.from()).stream(claim.fixture(claim.from()));

        claim.assertSame(
                claim.to().stream(Norm.events(told)), claim.to().stream(Norm.events(claim.fixture(claim.to()))));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void whereAStreamIsCutIntoReadsMakesNoDifference(Scenario claim) throws Exception {
        final byte[] stream = claim.fixture(claim.from());
        final byte[] whole = new Pair(claim.to(), claim.from()).stream(stream);

        for (int cut = 1; cut < stream.length; cut++) {
            final byte[] told = new Pair(claim.to(), claim.from()).stream(stream, cut);
            if (!Arrays.equals(told, whole)) {
                assertThat(new String(told, java.nio.charset.StandardCharsets.UTF_8))
                        .as("cut at %s", cut)
                        .isEqualTo(new String(whole, java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        final int[] everywhere = IntStream.range(1, stream.length).toArray();
        assertThat(new Pair(claim.to(), claim.from()).stream(stream, everywhere))
                .isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatEndsTooEarlyNeverLooksComplete(Scenario claim) throws Exception {
        final byte[] stream = claim.fixture(claim.from());
        final byte[] whole = new Pair(claim.to(), claim.from()).stream(stream);
        final JsonNode complete = claim.to().stream(Norm.events(whole));
        for (int length = 0; length < stream.length; length += Math.max(1, stream.length / 64)) {
            final byte[] told = new Pair(claim.to(), claim.from()).stream(Arrays.copyOf(stream, length));
            final JsonNode meaning = claim.to().stream(Norm.events(told));
            if (!meaning.has("error")) {
                assertThat(meaning.path("choices")).as("cut off at %s", length).isEqualTo(complete.path("choices"));
            }
        }
    }
}
