package io.sluice.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.http.HttpLimits;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.EdgeSettings;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The words of an answer in one piece are counted where it doesn't count them itself, whatever becomes of what is held. */
final class WholeRelayTest {
    private static final int MAX_HELD_BYTES = 16 * 1024;
    private static final int WORDS = 4000;
    private static final String TEXT = "word ".repeat(WORDS);
    private static final String UNTOLD =
            "{\"id\":\"x\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT + "\"}}]}";
    private static final long NEVER_NS = 1L << 60;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Usage usage = new Usage();
    private final ClientConnection client = new ClientConnection(
            new EdgeSettings(HttpLimits.DEFAULT, NEVER_NS, NEVER_NS, NEVER_NS, NEVER_NS),
            TimerWheel.on(channel.eventLoop(), NanoClock.SYSTEM),
            NanoClock.SYSTEM,
            connection -> new RelayRig.Deaf());
    private final Answer answer = new Answer(client);

    @BeforeEach
    void connect() {
        channel.pipeline().addLast(client);
        channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nhost: test\r\n\r\n", StandardCharsets.US_ASCII));
        answer.reset(true, true);
    }

    @AfterEach
    void close() {
        answer.discard();
        channel.finishAndReleaseAll();
    }

    @Test
    void countsNoWordsOfAnAnswerThatDid() {
        final WholeRelay relay = begun(1 << 20);

        assertThat(read(
                        relay,
                        UNTOLD.replace("]}", "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}"),
                        1000))
                .isNull();

        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.outputTotal()).isEqualTo(7);
        assertThat(relay.estimatedOutputTokens()).isZero();
    }

    @Test
    void countsTheWordsOfAnAnswerThatDidNot() {
        final WholeRelay relay = begun(1 << 20);

        assertThat(read(relay, UNTOLD, 1000)).isNull();

        assertThat(usage.isKnown()).isFalse();
        assertThat(relay.estimatedOutputTokens()).isEqualTo(WORDS);
        assertThat(relay.estimatedOutputTokens()).as("asked again").isEqualTo(WORDS);
    }

    @Test
    void countsTheWordsOfAnAnswerThatWasCut() {
        final WholeRelay relay = begun(1 << 20);

        feed(relay, UNTOLD.substring(0, UNTOLD.indexOf("word") + TEXT.length() / 2), 700);

        assertThat(relay.estimatedOutputTokens()).isEqualTo(WORDS / 2);
    }

    @Test
    void countsTheWordsOfAnAnswerTooLargeToBeHeld() {
        final WholeRelay relay = begun(MAX_HELD_BYTES);

        assertThat(read(relay, UNTOLD, 700)).isNull();

        assertThat(answer.isCommitted()).isTrue();
        assertThat(relay.estimatedOutputTokens()).isEqualTo(WORDS);
    }

    @Test
    void countsTheWordsOfAnAnswerWhoseClientLeftInItsMiddle() {
        final WholeRelay relay = begun(1 << 20);

        feed(relay, UNTOLD.substring(0, 3000), 700);
        relay.clientGone();
        answer.discardRest();
        feed(relay, UNTOLD.substring(3000), 700);

        assertThat(relay.end()).isNull();
        assertThat(relay.estimatedOutputTokens()).isEqualTo(WORDS);
    }

    @Test
    void countsTheWordsOfAnAnswerWhoseClientHadLeft() {
        answer.discardRest();
        final WholeRelay relay = begun(1 << 20);

        assertThat(read(relay, UNTOLD, 700)).isNull();

        assertThat(relay.estimatedOutputTokens()).isEqualTo(WORDS);
    }

    /** Gemini leaves out counts of zero: an answer without words and without a count counts none. */
    @Test
    void takesACountLeftOutForNoneWhereThereAreNoWords() {
        final String wordless =
                "{\"candidates\":[{\"finishReason\":\"SAFETY\"}],\"usageMetadata\":{\"promptTokenCount\":5}}";

        assertThat(read(begun(Endpoint.GENERATE_CONTENT, 1 << 20), wordless, 20))
                .isNull();
        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.outputTotal()).isZero();

        answer.discard();
        final String words =
                wordless.replace("{\"finishReason", "{\"content\":{\"parts\":[{\"text\":\"a b\"}]},\"finishReason");
        assertThat(read(begun(Endpoint.GENERATE_CONTENT, 1 << 20), words, 20)).isNull();
        assertThat(usage.isKnown()).isFalse();
    }

    private WholeRelay begun(int maxHeldBytes) {
        return begun(Endpoint.CHAT_COMPLETIONS, maxHeldBytes);
    }

    /** As the exchange does: the relay begins before the answer. */
    private WholeRelay begun(Endpoint endpoint, int maxHeldBytes) {
        usage.reset();
        final WholeRelay relay = new WholeRelay(answer, usage, maxHeldBytes);
        relay.begin(Inspectors.body(endpoint), null, true);
        answer.begin(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n", StandardCharsets.US_ASCII), -1, false);
        return relay;
    }

    private @Nullable Fault read(WholeRelay relay, String body, int pieceLength) {
        feed(relay, body, pieceLength);
        return relay.end();
    }

    private void feed(WholeRelay relay, String body, int pieceLength) {
        for (int at = 0; at < body.length(); at += pieceLength) {
            final ByteBuf in = Unpooled.copiedBuffer(
                    body.substring(at, Math.min(body.length(), at + pieceLength)), StandardCharsets.US_ASCII);
            relay.body(in, 0, in.readableBytes());
            in.release();
            answer.flushBatch();
        }
    }
}
