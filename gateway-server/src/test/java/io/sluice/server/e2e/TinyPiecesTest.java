package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.support.RawClient;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A million chunks of one byte each way: everything arrives, reframed, and costs what its bytes cost. */
@Timeout(90)
final class TinyPiecesTest {
    private static final int BYTES = 1_000_000;
    private static final byte[] BEFORE = ascii("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"");
    private static final byte[] BEHIND = ascii("\"}]}");
    private static final byte[] ANSWER = ascii("{\"choices\":[{\"message\":{\"content\":\"");
    private static final byte[] ANSWER_END = ascii("\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");

    private final CompletableFuture<byte[]> received = new CompletableFuture<>();
    private final ScriptedUpstream upstream;
    private final TestGateway gateway;

    TinyPiecesTest(@TempDir Path dataDir) throws IOException {
        upstream = ScriptedUpstream.start((wire, number) -> {
            final String head = wire.readHead();
            received.complete(wire.read(length(head)));
            wire.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            wire.send(chunked(answer()));
            wire.readHead();
        });
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + "channels.tiny { dialect = openai, base-url = \"http://127.0.0.1:" + upstream.port()
                        + "/v1\", credential = \"sim-key\" }\n" + TestGateway.models("tiny", "gpt-4o"));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void aMillionChunksOfOneByteEachWayArriveWhole() {
        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + TestGateway.KEY
                    + "\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            client.send(chunked(request()));

            final RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(Arrays.equals(answer.body(), answer())).isTrue();
            assertThat(Arrays.equals(received.join(), request())).isTrue();
        }
    }

    private static byte[] request() {
        return around(BEFORE, BEHIND);
    }

    private static byte[] answer() {
        return around(ANSWER, ANSWER_END);
    }

    private static byte[] around(byte[] before, byte[] behind) {
        final byte[] all = new byte[BYTES];
        Arrays.fill(all, (byte) 'x');
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(behind, 0, all, BYTES - behind.length, behind.length);
        return all;
    }

    private static byte[] chunked(byte[] body) {
        final StringBuilder chunks = new StringBuilder(6 * body.length + 5);
        for (final byte b : body) {
            chunks.append("1\r\n").append((char) b).append("\r\n");
        }
        return ascii(chunks.append("0\r\n\r\n").toString());
    }

    private static int length(String head) {
        final int at = head.indexOf("content-length: ") + "content-length: ".length();
        return Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
