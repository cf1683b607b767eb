package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits as their callers see them. Refills are slow here, so that a slow machine sees the same numbers. */
@Timeout(60)
final class RateLimitTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/chat/completions";

    /** A full bucket rounds its first take by a two-thousandth, which is 30 ms at one a minute: answers take longer here. */
    private static final String EXACT_AGAIN = "delay=50ms";

    /** Names no maximum: the gateway reserves its default for the output. */
    private static final String UNBOUNDED =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)m(?!s))?(?:([\\d.]+)s)?(?:(\\d+)ms)?");

    /** What may have flowed in while a test ran, at the rates used here. */
    private static final long REFILL_TOKENS = 8;

    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final Path dataDir;
    private @Nullable TestGateway gateway;

    RateLimitTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    @AfterEach
    void stop() {
        final TestGateway started = gateway;
        if (started != null) {
            started.close();
        }
        vendor.close();
    }

    @Test
    void theHeadersOfRequestsTellTheTruthDownToZeroAndBeyond() {
        start("rate { requests-per-minute = 1, burst = 5 }", "");

        for (int left = 4; left >= 0; left--) {
            final RawClient.Answer answer = ask(body("gpt-4o", 64));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(number(answer, "x-ratelimit-limit-requests")).isEqualTo(1);
            assertThat(number(answer, "x-ratelimit-remaining-requests")).isEqualTo(left);
            assertThat(seconds(answer, "x-ratelimit-reset-requests")).isBetween((4 - left) * 60.0, (5 - left) * 60.0);
        }
        final RawClient.Answer refused = ask(body("gpt-4o", 64));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(number(refused, "x-ratelimit-remaining-requests")).isZero();
        assertThat(number(refused, "retry-after")).isBetween(1L, 60L);
        assertThat(refused.head().field("x-ratelimit-limit-tokens")).isNull();
        assertThat(vendor.counters().requests()).isEqualTo(5);
    }

    @Test
    void aSlidingWindowGrantsAMinutesWorthAndThenNoMore() {
        start("rate { algorithm = sliding-window, requests-per-minute = 3 }", "");

        for (int left = 2; left >= 0; left--) {
            final RawClient.Answer answer = ask(body("gpt-4o", 64));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(number(answer, "x-ratelimit-remaining-requests")).isEqualTo(left);
        }
        final RawClient.Answer refused = ask(body("gpt-4o", 64));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(number(refused, "retry-after")).isBetween(1L, 62L);
    }

    @Test
    void whatWasReservedIsCorrectedToWhatWasUsed() {
        start("rate { tokens-per-minute = 10, tokens-burst = 10000 }", "");
        vendor.script(SimScript.of("events=2000"));

        final RawClient.Answer more = ask(UNBOUNDED);
        final long reserved = 10_000 - number(more, "x-ratelimit-remaining-tokens");
        final long used = totalTokens(more);
        assertThat(reserved).isBetween(1_024L, 1_100L);
        assertThat(used).isGreaterThan(reserved + 500);

        vendor.script(SimScript.of("events=5"));
        final RawClient.Answer less = ask(UNBOUNDED);
        assertThat(number(less, "x-ratelimit-remaining-tokens"))
                .isCloseTo(10_000 - used - reserved, within(REFILL_TOKENS));
        assertThat(totalTokens(less)).isLessThan(reserved - 500);

        final RawClient.Answer last = ask(UNBOUNDED);
        assertThat(number(last, "x-ratelimit-remaining-tokens"))
                .isCloseTo(10_000 - used - totalTokens(less) - reserved, within(REFILL_TOKENS));
        assertThat(number(last, "x-ratelimit-limit-tokens")).isEqualTo(10);
    }

    @Test
    void aStreamIsCorrectedToo() {
        start("rate { tokens-per-minute = 10, tokens-burst = 10000 }", "");
        vendor.script(SimScript.of("events=2000"));

        final RawClient.Answer stream = ask(UNBOUNDED.replace("{\"model\"", "{\"stream\":true,\"model\""));
        assertThat(stream.text()).endsWith("data: [DONE]\n\n").doesNotContain("\"usage\":{");
        final long used = recordedTokens();
        assertThat(used).isGreaterThan(1_500);

        final RawClient.Answer next = ask(UNBOUNDED);
        assertThat(number(next, "x-ratelimit-remaining-tokens"))
                .isCloseTo(10_000 - used - (10_000 - number(stream, "x-ratelimit-remaining-tokens")), within(20L));
    }

    @Test
    void anAnswerThatUsedMoreThanTheLimitMakesTheNextRequestWaitForIt() {
        start("rate { tokens-per-minute = 60, tokens-burst = 1200 }", "");
        vendor.script(SimScript.of("events=3000"));

        final RawClient.Answer greedy = ask(UNBOUNDED);
        assertThat(greedy.status()).isEqualTo(200);
        final long debt = totalTokens(greedy) - 1_200;
        assertThat(debt).isGreaterThan(1_500);

        final RawClient.Answer refused = ask(body("gpt-4o", 10));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("tokens_limit_exceeded");
        assertThat(number(refused, "x-ratelimit-remaining-tokens")).isZero();
        assertThat(number(refused, "retry-after")).isBetween(debt - 30, debt + 100);
        assertThat(seconds(refused, "x-ratelimit-reset-tokens")).isBetween(debt + 1_100.0, debt + 1_201.0);
        assertThat(vendor.counters().requests()).isEqualTo(1);
    }

    @Test
    void aPermitComesBackFromEveryWayOut() {
        start("rate { concurrent = 1 }", "retry { max-attempts = 1 }\n");

        assertThat(ask(body("gpt-4o", 10)).status()).isEqualTo(200);
        vendor.nextScripts(SimScript.of("status=500; delay=50ms"));
        assertThat(ask(body("gpt-4o", 10)).status()).isEqualTo(502);
        vendor.nextScripts(SimScript.of("status=400"));
        assertThat(ask(body("gpt-4o", 10)).status()).isEqualTo(400);
        vendor.nextScripts(SimScript.of("events=20; cut-events=5"));
        assertThat(ask(body("gpt-4o", 10).replace("{\"model\"", "{\"stream\":true,\"model\""))
                        .complete())
                .isTrue();
        vendor.nextScripts(SimScript.of("events=20; hold=5"));
        try (RawClient leaver = gateway().connect()) {
            leaver.post(PATH, "", body("gpt-4o", 10).replace("{\"model\"", "{\"stream\":true,\"model\""))
                    .head();
            vendor.awaitHeld(Duration.ofSeconds(10));
            assertThat(ask(body("gpt-4o", 10)).status()).isEqualTo(429);
        }
        vendor.awaitAbort(Duration.ofSeconds(10));
        TestGateway.await(() -> gateway().server().inFlight() == 0);
        assertThat(ask("{\"model\":7}").status()).isEqualTo(400);
        assertThat(ask(body("nothing", 10)).status()).isEqualTo(404);

        assertThat(ask(body("gpt-4o", 10)).status()).isEqualTo(200);
    }

    @Test
    void aRefusalByOneLimitTakesNothingFromTheOthers() {
        start("rate { requests-per-minute = 1, burst = 5 }", """
            apps.app-test { rate { requests-per-minute = 1, burst = 3 } }
            models."gpt-4o" { rate { requests-per-minute = 1, burst = 1 } }
            """);

        assertThat(remaining(ask(body("gpt-4o", 10)), 200)).isEqualTo(4);
        assertThat(remaining(ask(body("gpt-4o", 10)), 429)).isEqualTo(4);
        assertThat(remaining(ask(body("gpt-4o", 10)), 429)).isEqualTo(4);
        assertThat(remaining(ask(body("gpt-4o-mini", 10)), 200)).isEqualTo(3);
        assertThat(remaining(ask(body("gpt-4o-mini", 10)), 200)).isEqualTo(2);
        assertThat(remaining(ask(body("gpt-4o-mini", 10)), 429)).isEqualTo(2);
        assertThat(vendor.counters().requests()).isEqualTo(3);
    }

    @Test
    void aRequestThatReachedNobodyCostsNothing() {
        start("rate { requests-per-minute = 1, burst = 5, tokens-per-minute = 10, tokens-burst = 10000 }", "");
        gateway().server().upstreams().enable("only", false);

        for (int i = 0; i < 10; i++) {
            final RawClient.Answer nobody = ask(body("gpt-4o", 100));
            // A bucket that was full gets back all but the rounding, a two-thousandth, for a moment.
            assertThat(remaining(nobody, 503)).isBetween(4L, 5L);
            assertThat(number(nobody, "x-ratelimit-remaining-tokens")).isBetween(9_999L, 10_000L);
        }

        gateway().server().upstreams().enable("only", true);
        assertThat(remaining(ask(body("gpt-4o", 100)), 200)).isBetween(3L, 4L);
    }

    @Test
    void aRefusedAnswerCostsTheRequestButNoTokens() {
        start(
                "rate { requests-per-minute = 1, burst = 5, tokens-per-minute = 10, tokens-burst = 10000 }",
                "retry { max-attempts = 1 }\n");
        vendor.nextScripts(SimScript.of("status=500; delay=50ms"));

        final RawClient.Answer failed = ask(body("gpt-4o", 100));
        assertThat(remaining(failed, 502)).isEqualTo(4);
        assertThat(number(failed, "x-ratelimit-remaining-tokens")).isBetween(9_999L, 10_000L);
    }

    private void start(String keyRate, String more) {
        vendor.script(SimScript.of(EXACT_AGAIN));
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key("test", TestGateway.KEY, keyRate)
                        + TestGateway.channel("only", "openai", vendor, "")
                        + "models.\"gpt-4o\" { routes = [ { channel = only } ] }\n"
                        + "models.\"gpt-4o-mini\" { routes = [ { channel = only } ] }\n" + more);
    }

    private TestGateway gateway() {
        final TestGateway started = gateway;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private RawClient.Answer ask(String body) {
        try (RawClient client = gateway().connect()) {
            return client.exchange(PATH, body);
        }
    }

    private static String body(String model, int maxTokens) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private long recordedTokens() {
        final var record = gateway().records().get(0);
        return record.inputTokens() + record.outputTokens();
    }

    private static long totalTokens(RawClient.Answer answer) {
        try {
            final JsonNode usage = JSON.readTree(answer.text()).path("usage");
            assertThat(usage.path("total_tokens").asLong()).isPositive();
            return usage.path("total_tokens").asLong();
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + answer.text(), e);
        }
    }

    private static long remaining(RawClient.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return number(answer, "x-ratelimit-remaining-requests");
    }

    private static long number(RawClient.Answer answer, String field) {
        final String value = answer.head().field(field);
        assertThat(value).as("%s of %s", field, answer.head()).isNotNull();
        return Long.parseLong(String.valueOf(value));
    }

    /** A duration as the vendor writes it, such as {@code 1m30s}, {@code 2.5s} or {@code 20ms}. */
    private static double seconds(RawClient.Answer answer, String field) {
        final String value = String.valueOf(answer.head().field(field));
        final Matcher parts = DURATION.matcher(value);
        assertThat(parts.matches()).as("%s: %s", field, value).isTrue();
        return part(parts.group(1)) * 60 + part(parts.group(2)) + part(parts.group(3)) / 1_000;
    }

    private static double part(@Nullable String number) {
        return number == null ? 0 : Double.parseDouble(number);
    }
}
