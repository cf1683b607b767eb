package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.server.demo.SimScript;
import io.sluice.server.support.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets: the client receives the upstream's body bytes. Every single cut is tried where no socket is needed. */
@Timeout(120)
final class ByteExactRelayTest {
    private static final int RANDOM_CUTS = 4;
    private static final Map<String, String> EVENTS = Map.of("content-type", "text/event-stream");

    private final Vendors vendors;

    ByteExactRelayTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @Test
    void everyFixtureStreamArrivesAsItWasSentWholeOrInPieces() {
        final Random random = new Random(7);
        try (RawClient client = vendors.gateway.connect()) {
            for (final Fixture fixture : Fixtures.ending(".stream.sse")) {
                final SimScript whole = SimScript.replay(200, EVENTS, fixture.bytes());
                arrives(client, fixture, whole.and("framing=chunked"));
                arrives(client, fixture, whole.and("framing=close"));
                arrives(client, fixture, whole.cutAt(cuts(random, fixture.bytes().length)));
            }
        }
        assertThat(vendors.gateway.records())
                .allSatisfy(record -> assertThat(record.attempts()).isEqualTo(1));
    }

    @Test
    void aStreamArrivesAsItWasSentByteByByte() {
        try (RawClient client = vendors.gateway.connect()) {
            for (final Fixture fixture : Fixtures.ending(".stream.sse")) {
                if (fixture.scenario().equals("unicode-split")
                        || fixture.scenario().equals("sse-crlf")) {
                    final SimScript whole = SimScript.replay(200, EVENTS, fixture.bytes());
                    arrives(client, fixture, whole.and("framing=chunked").oneByteAtATime());
                }
            }
        }
    }

    private void arrives(RawClient client, Fixture fixture, SimScript script) {
        final Surface surface = Surface.ofFixtures(fixture.dialect());
        vendors.of(surface).nextScripts(script);

        final RawClient.Answer answer = surface.ask(client).answer();

        assertThat(answer.status()).as("%s", fixture).isEqualTo(200);
        assertThat(answer.complete()).as("%s", fixture).isTrue();
        assertThat(answer.text())
                .as("%s %s", fixture, script)
                .isEqualTo(new String(fixture.bytes(), StandardCharsets.UTF_8));
        assertThat(answer.body()).as("%s", fixture).isEqualTo(fixture.bytes());
    }

    private static int[] cuts(Random random, int length) {
        return random.ints(RANDOM_CUTS, 1, length).sorted().distinct().toArray();
    }
}
