package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimScript;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One client connection and its requests: in order, kept, or closed as promised. */
@Timeout(60)
final class ConnectionTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final int MANY = 200;

    private final Vendors vendors;

    ConnectionTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        final StringBuilder all = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            all.append(
                    i % 5 == 4
                            ? "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n"
                            : request(chat("word" + i + "x", i % 2 == 0)));
        }
        try (RawClient client = vendors.gateway.connect()) {
            client.send(all.toString());
            for (int i = 0; i < MANY; i++) {
                final RawClient.Answer answer = client.answer();

                assertThat(answer.status())
                        .as("answer %s: %s", i, answer.text())
                        .isEqualTo(200);
                assertThat(answer.text()).contains(i % 5 == 4 ? "ok" : "word" + i + "x");
            }
        }
        assertThat(vendors.gateway.records()).hasSize(MANY * 4 / 5);
    }

    @Test
    void aConnectionIsKeptOverManyRequestsOnBothSides() {
        try (RawClient client = vendors.gateway.connect()) {
            for (int i = 0; i < MANY; i++) {
                final RawClient.Answer answer = client.exchange(CHAT, chat("hello", i % 2 == 0));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.head().field("connection")).isNull();
            }
        }
        assertThat(vendors.openAi.counters().connections()).isEqualTo(1);
    }

    @Test
    void anOldClientGetsItsStreamUntilTheConnectionCloses() {
        final String body = chat("hello out there", true);
        vendors.openAi.script(SimScript.of("events=20; interval=3ms"));
        try (RawClient client = vendors.gateway.connect()) {
            client.send(request(body).replace("HTTP/1.1", "HTTP/1.0"));
            final RawClient.Answer answer = client.answer();

            assertThat(answer.head().field("transfer-encoding")).isNull();
            assertThat(answer.head().field("connection")).isEqualTo("close");
            assertThat(answer.text()).startsWith("data: {").endsWith("data: [DONE]\n\n");
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void anOldClientIsNotKeptEvenWhenItAsksToBe() {
        try (RawClient client = vendors.gateway.connect()) {
            client.send(request(chat("hello", false))
                    .replace("HTTP/1.1", "HTTP/1.0")
                    .replace("host: test", "host: test\r\nconnection: keep-alive"));
            final RawClient.Answer answer = client.answer();

            assertThat(answer.head().field("connection")).isEqualTo("close");
            assertThat(answer.head().field("content-length")).isNotNull();
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aStreamThatFailsInItsMiddleDoesNotHarmTheRequestBehindIt() {
        vendors.openAi.nextScripts(SimScript.of("events=20; mid-error=5"), SimScript.of("events=20; cut-events=5"));
        final String failing = request(chat("hello", true));
        try (RawClient client = vendors.gateway.connect()) {
            client.send(failing + failing + request(chat("well", false)));

            assertThat(client.answer().text()).contains("error").doesNotContain("[DONE]");
            assertThat(client.answer().text()).contains("error").doesNotContain("[DONE]");
            assertThat(client.answer().text()).contains("well");
        }
        assertThat(vendors.gateway.records()).hasSize(3);
    }

    @Test
    void aClientThatWantsToCloseIsClosedAfterItsAnswer() {
        try (RawClient client = vendors.gateway.connect()) {
            client.send(request(chat("hello", true)).replace("host: test", "host: test\r\nconnection: close"));

            final RawClient.Answer answer = client.answer();
            assertThat(answer.complete()).isTrue();
            assertThat(answer.head().field("connection")).isEqualTo("close");
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOnAndOnlyWhenItMay() {
        final String[] parts = request(chat("hello", false))
                .replace("host: test", "host: test\r\nexpect: 100-continue")
                .split("(?<=\r\n\r\n)");
        try (RawClient client = vendors.gateway.connect()) {
            assertThat(client.send(parts[0]).head().status()).isEqualTo(100);
            assertThat(client.send(parts[1]).answer().status()).isEqualTo(200);
        }
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer refused =
                    client.send(parts[0].replace(TestGateway.KEY, "unknown")).answer();

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.head().field("connection")).isEqualTo("close");
        }
    }

    @Test
    void healthIsToldWithoutAKeyAndToHeadWithoutABody() {
        try (RawClient client = vendors.gateway.connect()) {
            client.send("HEAD /healthz HTTP/1.1\r\nhost: t\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            client.send("GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n");
            final RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isNotEmpty();
        }
    }

    @Test
    void anAnswerLargerThanWhatIsHeldArrivesWhole() {
        final String text = "0123456789abcdef".repeat(5 * 65_536);
        final byte[] body = ("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}")
                .getBytes(StandardCharsets.UTF_8);
        final SimScript whole = SimScript.replay(200, Map.of("content-type", "application/json"), body);
        vendors.openAi.nextScripts(whole, whole.and("framing=chunked"), whole.and("framing=close"));
        try (RawClient client = vendors.gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                final RawClient.Answer answer = client.exchange(CHAT, chat("hello", false));

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.complete()).isTrue();
                assertThat(java.util.Arrays.equals(answer.body(), body)).isTrue();
            }
        }
        assertThat(vendors.gateway.records()).hasSize(3).allSatisfy(record -> {
            assertThat(record.outputTokens()).isEqualTo(2);
            assertThat(record.bytesOut()).isEqualTo(body.length);
        });
    }

    @Test
    void aGeminiStreamWithoutEventsComesAsOneArray() {
        final String body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one two three\"}]}]}";
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer =
                    client.exchange("/v1beta/models/gemini-2.5-flash:streamGenerateContent", body);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().field("content-type")).startsWith("application/json");
            assertThat(answer.text()).startsWith("[").contains("one", "two", "three", "finishReason");
            assertThat(answer.text().stripTrailing()).endsWith("]");
        }
        assertThat(vendors.gateway.records()).singleElement().satisfies(record -> {
            assertThat(record.stream()).isTrue();
            assertThat(record.outputTokens()).isPositive();
        });
    }

    private static String chat(String text, boolean stream) {
        return "{\"model\":\"gpt-4o\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static String request(String body) {
        return "POST " + CHAT + " HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + TestGateway.KEY
                + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }
}
