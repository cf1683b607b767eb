package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.ReceivedRequest;
import io.sluice.server.demo.SimScript;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vendor receives is what the client sent, with the model's name and the wish for usage spliced in. */
@Timeout(60)
final class RequestBodyTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES =
            "\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9 \\/ \uD83D\uDE00 h\u00e9\"}]";

    private final Vendors vendors;

    RequestBodyTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"MODEL\"," + MESSAGES + "}",
                "{" + MESSAGES + ",\"model\":\"MODEL\"}",
                "  {\r\n\t\"temperature\" : 1.50,\n \"model\"\t:\n\"MODEL\" , " + MESSAGES + " } \n",
                "{\"metadata\":{\"model\":\"chat-alias\"}," + MESSAGES + ",\"model\":\"MODEL\",\"seed\":12}"
            })
    void aMappedModelIsTheOnlyChange(String body) {
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer = client.exchange(CHAT, body.replace("MODEL", "chat-alias"));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(received().bodyText()).isEqualTo(body.replace("MODEL", "gpt-4o-mini"));
        }
    }

    @Test
    void aModelThatIsNotMappedLeavesTheBodyUntouched() {
        final String body = " {\"model\" : \"gpt-4o\", " + MESSAGES + "}\n";
        try (RawClient client = vendors.gateway.connect()) {
            assertThat(client.exchange(CHAT, body).status()).isEqualTo(200);

            assertThat(received().bodyText()).isEqualTo(body);
        }
    }

    @Test
    void aMappedModelInThePathLeavesTheBodyUntouched() {
        final String body = "{\"contents\" : [{\"role\":\"user\",\"parts\":[{\"text\":\"model gemini-alias\"}]}]}";
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer = client.exchange("/v1beta/models/gemini-alias:generateContent", body);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            final ReceivedRequest received = vendors.gemini.awaitRequest();
            assertThat(received.target()).isEqualTo("/v1beta/models/gemini-2.5-pro:generateContent");
            assertThat(received.bodyText()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"stream\":true | {\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-4o\",\"stream\":true,",
                "\"stream\":true,\"stream_options\":{} |"
                        + " {\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true},",
                "\"stream\":true,\"stream_options\":null |"
                        + " {\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true},",
                "\"stream_options\": { \"include_usage\" : false },\"stream\":true |"
                        + " {\"model\":\"gpt-4o\",\"stream_options\": { \"include_usage\" : true },\"stream\":true,",
                "\"stream\":true,\"stream_options\":{\"include_obfuscation\":false} |"
                        + " {\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false},"
            })
    void theUsageOfAStreamIsAskedForAndKeptFromAClientThatDidNotAsk(String members, String expected) {
        try (RawClient client = vendors.gateway.connect()) {
            final String body = "{\"model\":\"gpt-4o\"," + members + "," + MESSAGES + "}";

            final RawClient.Answer answer = client.exchange(CHAT, body);

            assertThat(received().bodyText()).isEqualTo(expected + MESSAGES + "}");
            assertThat(answer.text()).endsWith("data: [DONE]\n\n").doesNotContain("prompt_tokens");
        }
        assertThat(vendors.gateway.records())
                .singleElement()
                .satisfies(record -> assertThat(record.inputTokens()).isPositive());
    }

    @Test
    void aClientThatAsksForUsageGetsItAndItsBodyIsUntouched() {
        final String body =
                "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES + "}";
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer = client.exchange(CHAT, body);

            assertThat(received().bodyText()).isEqualTo(body);
            assertThat(answer.text()).contains("\"choices\":[]").contains("prompt_tokens");
        }
    }

    @Test
    void aRequestThatIsNotStreamedIsNotAskedForUsage() {
        final String body = "{\"model\":\"gpt-4o\",\"stream\":false," + MESSAGES + "}";
        try (RawClient client = vendors.gateway.connect()) {
            assertThat(client.exchange(CHAT, body).status()).isEqualTo(200);

            assertThat(received().bodyText()).isEqualTo(body);
        }
    }

    @Test
    void theUsageIsStillHiddenWhenItComesInPieces() {
        vendors.openAi.script(SimScript.of("chunking=byte"));
        try (RawClient client = vendors.gateway.connect()) {
            final RawClient.Answer answer =
                    client.exchange(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true," + MESSAGES + "}");

            assertThat(answer.text()).endsWith("data: [DONE]\n\n").doesNotContain("prompt_tokens");
        }
    }

    @Test
    void aLargeBodyArrivesWhole() {
        final String body = "{\"model\":\"chat-alias\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "0123456789abcdef".repeat(5 * 65_536) + "\"}]}";
        try (RawClient client = vendors.gateway.connect()) {
            assertThat(client.exchange(CHAT, body).status()).isEqualTo(200);

            assertThat(received().bodyText().equals(body.replace("chat-alias", "gpt-4o-mini")))
                    .isTrue();
        }
    }

    @Test
    void aChunkedBodyArrivesWholeAndWithItsLength() {
        final String body = "{\"model\":\"chat-alias\"," + MESSAGES + "}";
        try (RawClient client = vendors.gateway.connect()) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\nx-api-key: "
                    + TestGateway.KEY + "\r\ntransfer-encoding: chunked\r\n\r\n");
            for (final byte b : body.getBytes(StandardCharsets.UTF_8)) {
                client.send("1;ext=x\r\n").send(new byte[] {b, '\r', '\n'});
            }
            final RawClient.Answer answer =
                    client.send("0\r\nx-trailer: dropped\r\n\r\n").answer();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);

            final ReceivedRequest received = received();
            assertThat(received.bodyText()).isEqualTo(body.replace("chat-alias", "gpt-4o-mini"));
            assertThat(received.headerNames()).contains("content-length").doesNotContain("x-trailer");
        }
    }

    private ReceivedRequest received() {
        return vendors.openAi.awaitRequest();
    }
}
