package io.sluice.codec.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Allocations;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a translation allocates beside a tree of the same bytes that is read and written: at most a tenth. */
final class TranslationAllocationTest {
    private static final int TENTH = 10;
    private static final int ROUNDS = 100;

    private final ByteBuf out = Unpooled.buffer(1 << 16);

    static List<Speech[]> pairs() {
        return TranslationPropertyTest.pairs().stream()
                .filter(pair -> pair[0] != pair[1])
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anEventCostsATenthOfATree(Speech client, Speech upstream) throws Exception {
        final Pair pair = new Pair(client, upstream);
        pair.askSomething();
        final StreamReader reader = Codecs.of(upstream.dialect()).newStreamReader();
        final StreamWriter writer = Codecs.of(client.dialect()).newStreamWriter();
        reader.begin(pair.work);
        writer.begin(pair.work);
        final EventSink sink = event -> writer.event(event, out);
        feed(reader, start(upstream), sink);
        final ByteBuf delta = Unpooled.copiedBuffer(delta(upstream), StandardCharsets.UTF_8);

        final long translated = Allocations.of(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                out.clear();
                reader.event(delta, 0, delta.readableBytes(), sink);
            }
        });

        assertThat(out.isReadable()).isTrue();
        requireTenth(translated, delta(upstream).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRequestCostsATenthOfATree(Speech client, Speech upstream) {
        final Pair pair = new Pair(client, upstream);
        final RequestReader reader = Codecs.of(client.dialect()).newRequestReader();
        final RequestWriter writer = Codecs.of(upstream.dialect()).newRequestWriter();
        final byte[] body = request(client);
        final RequestReader.Hints hints = new RequestReader.Hints(Pair.MODEL, false, false);

        final long translated = Allocations.of(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                out.clear();
                try {
                    final Request asked = reader.read(JsonValue.view(body, 0, body.length), hints);
                    writer.write(asked, Pair.MODEL, pair.work, false, out);
                } catch (UnsupportedException refused) {
                    throw new AssertionError(refused);
                }
            }
        });

        requireTenth(translated, body);
    }

    /** A turn with calls behind a prompt of 16 kB; in the shortest requests views and records weigh as much as what they show. */
    private static byte[] request(Speech client) {
        final String small = new String(
                Fixtures.bytes("tool-results-parallel/" + client.fixtureName() + ".request.json"),
                StandardCharsets.UTF_8);
        assertThat(small).contains("\"Both please\"");
        return small.replace("\"Both please\"", "\"" + "words of a prompt ".repeat(900) + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void requireTenth(long translated, byte[] json) {
        final long tree = Allocations.of(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                tree(json);
            }
        });
        assertThat(translated).isLessThanOrEqualTo(tree / TENTH);
    }

    private static int tree(byte[] json) {
        try {
            return Norm.JSON.writeValueAsBytes(Norm.JSON.readTree(json)).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void feed(StreamReader reader, List<String> events, EventSink sink) {
        for (final String event : events) {
            final ByteBuf data = Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
            reader.event(data, 0, data.readableBytes(), sink);
        }
    }

    private static List<String> start(Speech upstream) {
        return switch (upstream) {
            case OPENAI, GEMINI -> List.of(delta(upstream));
            case ANTHROPIC ->
                List.of(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"m\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
            case RESPONSES ->
                List.of(
                        "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[]}}",
                        "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}",
                        "{\"type\":\"response.content_part.added\",\"sequence_number\":2,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\"}}");
        };
    }

    private static String delta(Speech upstream) {
        return switch (upstream) {
            case OPENAI ->
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + " some words\"},\"logprobs\":null,\"finish_reason\":null}]}";
            case ANTHROPIC ->
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" some"
                        + " words\"}}";
            case RESPONSES ->
                "{\"type\":\"response.output_text.delta\",\"sequence_number\":3,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\""
                        + " some words\",\"logprobs\":[]}";
            case GEMINI ->
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" some"
                        + " words\"}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":2,\"totalTokenCount\":11},\"modelVersion\":\"gemini-2.5-pro\",\"responseId\":\"r1\"}";
        };
    }
}
