package io.sluice.server.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heap that the event loops of a whole gateway allocate, everything on, with the flags it is shipped with. {@code
 * -Dcost.figures=true} prints what was counted, after a longer warm-up.
 */
@Timeout(300)
final class AllocationTest {
    private static final boolean FIGURES = Boolean.getBoolean("cost.figures");

    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 12;
    private static final int REQUESTS = 1_000;
    private static final int STREAMS = 200;
    private static final int EVENTS = 2_000;
    private static final int CONNECTIONS = 200;

    private static final double UNARY_BYTES = 256;
    private static final double STREAM_BYTES = 448;

    /** None: a timer of the loop may fall into a round. */
    private static final double EVENT_BYTES = 0.5;

    private static final double TRANSLATED_UNARY_BYTES = 3_072;
    private static final double TRANSLATED_STREAM_BYTES = 4_608;
    private static final double TRANSLATED_EVENT_BYTES = 96;
    private static final double CONNECTION_BYTES = 6_144;

    @TempDir
    private static Path folder;

    private static CostRig rig;

    private CannedClient client;

    @BeforeAll
    static void start() {
        rig = new CostRig(folder, 1);
        final byte[] request = CostRig.request(Tongue.OPENAI, Tongue.OPENAI, false);
        rig.ask(rig.client(), request, FIGURES ? 10 * WARM_UP : WARM_UP);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void connect() {
        client = rig.client();
    }

    @AfterEach
    void leave() {
        client.close();
    }

    static List<Arguments> translatedPairs() {
        return Arrays.stream(Tongue.values())
                .flatMap(from ->
                        Arrays.stream(Tongue.values()).filter(to -> to != from).map(to -> Arguments.of(from, to)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestInTheVendorsDialectCostsLittle(Tongue tongue) {
        assertUnary(tongue, tongue, UNARY_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamInTheVendorsDialectCostsLittle(Tongue tongue) {
        assertStream(tongue, tongue, STREAM_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void anEventInTheVendorsDialectCostsNothing(Tongue tongue) {
        assertEvents(tongue, tongue, EVENT_BYTES);
    }

    @ParameterizedTest
    @MethodSource("translatedPairs")
    void aTranslatedRequestHasItsBound(Tongue from, Tongue to) {
        assertUnary(from, to, TRANSLATED_UNARY_BYTES);
    }

    @ParameterizedTest
    @MethodSource("translatedPairs")
    void aTranslatedStreamHasItsBounds(Tongue from, Tongue to) {
        assertStream(from, to, TRANSLATED_STREAM_BYTES);
        assertEvents(from, to, TRANSLATED_EVENT_BYTES);
    }

    @ParameterizedTest
    @EnumSource(names = "OPENAI")
    void aConnectionHasItsBound(Tongue tongue) {
        final byte[] request = CostRig.request(tongue, tongue, false);
        check("a connection with one request", tongue, tongue, CONNECTIONS, CONNECTION_BYTES, () -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (CannedClient fresh = new CannedClient(rig.node().port())) {
                    fresh.ask(request);
                }
            }
        });
    }

    private void assertUnary(Tongue from, Tongue to, double boundBytes) {
        final byte[] request = CostRig.request(from, to, false);
        check("a unary request", from, to, REQUESTS, boundBytes, () -> rig.ask(client, request, REQUESTS));
    }

    private void assertStream(Tongue from, Tongue to, double boundBytes) {
        final byte[] request = CostRig.request(from, to, true);
        check("a short stream", from, to, STREAMS, boundBytes, () -> {
            for (int i = 0; i < STREAMS; i++) {
                client.open(request);
                rig.end(client);
            }
        });
    }

    private void assertEvents(Tongue from, Tongue to, double boundBytes) {
        client.open(CostRig.request(from, to, true));
        try {
            check("an event", from, to, EVENTS, boundBytes, () -> rig.steps(client, EVENTS));
        } finally {
            rig.end(client);
        }
    }

    private static void check(String what, Tongue from, Tongue to, int count, double boundBytes, Runnable work) {
        final double bytes = Fewest.each(
                ROUNDS, count, FIGURES ? 0 : boundBytes, () -> rig.loops().allocatedBytes(), work);
        if (FIGURES) {
            System.out.printf(Locale.ROOT, "%s, %s to %s: %.1f B%n", what, from, to, bytes);
        }
        assertThat(bytes).as("heap allocated for %s, %s to %s", what, from, to).isLessThanOrEqualTo(boundBytes);
    }
}
