package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.ReceivedRequest;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not cross from one side to the other doesn't. */
@Timeout(60)
final class HeaderHygieneTest {
    private static final String CLIENT_FIELDS = String.join(
            "\r\n",
            "anthropic-version: 2023-06-01",
            "x-api-key: other",
            "X-Goog-Api-Key: other",
            "cookie: a=b",
            "connection: keep-alive, X-Private",
            "x-private: 1",
            "keep-alive: timeout=5",
            "proxy-authorization: Basic x",
            "te: trailers",
            "X-Sluice-Debug: 1",
            "accept-encoding: gzip",
            "openai-organization: org",
            "x-request-id: mine",
            "x-custom: kept",
            "x-custom: twice",
            "user-agent: test/1",
            "");

    private final Vendors vendors;

    HeaderHygieneTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfTheClientsAccountAndHopGoesUpstream(Surface surface) {
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer =
                    client.post(surface.target, CLIENT_FIELDS, surface.stream).answer();

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.head().field("x-client-request-id")).isEqualTo("mine");
            final ReceivedRequest received = vendors.of(surface).awaitRequest();
            assertThat(received.headerNames())
                    .doesNotContain(
                            "connection",
                            "x-private",
                            "keep-alive",
                            "proxy-authorization",
                            "te",
                            "x-sluice-debug",
                            "cookie",
                            "openai-organization",
                            "x-request-id",
                            "transfer-encoding");
            assertThat(received.headers("x-custom")).containsExactly("kept", "twice");
            assertThat(received.headers("user-agent")).containsExactly("test/1");
            assertThat(received.headers("accept-encoding")).containsExactly("identity");
            assertThat(received.headers("host"))
                    .containsExactly("127.0.0.1:" + vendors.of(surface).port());
            assertThat(received.headers("content-length")).hasSize(1);
            assertThat(credentials(received)).hasSize(1).isSubsetOf("sim-key", "Bearer sim-key");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"key=" + TestGateway.KEY, "alt=json&key=" + TestGateway.KEY + "&x=1", "%6Bey=" + TestGateway.KEY
            })
    void aKeyInTheQueryStaysBehind(String query) {
        try (RawClient client = vendors.gateway.connect()) {
            final String body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}";
            final RawClient.Answer answer = client.send("POST /v1beta/models/gemini-2.5-flash:generateContent?" + query
                            + " HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body)
                    .answer();

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(vendors.gemini.awaitRequest().target())
                    .doesNotContain(TestGateway.KEY)
                    .startsWith("/v1beta/models/gemini-2.5-flash:generateContent")
                    .satisfies(target -> assertThat(target.contains("x=1")).isEqualTo(query.contains("x=1")));
        }
    }

    @Test
    void whatConcernsOnlyTheVendorsHopOrAccountIsKeptFromTheClient() {
        final SimulatedVendor vendor = vendors.openAi;
        vendor.nextScripts(
                SimScript.of("hop; informational; header=set-cookie:a=b"),
                SimScript.of("header=alt-svc:h3"),
                SimScript.of("header=x-sluice-channel:forged"),
                SimScript.of("header=x-vendor:kept"),
                SimScript.replay(
                        200,
                        Map.of("content-type", "application/json", "x-request-id", "theirs"),
                        "{}".getBytes(StandardCharsets.UTF_8)));
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Head hop = ask(client);
            assertThat(hop.field("x-hop")).isNull();
            assertThat(hop.field("keep-alive")).isNull();
            assertThat(hop.field("proxy-authenticate")).isNull();
            assertThat(hop.field("connection")).isNull();
            assertThat(hop.field("set-cookie")).isNull();
            assertThat(ask(client).field("alt-svc")).isNull();
            assertThat(ask(client).lines())
                    .filteredOn(line -> line.startsWith("x-sluice-channel"))
                    .containsExactly("x-sluice-channel: openai");
            assertThat(ask(client).field("x-vendor")).isEqualTo("kept");
            final RawClient.Head named = ask(client);
            assertThat(named.field("x-upstream-request-id")).isEqualTo("theirs");
            assertThat(named.lines())
                    .filteredOn(line -> line.startsWith("x-request-id:"))
                    .hasSize(1);
        }
    }

    @Test
    void aFieldThatRepeatsTheChannelsCredentialIsLeftOut() {
        vendors.openAi.nextScripts(
                SimScript.of("header=x-echo:sim-key"),
                SimScript.of("header=x-echo:Bearer sim-key, and more"),
                SimScript.of("header=x-sim-key:1"),
                SimScript.of("header=x-echo:sim-ke"),
                SimScript.of("status=404; header=location:https://vendor/?key=sim-key"));
        try (RawClient client = vendors.gateway.connect()) {
            assertThat(ask(client).field("x-echo")).isNull();
            assertThat(ask(client).field("x-echo")).isNull();
            assertThat(ask(client).field("x-sim-key")).isNull();
            assertThat(ask(client).field("x-echo")).isEqualTo("sim-ke");
            final RawClient.Answer refused = client.exchange(
                    "/v1/chat/completions",
                    "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.head().field("location")).isNull();
        }
    }

    private static RawClient.Head ask(RawClient client) {
        final RawClient.Answer answer = client.exchange(
                "/v1/chat/completions", "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.head();
    }

    private static List<String> credentials(ReceivedRequest request) {
        return request.fields().stream()
                .filter(field -> List.of("authorization", "x-api-key", "x-goog-api-key", "api-key")
                        .contains(field.name().toLowerCase(Locale.ROOT)))
                .map(ReceivedRequest.Field::value)
                .toList();
    }
}
