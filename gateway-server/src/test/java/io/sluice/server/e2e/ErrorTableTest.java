package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the contract's table of errors, in the shape of each dialect, and nothing of it reaches a vendor. */
@Timeout(60)
final class ErrorTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INVALID = "invalid_request_error";
    private static final String LIMITED = "rate_limit_error";
    private static final String SERVER = "server_error";
    private static final Row BAD_REQUEST = new Row(400, INVALID, null, INVALID, "INVALID_ARGUMENT");
    private static final Row BAD_KEY =
            new Row(401, INVALID, "invalid_api_key", "authentication_error", "UNAUTHENTICATED");
    private static final Row FORBIDDEN =
            new Row(403, INVALID, "permission_denied", "permission_error", "PERMISSION_DENIED");
    private static final Row NO_MODEL = new Row(404, INVALID, "model_not_found", "not_found_error", "NOT_FOUND");
    private static final Row NO_URL = new Row(404, INVALID, "unknown_url", "not_found_error", "NOT_FOUND");
    private static final Row METHOD = new Row(405, INVALID, "method_not_allowed", INVALID, "UNIMPLEMENTED");
    private static final Row SLOW = new Row(408, INVALID, "request_timeout", INVALID, "DEADLINE_EXCEEDED");
    private static final Row TOO_LARGE =
            new Row(413, INVALID, "request_too_large", "request_too_large", "INVALID_ARGUMENT");
    private static final Row MEDIA = new Row(415, INVALID, "unsupported_media_type", INVALID, "INVALID_ARGUMENT");
    private static final Row HEAD = new Row(431, INVALID, "head_too_large", INVALID, "INVALID_ARGUMENT");
    private static final Row RATE = new Row(429, LIMITED, "rate_limit_exceeded", LIMITED, "RESOURCE_EXHAUSTED");
    private static final Row TOKENS = new Row(429, LIMITED, "tokens_limit_exceeded", LIMITED, "RESOURCE_EXHAUSTED");
    private static final Row CONCURRENCY =
            new Row(429, LIMITED, "concurrency_limit_exceeded", LIMITED, "RESOURCE_EXHAUSTED");
    private static final Row EXPECTATION = new Row(417, INVALID, "expectation_failed", INVALID, "INVALID_ARGUMENT");
    private static final Row CODING = new Row(501, INVALID, "not_implemented", INVALID, "UNIMPLEMENTED");
    private static final Row VERSION = new Row(505, INVALID, "version_not_supported", INVALID, "UNIMPLEMENTED");
    private static final Row UPSTREAM = new Row(502, SERVER, "upstream_error", "api_error", "INTERNAL");
    private static final Row NO_CHANNEL =
            new Row(503, SERVER, "no_channel_available", "overloaded_error", "UNAVAILABLE");
    private static final Row DRAINING = new Row(503, SERVER, "draining", "overloaded_error", "UNAVAILABLE");
    private static final Row OVERLOADED = new Row(503, SERVER, "overloaded", "overloaded_error", "UNAVAILABLE");
    private static final Row TIMEOUT = new Row(504, SERVER, "upstream_timeout", "timeout_error", "DEADLINE_EXCEEDED");

    private final Map<Surface, SimulatedVendor> vendors = new EnumMap<>(Surface.class);
    private final Path dataDir;
    private @Nullable TestGateway gateway;

    ErrorTableTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
        for (final Surface surface : Surface.values()) {
            vendors.put(surface, SimulatedVendor.start(SimOptions.of(surface.vendor())));
        }
    }

    @AfterEach
    void stop() {
        final TestGateway started = gateway;
        if (started != null) {
            started.close();
        }
        vendors.values().forEach(SimulatedVendor::close);
    }

    /** A row of the table, with the words of each dialect. */
    private record Row(
            int status, String openAiType, @Nullable String openAiCode, String anthropicType, String geminiStatus) {
        int status(Surface surface) {
            return equals(OVERLOADED) && surface == Surface.ANTHROPIC ? 529 : status;
        }
    }

    @Test
    void malformedJsonIsRefusedWithThePlaceOfTheFault() {
        start("");

        for (final Surface surface : Surface.values()) {
            final String path = surface.path(surface.model());
            check(surface, BAD_REQUEST, post(surface, path, "{\"model\":\"gpt-4o\",]"), "not valid JSON", "at byte 18");
            check(surface, BAD_REQUEST, post(surface, path, "{\"model\":\"gpt-4o\""), "not valid JSON", "at byte 17");
            check(surface, BAD_REQUEST, post(surface, path, ""), "not valid JSON", "at byte 0");
            check(surface, BAD_REQUEST, post(surface, path, "[1]"), "must be a JSON object");
            check(surface, BAD_REQUEST, post(surface, path, "{\"a\":\"\u0001\"}"), "not valid JSON", "at byte 6");
        }
        noneReachedAVendor();
    }

    @Test
    void aModelThatIsMissingOrNoNameIsRefusedByName() {
        start("");

        for (final Surface surface : new Surface[] {Surface.OPENAI, Surface.ANTHROPIC}) {
            final String path = surface.path("");
            for (final String body : new String[] {
                "{}",
                "{\"model\":7}",
                "{\"model\":null}",
                "{\"model\":\"\"}",
                "{\"model\":\"" + "m".repeat(81) + "\"}",
                "{\"model\":\"" + "m".repeat(9_000) + "\"}"
            }) {
                final JsonNode error = check(surface, BAD_REQUEST, post(surface, path, body), "'model'");
                if (surface == Surface.OPENAI) {
                    assertThat(error.path("param").asText()).isEqualTo("model");
                }
            }
            check(surface, BAD_REQUEST, post(surface, path, "{\"model\":\"a\",\"model\":\"b\"}"), "'model' twice");
        }
        final String longName = "m".repeat(100);
        check(
                Surface.GEMINI,
                BAD_REQUEST,
                post(Surface.GEMINI, Surface.GEMINI.path(longName), Surface.GEMINI.body(longName)),
                "'model'");
        noneReachedAVendor();
    }

    @Test
    void aStreamThatIsNeitherTrueNorFalseIsRefusedByName() {
        start("");

        for (final Surface surface : new Surface[] {Surface.OPENAI, Surface.ANTHROPIC}) {
            final String body = surface.body(surface.model()).replace("{\"model\"", "{\"stream\":\"yes\",\"model\"");
            check(surface, BAD_REQUEST, post(surface, surface.path(""), body), "'stream' must be true or false");
        }
        noneReachedAVendor();
    }

    @Test
    void everyKeyThatIsNoGoodHearsTheSame() {
        start(TestGateway.key("off", "sk-sluice-off", "enabled = false")
                + TestGateway.key("old", "sk-sluice-old", "expires = \"2020-01-01T00:00:00Z\""));

        for (final Surface surface : Surface.values()) {
            final String path = surface.path(surface.model());
            final String body = surface.body(surface.model());
            final String unknown = check(
                            surface,
                            BAD_KEY,
                            send(surface.request("sk-sluice-nobody", surface.model())),
                            "no valid API key")
                    .path("message")
                    .asText();
            for (final String fields : new String[] {
                "anthropic-version: 2023-06-01\r\n",
                surface.credential("sk-sluice-off"),
                surface.credential("sk-sluice-old"),
                surface.credential(""),
                surface.credential("k".repeat(5_000)),
                "authorization: Basic " + TestGateway.KEY + "\r\n"
            }) {
                assertThat(check(surface, BAD_KEY, send(Surface.request(path, fields, body)), "API key")
                                .path("message")
                                .asText())
                        .isEqualTo(unknown);
            }
        }
        noneReachedAVendor();
    }

    @Test
    void aKeyIsKeptToItsModelsEndpointsAndAddresses() {
        start(TestGateway.key("few", "sk-sluice-few", "models = [\"other-*\"]")
                + TestGateway.key("emb", "sk-sluice-emb", "endpoints = [\"embeddings\"]")
                + TestGateway.key("far", "sk-sluice-far", "addresses = [\"10.0.0.0/8\", \"2001:db8::/32\"]"));

        for (final Surface surface : Surface.values()) {
            final String model = surface.model();
            check(surface, FORBIDDEN, send(surface.request("sk-sluice-few", model)), "model '" + model + "'");
            check(surface, FORBIDDEN, send(surface.request("sk-sluice-emb", model)), "endpoint '");
            check(surface, FORBIDDEN, send(surface.request("sk-sluice-far", model)), "this address");
        }
        noneReachedAVendor();
    }

    @Test
    void unknownModelsUrlsMethodsAndMediaTypesAreToldApart() {
        start("");

        for (final Surface surface : Surface.values()) {
            final JsonNode error =
                    check(surface, NO_MODEL, send(surface.request(TestGateway.KEY, "no-such")), "'no-such'");
            if (surface == Surface.OPENAI) {
                assertThat(error.path("param").asText()).isEqualTo("model");
            }
            final String key = surface.credential(TestGateway.KEY);
            final String path = surface.path(surface.model());
            final String elsewhere = path.startsWith("/v1beta") ? "/v1beta/nothing" : path + "/nothing";
            check(surface, NO_URL, send(Surface.request(elsewhere, key, "{}")), elsewhere);

            final RawClient.Answer wrong = send("GET " + path + " HTTP/1.1\r\nhost: test\r\n" + key + "\r\n");
            check(surface, METHOD, wrong, "POST");
            assertThat(wrong.head().field("allow")).isEqualTo("POST");

            final String body = surface.body(surface.model());
            final String typed = Surface.request(path, key, body).replace("application/json", "text/plain");
            check(surface, MEDIA, send(typed), "application/json");
        }
        noneReachedAVendor();
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItsLengthIsDeclaredOrNot() {
        start("limits.max-body = 1 KiB\n");

        for (final Surface surface : Surface.values()) {
            final String head = "POST " + surface.path(surface.model()) + " HTTP/1.1\r\nhost: test\r\n"
                    + surface.credential(TestGateway.KEY) + "content-type: application/json\r\n";
            final RawClient.Answer small = send(head + "content-length: 1025\r\n\r\n" + " ".repeat(1025));
            check(surface, TOO_LARGE, small, "too large", "1024 bytes");
            assertThat(small.head().field("connection")).isNull();
            final RawClient.Answer large = send(head + "content-length: 100000\r\n\r\n{\"model\":");
            check(surface, TOO_LARGE, large, "too large", "1024 bytes");
            assertThat(large.head().field("connection")).isEqualTo("close");
            final RawClient.Answer expected = send(head + "content-length: 999999999\r\nexpect: 100-continue\r\n\r\n");
            check(surface, TOO_LARGE, expected, "too large");
            final RawClient.Answer chunked = send(head + "transfer-encoding: chunked\r\n\r\n300\r\n" + " ".repeat(0x300)
                    + "\r\n300\r\n" + " ".repeat(0x300) + "\r\n");
            check(surface, TOO_LARGE, chunked, "too large", "1024 bytes");
            assertThat(chunked.head().field("connection")).isEqualTo("close");
        }
        noneReachedAVendor();
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() {
        start("limits { max-head = 1 KiB, max-headers = 10 }\n");

        check(
                Surface.OPENAI,
                HEAD,
                send("GET /v1/models HTTP/1.1\r\nhost: test\r\nx-filler: " + "f".repeat(2_000) + "\r\n\r\n"),
                "head is too large");
        check(
                Surface.OPENAI,
                HEAD,
                send("GET /v1/models HTTP/1.1\r\nhost: test\r\n" + "x-a: b\r\n".repeat(20) + "\r\n"),
                "too many");
        check(Surface.OPENAI, HEAD, send("GET /" + "f".repeat(2_000) + " HTTP/1.1\r\n\r\n"), "head is too large");
    }

    /** As far as its path was read it says which dialect the client speaks; without one it is told in the commonest. */
    @Test
    void aHeadThatIsNeverWholeIsRefusedInTheDialectOfItsPath() {
        start("limits { max-head = 1 KiB }\ntimeouts { head = 200ms }\n");

        for (final Surface surface : Surface.values()) {
            final String begun = "POST " + surface.path(surface.model()) + " HTTP/1.1\r\nhost: test\r\n";
            check(surface, BAD_REQUEST, send(begun + "x : 1\r\n\r\n"), "malformed request");
            check(surface, BAD_REQUEST, send(begun + "content-length: 1, 1\r\n\r\n"), "malformed request");
            check(surface, HEAD, send(begun + "x-filler: " + "f".repeat(2_000)), "head is too large");
            check(surface, SLOW, send(begun + "x-fil"), "in time");
        }
        noneReachedAVendor();
    }

    @Test
    void aSlowHeadAndASlowBodyAreGivenUp() {
        start("timeouts { head = 200ms, body-idle = 200ms }\n");

        check(Surface.OPENAI, SLOW, send("POST /v1/chat/comp"), "in time");
        for (final Surface surface : Surface.values()) {
            final String whole = surface.request(TestGateway.KEY, surface.model());
            final RawClient.Answer answer = send(whole.substring(0, whole.length() - 5));
            check(surface, SLOW, answer, "in time");
            assertThat(answer.head().field("connection")).isEqualTo("close");
        }
        noneReachedAVendor();
    }

    @Test
    void bytesThatAreNoHttpAreRefusedAndTheConnectionIsClosed() {
        start("");

        final String rest = "host: test\r\n" + Surface.OPENAI.credential(TestGateway.KEY);
        for (final String malformed : new String[] {
            "NOT HTTP\r\n\r\n",
            "GET /v1/models HTTP/1.1\r\n\r\n",
            "GET /v1/../models HTTP/1.1\r\nhost: test\r\n\r\n",
            "POST /v1/chat/completions HTTP/1.1\r\n" + rest + "content-length: 1\r\ncontent-length: 2\r\n\r\n",
            "POST /v1/chat/completions HTTP/1.1\r\n" + rest + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
            "POST /v1/chat/completions HTTP/1.1\r\n" + rest + "transfer-encoding: chunked\r\n\r\nxyz\r\n"
        }) {
            try (RawClient client = gateway().connect()) {
                final RawClient.Answer answer = client.send(malformed).answer();
                check(Surface.OPENAI, BAD_REQUEST, answer, "malformed request", "RFC ");
                assertThat(answer.head().field("connection")).isEqualTo("close");
                assertThat(client.isClosedByPeer()).isTrue();
            }
        }
        for (final Surface surface : Surface.values()) {
            final String request = surface.request(TestGateway.KEY, surface.model());
            check(surface, VERSION, send(request.replace("HTTP/1.1", "HTTP/3.0")), "malformed request", "RFC ");
            check(surface, CODING, send(request.replace("content-length: ", "transfer-encoding: x")), "RFC ");
            check(surface, EXPECTATION, send(request.replace("host: test", "host: test\r\nexpect: x")), "RFC ");
        }
        check(Surface.OPENAI, METHOD, send("TRACE / HTTP/1.1\r\nhost: test\r\n\r\n"), "TRACE");
        noneReachedAVendor();
    }

    @Test
    void callersOverTheirLimitsAreToldWhenToComeBack() {
        start(TestGateway.key("one", "sk-sluice-one", "rate { requests-per-minute = 3, burst = 3 }")
                + TestGateway.key("tok", "sk-sluice-tok", "rate { tokens-per-minute = 6000, tokens-burst = 2000 }"));

        for (final Surface surface : Surface.values()) {
            assertThat(send(surface.request("sk-sluice-one", surface.model())).status())
                    .isEqualTo(200);
        }
        for (final Surface surface : Surface.values()) {
            final RawClient.Answer answer = send(surface.request("sk-sluice-one", surface.model()));
            check(surface, RATE, answer, "requests per minute");
            assertThat(retryAfter(answer)).isBetween(1, 20);
            assertThat(answer.head().field("x-ratelimit-remaining-requests")).isEqualTo("0");
        }
        noMoreThan(3);
        script("usage=on; events=1500");
        assertThat(send(Surface.OPENAI.request("sk-sluice-tok", Surface.OPENAI.model()))
                        .status())
                .isEqualTo(200);
        for (final Surface surface : Surface.values()) {
            final String body = surface.body(surface.model())
                    .replace("\"max_tokens\":64,", "\"max_tokens\":1024,")
                    .replace(
                            ",\"messages\"",
                            surface == Surface.OPENAI ? ",\"max_tokens\":1024,\"messages\"" : ",\"messages\"");
            final RawClient.Answer answer =
                    send(Surface.request(surface.path(surface.model()), surface.credential("sk-sluice-tok"), body));
            check(surface, TOKENS, answer, "tokens per minute");
            assertThat(retryAfter(answer)).isBetween(1, 20);
        }
        noMoreThan(4);
        for (final Surface surface : new Surface[] {Surface.OPENAI, Surface.ANTHROPIC}) {
            final String body = "{\"model\":\"" + surface.model() + "\",\"max_tokens\":100000,\"messages\":[]}";
            final RawClient.Answer never =
                    send(Surface.request(surface.path(surface.model()), surface.credential("sk-sluice-tok"), body));
            check(surface, TOKENS, never, "than the limit allows at once");
            assertThat(never.head().field("retry-after")).isNull();
        }
        noMoreThan(4);
    }

    @Test
    void concurrencyIsLimitedAndAPermitMayComeBackSoon() {
        start(TestGateway.key("two", "sk-sluice-two", "rate { concurrent = 1 }"));
        vendor(Surface.OPENAI).script(SimScript.of("hold=0"));

        try (RawClient holder = gateway().connect()) {
            holder.send(Surface.OPENAI.request("sk-sluice-two", Surface.OPENAI.model()));
            vendor(Surface.OPENAI).awaitHeld(Duration.ofSeconds(10));
            for (final Surface surface : Surface.values()) {
                final RawClient.Answer answer = send(surface.request("sk-sluice-two", surface.model()));
                check(surface, CONCURRENCY, answer, "concurrent requests");
                assertThat(retryAfter(answer)).isPositive();
            }
            vendor(Surface.OPENAI).releaseAll();
            assertThat(holder.answer().status()).isEqualTo(200);
        }
        noMoreThan(1);
    }

    @Test
    void anUpstreamThatFailsIsToldWithItsStatusAndWords() throws IOException {
        final int dead;
        try (ServerSocket free = new ServerSocket(0)) {
            dead = free.getLocalPort();
        }
        final StringBuilder unreachable = new StringBuilder();
        for (final Surface surface : Surface.values()) {
            unreachable.append(
                    "channels.dead-%1$s { dialect = %1$s, base-url = \"http://127.0.0.1:%2$d\", credential = x }%n"
                            .formatted(surface.dialect(), dead));
            unreachable.append(
                    "models.\"dead-%1$s\" { routes = [ { channel = dead-%1$s } ] }%n".formatted(surface.dialect()));
        }
        start("retry { max-attempts = 1 }\n" + unreachable);
        script("status=500; message=boiler out of steam");

        for (final Surface surface : Surface.values()) {
            final RawClient.Answer failed = send(surface.request(TestGateway.KEY, surface.model()));
            check(surface, UPSTREAM, failed, "status 500", "boiler out of steam");
            assertThat(failed.head().field("x-sluice-attempts")).isEqualTo("1");
            final RawClient.Answer unreached = send(surface.request(TestGateway.KEY, "dead-" + surface.dialect()));
            check(surface, UPSTREAM, unreached, "channel 'dead-" + surface.dialect() + "' can't be reached");
            assertThat(unreached.text()).doesNotContain("127.0.0.1").doesNotContain(Integer.toString(dead));
        }
    }

    @Test
    void anUpstreamThatIsSilentIsATimeout() {
        start("retry { max-attempts = 1 }\ntimeouts { first-token = 200ms }\n");
        script("hang");

        for (final Surface surface : Surface.values()) {
            check(surface, TIMEOUT, send(surface.request(TestGateway.KEY, surface.model())), "in time");
        }
    }

    @Test
    void vendorsThatAskToSlowDownAreQuotedWithTheirTime() {
        start("retry { max-attempts = 1 }\n");

        script("status=429; retry-after=7; message=easy now");
        for (final Surface surface : Surface.values()) {
            final RawClient.Answer answer = send(surface.request(TestGateway.KEY, surface.model()));
            check(surface, RATE, answer, "slow down", "easy now");
            assertThat(retryAfter(answer)).isEqualTo(7);
        }
    }

    @Test
    void overloadedVendorsArePassedOnAs503And529() {
        start("retry { max-attempts = 1 }\n");

        script("status=503; retry-after=5");
        for (final Surface surface : Surface.values()) {
            final RawClient.Answer answer = send(surface.request(TestGateway.KEY, surface.model()));
            check(surface, OVERLOADED, answer, "slow down");
            assertThat(retryAfter(answer)).isEqualTo(5);
        }
    }

    @Test
    void whenEveryChannelIsHeldOffTheClientIsToldWhenOneOpens() {
        start("retry { max-attempts = 1 }\n");
        script("status=429; retry-after=30");

        for (final Surface surface : Surface.values()) {
            send(surface.request(TestGateway.KEY, surface.model()));
            final RawClient.Answer answer = send(surface.request(TestGateway.KEY, surface.model()));
            check(surface, NO_CHANNEL, answer, "'" + surface.model() + "'");
            assertThat(retryAfter(answer)).isBetween(25, 30);
        }
        noMoreThan(3);
    }

    @Test
    void whenEveryConnectionIsBusyTheGatewayIsOverloaded() {
        start("event-loops = 1\nretry { max-attempts = 1 }\ntimeouts { connect = 200ms }\n", "max-connections = 1");
        script("hold=0");

        for (final Surface surface : Surface.values()) {
            try (RawClient holder = gateway().connect()) {
                holder.send(surface.request(TestGateway.KEY, surface.model()));
                vendor(surface).awaitHeld(Duration.ofSeconds(10));

                final RawClient.Answer answer = send(surface.request(TestGateway.KEY, surface.model()));

                check(surface, OVERLOADED, answer, "busy");
                assertThat(retryAfter(answer)).isPositive();
                vendor(surface).releaseAll();
                assertThat(holder.answer().status()).isEqualTo(200);
            }
        }
        noMoreThan(3);
    }

    @Test
    void whenTheBooksAreFullTheGatewayIsOverloaded() {
        start("billing { ring-size = 64, when-full = reject }\n");
        script("hold=0");
        final RawClient[] holders = new RawClient[32];
        for (int i = 0; i < holders.length; i++) {
            holders[i] = gateway().connect().send(Surface.OPENAI.request(TestGateway.KEY, Surface.OPENAI.model()));
        }
        for (int i = 0; i < holders.length; i++) {
            vendor(Surface.OPENAI).awaitHeld(Duration.ofSeconds(10));
        }
        TestGateway.await(() -> gateway().server().ledger().ring().depth() == 0);
        final long credits = gateway().server().ledger().ring().credits();
        final RawClient[] more = new RawClient[(int) credits - 1];
        for (int i = 0; i < more.length; i++) {
            more[i] = gateway().connect().send(Surface.OPENAI.request(TestGateway.KEY, Surface.OPENAI.model()));
            vendor(Surface.OPENAI).awaitHeld(Duration.ofSeconds(10));
            TestGateway.await(() -> gateway().server().ledger().ring().depth() == 0);
        }

        for (final Surface surface : Surface.values()) {
            final RawClient.Answer answer = send(surface.request(TestGateway.KEY, surface.model()));
            check(surface, OVERLOADED, answer, "books");
            assertThat(retryAfter(answer)).isPositive();
        }
        noMoreThan(holders.length + more.length);
        vendor(Surface.OPENAI).releaseAll();
        for (final RawClient holder : holders) {
            assertThat(holder.answer().status()).isEqualTo(200);
            holder.close();
        }
        for (final RawClient holder : more) {
            assertThat(holder.answer().status()).isEqualTo(200);
            holder.close();
        }
    }

    @Test
    void whileDrainingNewRequestsAreRefusedAndTheOneInFlightEnds() throws InterruptedException {
        start("");
        vendor(Surface.OPENAI).script(SimScript.of("hold=0"));
        final Map<Surface, RawClient> open = new EnumMap<>(Surface.class);
        for (final Surface surface : Surface.values()) {
            open.put(surface, gateway().connect());
        }
        try (RawClient holder = gateway().connect();
                RawClient health = gateway().connect()) {
            holder.send(Surface.OPENAI.request(TestGateway.KEY, Surface.OPENAI.model()));
            vendor(Surface.OPENAI).awaitHeld(Duration.ofSeconds(10));
            final Thread closing = Thread.ofPlatform().start(gateway()::close);
            TestGateway.await(() -> gateway().server().gateway().isDraining());

            open.forEach((surface, client) -> {
                final RawClient.Answer answer = client.send(surface.request(TestGateway.KEY, surface.model()))
                        .answer();
                check(surface, DRAINING, answer, "draining");
                assertThat(retryAfter(answer)).isPositive();
                assertThat(answer.head().field("connection")).isEqualTo("close");
                client.close();
            });
            assertThat(health.send("GET /readyz HTTP/1.1\r\nhost: test\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(503);
            vendor(Surface.OPENAI).releaseAll();
            assertThat(holder.answer().status()).isEqualTo(200);
            closing.join();
        }
        noMoreThan(1);
    }

    @Test
    void aModelWhoseChannelsHaveNoSuchEndpointIsRefusedClearly() {
        start("""
            models."no-embeddings" { routes = [ { channel = c-anthropic, model = claude-sonnet-4-5 } ] }
            """);

        for (final String path : List.of("/v1/embeddings", "/v1/moderations", "/v1/rerank")) {
            check(
                    Surface.OPENAI,
                    BAD_REQUEST,
                    send(Surface.request(
                            path, Surface.OPENAI.credential(TestGateway.KEY), "{\"model\":\"no-embeddings\"}")),
                    "'no-embeddings'",
                    "another dialect");
        }
        noneReachedAVendor();
    }

    private void start(String hocon) {
        start(hocon, "");
    }

    private void start(String hocon, String channel) {
        final StringBuilder text = new StringBuilder(TestGateway.key());
        for (final Surface surface : Surface.values()) {
            text.append(TestGateway.channel("c-" + surface.dialect(), surface.dialect(), vendor(surface), channel));
            text.append("models.\"%s\" { routes = [ { channel = c-%s } ] }%n"
                    .formatted(surface.model(), surface.dialect()));
        }
        gateway = TestGateway.start(dataDir, text + hocon);
    }

    private TestGateway gateway() {
        final TestGateway started = gateway;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private SimulatedVendor vendor(Surface surface) {
        final SimulatedVendor vendor = vendors.get(surface);
        if (vendor == null) {
            throw new IllegalStateException("no vendor speaks " + surface);
        }
        return vendor;
    }

    private void script(String script) {
        vendors.values().forEach(vendor -> vendor.script(SimScript.of(script)));
    }

    private RawClient.Answer post(Surface surface, String path, String body) {
        return send(Surface.request(path, surface.credential(TestGateway.KEY), body));
    }

    private RawClient.Answer send(String request) {
        try (RawClient client = gateway().connect()) {
            return client.send(request).answer();
        }
    }

    private void noneReachedAVendor() {
        noMoreThan(0);
    }

    private void noMoreThan(int requests) {
        assertThat(vendors.values().stream()
                        .mapToLong(vendor -> vendor.counters().requests())
                        .sum())
                .isEqualTo(requests);
    }

    private static int retryAfter(RawClient.Answer answer) {
        final String value = answer.head().field("retry-after");
        assertThat(value).as("retry-after").isNotNull();
        return Integer.parseInt(String.valueOf(value));
    }

    /** What can't be searched for the channel's secrets isn't passed on, but what it says by its status is. */
    @Test
    void aRefusalThatCantBeReadIsToldAnew() {
        start("");
        final byte[] large = "y".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        final byte[] small = "unreadable".getBytes(StandardCharsets.UTF_8);
        final Map<String, String> plain = Map.of("content-type", "application/json");
        final Map<String, String> encoded = Map.of("content-type", "application/json", "content-encoding", "gzip");

        for (final Surface surface : Surface.values()) {
            for (final Map.Entry<Integer, Row> refusal : Map.of(
                            400, BAD_REQUEST, 422, BAD_REQUEST, 404, NO_MODEL, 413, TOO_LARGE, 415, MEDIA)
                    .entrySet()) {
                final int status = refusal.getKey();
                final String told = "(status " + status + "): its error is ";
                vendor(surface)
                        .nextScripts(SimScript.replay(status, plain, large), SimScript.replay(status, encoded, small));
                for (final String why : List.of("too large", "encoded")) {
                    final RawClient.Answer answer =
                            post(surface, surface.path(surface.model()), surface.body(surface.model()));
                    check(surface, refusal.getValue(), answer, told + why);
                    assertThat(answer.head().field("content-encoding")).isNull();
                    assertThat(answer.text()).doesNotContain("yyyyyyyy", "unreadable");
                }
            }
        }
    }

    /** The whole row: status, shape, words, request id. Returns the error object. */
    private static JsonNode check(Surface surface, Row row, RawClient.Answer answer, String... words) {
        assertThat(answer.status()).as("%s: %s", surface, answer.text()).isEqualTo(row.status(surface));
        assertThat(answer.complete()).isTrue();
        assertThat(answer.head().field("content-type")).startsWith("application/json");
        final String id = answer.head().field("x-request-id");
        assertThat(id).isNotEmpty();
        final JsonNode body = read(answer.text());
        final JsonNode error = body.path("error");
        assertThat(error.path("message").asText()).contains(words);
        switch (surface) {
            case OPENAI -> {
                assertThat(error.path("type").asText()).isEqualTo(row.openAiType());
                assertThat(error.path("code").asText(null)).isEqualTo(row.openAiCode());
                assertThat(error.has("param")).isTrue();
                assertThat(body.path("request_id").asText()).isEqualTo(id);
            }
            case ANTHROPIC -> {
                assertThat(body.path("type").asText()).isEqualTo("error");
                assertThat(error.path("type").asText()).isEqualTo(row.anthropicType());
                assertThat(body.path("request_id").asText()).isEqualTo(id);
            }
            case GEMINI -> {
                assertThat(error.path("code").asInt()).isEqualTo(row.status());
                assertThat(error.path("status").asText()).isEqualTo(row.geminiStatus());
                assertThat(error.path("details").findValuesAsText("requestId")).containsExactly(id);
            }
        }
        return error;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
