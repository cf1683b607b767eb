package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees, and what is on the books, when upstreams fail. */
@Timeout(60)
final class FailoverTest {
    private static final String UNARY =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello out there\"}]}";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello out there\"}]}";
    private static final String PATH = "/v1/chat/completions";
    private static final int LEAVERS = 5;

    private final SimulatedVendor sick = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor well = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final TestGateway gateway;

    FailoverTest(@TempDir Path dataDir) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("sick", "openai", sick, "timeouts { first-token = 2s, stream-idle = 2s }")
                        + TestGateway.channel("well", "openai", well, "")
                        + "models.\"gpt-4o\" { routes = [ { channel = sick }, { channel = well, priority = 1 } ] }\n"
                        + "models.\"gpt-4o-mini\" { routes = [ { channel = sick } ] }\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
        sick.close();
        well.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=500",
                "status=502; error-body=html",
                "status=429; retry-after=3",
                "status=503",
                "status=401",
                "status=403",
                "hang",
                "stall=0",
                "cut=0",
                "cut=40",
                "cut=40; reset",
                "garbage",
                "first-error; error-status=503"
            })
    void anotherChannelAnswersUnseenWhenTheFirstFails(String script) {
        sick.script(SimScript.of(script));

        for (final String request : List.of(UNARY, STREAM)) {
            try (RawClient client = gateway.connect()) {
                final RawClient.Answer answer = client.exchange(PATH, request);

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.complete()).isTrue();
                assertThat(answer.text()).contains("hello").doesNotContain("error");
                assertThat(answer.head().field("x-sluice-channel")).isEqualTo("well");
            }
        }
        assertThat(gateway.records())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.OK))
                .allSatisfy(record -> assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM))
                .allSatisfy(record -> assertThat(record.channel()).isEqualTo("well"));
    }

    @Test
    void aFailureAfterTheFirstContentIsToldInsideTheStream() {
        sick.script(SimScript.of("events=20; cut-events=5"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, STREAM);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.text())
                    .endsWith("\n\n")
                    .contains("data: {\"error\":{\"message\":\"the upstream ended its answer early")
                    .doesNotContain("[DONE]");
        }
        final BillingRecord record = gateway.records().get(0);
        assertThat(record.outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record.outputTokens()).isPositive();
        assertThat(well.counters().requests()).isZero();
    }

    @Test
    void aStreamThatGoesSilentIsEndedWithATypedError() {
        sick.script(SimScript.of("events=20; stall=5"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, STREAM);

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).contains("went silent").contains("\"code\":\"upstream_timeout\"");
        }
        assertThat(gateway.records().get(0).outcome()).isEqualTo(Outcome.UPSTREAM_TIMEOUT);
    }

    @Test
    void anErrorEventInMidStreamIsPassedOnAsItCame() {
        sick.script(SimScript.of("events=20; mid-error=5"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, STREAM);

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text())
                    .contains("\"error\"")
                    .doesNotContain("[DONE]")
                    .doesNotContain("ended its answer");
        }
        assertThat(gateway.records().get(0).outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
    }

    @Test
    void theCallersOwnMistakeIsPassedOnAndNotTriedElsewhere() {
        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer =
                    client.exchange(PATH, "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"nobody\"}]}");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.head().field("x-sluice-attempts")).isEqualTo("1");
        }
        assertThat(well.counters().requests()).isZero();
    }

    @Test
    void whenEveryChannelAsksToSlowDownTheClientIsToldWhenToComeBack() {
        sick.script(SimScript.of("status=429; retry-after=7"));
        well.script(SimScript.of("status=429; retry-after=4"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, UNARY);

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.head().field("retry-after")).isEqualTo("4");
            assertThat(answer.text()).contains("rate_limit_exceeded");
        }
        assertThat(gateway.records()).singleElement().satisfies(record -> {
            assertThat(record.status()).isEqualTo(429);
            assertThat(record.usageSource()).isEqualTo(UsageSource.NONE);
        });
    }

    @Test
    void whenEveryChannelFailsTheLastStatusAndMessageAreTold() {
        sick.script(SimScript.of("status=500; message=boiler out of steam"));
        well.script(SimScript.of("status=500; message=boiler out of steam"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, UNARY);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text())
                    .contains("upstream_error")
                    .contains("status 500")
                    .contains("boiler out of steam");
        }
    }

    @Test
    void aChannelsBadCredentialIsNeverTheCallers401() {
        sick.script(SimScript.of("status=401"));
        well.script(SimScript.of("status=403"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, UNARY);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_error");
        }
    }

    @Test
    void whenNobodyAnswersInTimeItIsATimeout() {
        sick.script(SimScript.of("hang"));

        try (RawClient client = gateway.connect()) {
            final RawClient.Answer answer = client.exchange(PATH, UNARY.replace("gpt-4o", "gpt-4o-mini"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("upstream_timeout");
        }
    }

    /** The best of several tries, since other processes may hold this one up. */
    @Test
    void aClientThatLeavesCancelsTheUpstreamAtOnce() {
        sick.script(SimScript.of("events=100000; interval=5ms"));

        long fastestNs = Long.MAX_VALUE;
        for (int i = 0; i < LEAVERS; i++) {
            final long leftAtNs;
            try (RawClient client = gateway.connect()) {
                client.post(PATH, "", STREAM).head();
                client.chunksUntil("\"content\":");
                leftAtNs = System.nanoTime();
            }
            fastestNs =
                    Math.min(fastestNs, sick.awaitAbort(Duration.ofSeconds(20)).atNs() - leftAtNs);
        }

        assertThat(fastestNs).isLessThan(Duration.ofMillis(100).toNanos());
        assertThat(gateway.records()).hasSize(LEAVERS).allSatisfy(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT);
            assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
            assertThat(record.outputTokens()).isPositive();
        });
    }

    @Test
    void aConnectionThatTheUpstreamClosedMeanwhileIsReplacedUnseen() {
        try (RawClient client = gateway.connect()) {
            sick.nextScripts(SimScript.of("silent-close"));
            assertThat(client.exchange(PATH, UNARY).status()).isEqualTo(200);

            final RawClient.Answer answer = client.exchange(PATH, UNARY);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().field("x-sluice-attempts")).isEqualTo("1");
        }
    }
}
