package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No event waits for the next one. */
@Timeout(60)
final class StreamArrivalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vendors vendors;

    StreamArrivalTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @ParameterizedTest
    @EnumSource
    void anEventIsThereWhileTheUpstreamStillHoldsTheNext(Surface surface) {
        final SimulatedVendor vendor = vendors.of(surface);
        try (RawClient client = vendors.gateway.connect()) {
            final List<String> events =
                    List.of(surface.ask(client).answer().text().split("(?<=\n\r?\n)"));
            final int first = firstContent(events, surface.contentMark);
            assertThat(events).hasSizeGreaterThan(first + 5);

            vendor.script(SimScript.NONE.holdAfterEvent(first));
            assertThat(surface.ask(client).head().status()).isEqualTo(200);
            final StringBuilder seen = new StringBuilder();
            for (int sent = first; sent < events.size(); sent++) {
                assertThat(vendor.awaitHeld(PATIENCE).events()).isEqualTo(sent);
                readEvents(client, seen, sent);
                vendor.releaseNext();
            }
            readEvents(client, seen, events.size());
            vendor.releaseAll();
            assertThat(client.chunk()).isEmpty();
        }
    }

    /** Number of events up to the first that holds content. */
    private static int firstContent(List<String> events, String mark) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).contains(mark)) {
                return i + 1;
            }
        }
        throw new AssertionError("no content in " + events);
    }

    private static void readEvents(RawClient client, StringBuilder seen, int count) {
        while (seen.isEmpty() || seen.toString().split("(?<=\n\r?\n)").length < count) {
            final byte[] chunk = client.chunk();
            assertThat(chunk).as("after %s", seen).isNotEmpty();
            seen.append(new String(chunk, StandardCharsets.UTF_8));
        }
        assertThat(seen.toString())
                .satisfies(text -> assertThat(text.endsWith("\n\n") || text.endsWith("\n\r\n"))
                        .isTrue());
    }
}
