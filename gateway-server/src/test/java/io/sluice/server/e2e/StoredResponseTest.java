package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A response that a vendor keeps is asked for where it was made, by whom it was made for, also by the gateway's next process. */
@Timeout(60)
final class StoredResponseTest {
    private static final Pattern ID = Pattern.compile("\"id\":\"(resp_[^\"]+)\"");
    private static final String OTHER_KEY = "sk-sluice-other";

    private final SimulatedVendor first = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor second = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final Path dataDir;

    StoredResponseTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private TestGateway start(int weightOfFirst, int weightOfSecond) {
        return TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.key("other", OTHER_KEY, "")
                        + TestGateway.channel("one", "openai", first, "")
                        + TestGateway.channel("two", "openai", second, "")
                        + "models.\"gpt-4o\" { routes = [ { channel = one, weight = " + weightOfFirst
                        + " }, { channel = two, weight = " + weightOfSecond + " } ] }\n");
    }

    private static RawClient.Answer post(TestGateway gateway, String key, String body) {
        return send(gateway, "POST /v1/responses", key, body);
    }

    private static RawClient.Answer send(TestGateway gateway, String line, String key, String body) {
        try (RawClient client = gateway.connect()) {
            client.send(line + " HTTP/1.1\r\nhost: t\r\nauthorization: Bearer " + key
                    + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            return client.answer();
        }
    }

    private static String id(RawClient.Answer answer) {
        final Matcher found = ID.matcher(answer.text());
        assertThat(found.find()).as(answer.text()).isTrue();
        return found.group(1);
    }

    @Test
    void aResponseIsContinuedWhereItWasMadeAlsoAfterARestart() {
        final String id;
        try (TestGateway gateway = start(1, 1_000_000)) {
            id = id(post(gateway, TestGateway.KEY, "{\"model\":\"gpt-4o\",\"input\":\"hello\"}"));
        }
        final boolean madeBySecond = second.counters().requests() == 1;
        try (TestGateway gateway = start(1_000_000, 1)) {
            final RawClient.Answer continued = post(
                    gateway,
                    TestGateway.KEY,
                    "{\"model\":\"gpt-4o\",\"input\":\"and\",\"previous_response_id\":\"" + id + "\"}");
            assertThat(continued.status()).as(continued.text()).isEqualTo(200);
            assertThat(send(gateway, "GET /v1/responses/" + id, TestGateway.KEY, "")
                            .status())
                    .isEqualTo(200);
        }
        assertThat((madeBySecond ? second : first).counters().requests()).isEqualTo(3);
    }

    @Test
    void anotherAppsResponseIsNotThereForIt() {
        try (TestGateway gateway = start(1, 1)) {
            final String id = id(post(gateway, TestGateway.KEY, "{\"model\":\"gpt-4o\",\"input\":\"hello\"}"));
            final RawClient.Answer stolen = post(
                    gateway,
                    OTHER_KEY,
                    "{\"model\":\"gpt-4o\",\"input\":\"and\",\"previous_response_id\":\"" + id + "\"}");
            assertThat(stolen.status()).isEqualTo(400);
            assertThat(stolen.text()).contains("\"param\":\"previous_response_id\"");
            assertThat(send(gateway, "GET /v1/responses/" + id, OTHER_KEY, "").status())
                    .isEqualTo(404);
        }
        assertThat(first.counters().requests() + second.counters().requests()).isEqualTo(1);
    }

    @Test
    void aResponseWhoseChannelIsGoneIsUnavailableRatherThanUnknown() {
        final String id;
        try (TestGateway gateway = start(1, 1_000_000)) {
            id = id(post(gateway, TestGateway.KEY, "{\"model\":\"gpt-4o\",\"input\":\"hello\"}"));
        }
        final boolean madeBySecond = second.counters().requests() == 1;
        final SimulatedVendor left = madeBySecond ? first : second;
        try (TestGateway gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel(madeBySecond ? "one" : "two", "openai", left, "")
                        + TestGateway.models(madeBySecond ? "one" : "two", "gpt-4o"))) {
            final RawClient.Answer answer = send(gateway, "GET /v1/responses/" + id, TestGateway.KEY, "");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head().field("retry-after")).isNotNull();
        }
    }

    @Test
    void aResponseThatTheGatewayPutTogetherItselfWasNeverStored() {
        try (TestGateway gateway = start(1, 1)) {
            final RawClient.Answer answer = post(
                    gateway,
                    TestGateway.KEY,
                    "{\"model\":\"gpt-4o\",\"input\":\"and\",\"previous_response_id\":\"resp_sl0123\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("needs an upstream that keeps responses");
        }
    }
}
