package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.support.RawClient;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that never falls silent and never gets on is given up, long before the time of a whole request is over. */
@Timeout(60)
final class SlowDripTest {
    private static final long DRIP_NS = 20_000_000;
    private static final String CONTENT = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: ";

    private final Path dataDir;
    private @Nullable ScriptedUpstream upstream;
    private @Nullable TestGateway gateway;

    SlowDripTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    @AfterEach
    void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    void aHeadThatNeverEndsIsGivenUp() throws IOException {
        try (RawClient client = drip("HTTP/1.1 200 OK\r\nx: ", "x").connect()) {
            assertThat(client.exchange("/v1/chat/completions", chat(false)).status())
                    .isEqualTo(504);
        }
    }

    @Test
    void aBodyThatNeverEndsIsGivenUp() throws IOException {
        try (RawClient client = drip(CHUNKED + "application/json\r\n\r\n2\r\n{\"\r\n", "1\r\nx\r\n")
                .connect()) {
            assertThat(client.exchange("/v1/chat/completions", chat(false)).status())
                    .isEqualTo(504);
        }
    }

    @Test
    void blanksBeforeABodyAreNotItsFirstByte() throws IOException {
        try (RawClient client =
                drip(CHUNKED + "application/json\r\n\r\n", "1\r\n \r\n").connect()) {
            assertThat(client.exchange("/v1/chat/completions", chat(false)).status())
                    .isEqualTo(504);
        }
    }

    @Test
    void anEventThatNeverEndsIsGivenUpInsideTheStream() throws IOException {
        final String first = Integer.toHexString(CONTENT.length()) + "\r\n" + CONTENT + "\r\n";
        try (RawClient client = drip(CHUNKED + "text/event-stream\r\n\r\n" + first, "1\r\nx\r\n")
                .connect()) {
            final RawClient.Answer answer = client.exchange("/v1/chat/completions", chat(true));

            assertThat(answer.text()).startsWith(CONTENT).contains("\"error\"").doesNotContain("[DONE]");
        }
    }

    @Test
    void bytesBehindTheEndOfAStreamKeepNobodyWaiting() throws IOException {
        final String all = CONTENT + "data: [DONE]\n\n";
        final String whole = Integer.toHexString(all.length()) + "\r\n" + all + "\r\n";
        try (RawClient client = drip(CHUNKED + "text/event-stream\r\n\r\n" + whole, "1\r\n:\r\n")
                .connect()) {
            final RawClient.Answer answer = client.exchange("/v1/chat/completions", chat(true));

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).contains("[DONE]");
        }
    }

    /** Sends {@code begin}, then {@code drop} again and again until it is cut off. */
    private TestGateway drip(String begin, String drop) throws IOException {
        final ScriptedUpstream dripping = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send(begin);
            while (true) {
                wire.send(drop);
                LockSupport.parkNanos(DRIP_NS);
            }
        });
        upstream = dripping;
        final TestGateway started = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + "retry { max-attempts = 1 }\n"
                        + "timeouts { first-token = 500ms, stream-idle = 500ms, total = 15m }\n"
                        + "channels.slow { dialect = openai, base-url = \"http://127.0.0.1:" + dripping.port()
                        + "/v1\", credential = \"sim-key\" }\n" + TestGateway.models("slow", "gpt-4o"));
        gateway = started;
        return started;
    }

    private static String chat(boolean stream) {
        return "{\"model\":\"gpt-4o\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }
}
