package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Golden conversations with bytes changed, left out and put in: nothing escapes, and whatever is written is well-formed and ends. */
final class OpenAiHostileInputTest {
    private static final int ROUNDS = 6_000;
    private static final String[] WORDS = {
        "null",
        "{}",
        "[]",
        "-1",
        "1e999",
        "\"\"",
        "true",
        "\"\\ud83d\"",
        "[[[[",
        "\"tool_calls\":",
        "\"index\":9",
        ",",
        "}"
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static List<Fixture> fixtures(String ending) {
        return Fixtures.ending(ending).stream()
                .filter(fixture -> fixture.dialect().equals("openai"))
                .toList();
    }

    private byte[] spoilt(List<Fixture> fixtures) {
        byte[] bytes = fixtures.get(random.nextInt(fixtures.size())).bytes();
        for (int i = random.nextInt(4); i >= 0; i--) {
            final int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(4)) {
                case 0 -> with(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
                case 1 -> with(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(12)), new byte[0]);
                case 2 -> with(bytes, at, at, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.US_ASCII));
                default -> replaced(bytes, at);
            };
        }
        return bytes;
    }

    private static byte[] with(byte[] bytes, int from, int to, byte[] instead) {
        final ByteBuf out = Unpooled.buffer(bytes.length + instead.length);
        out.writeBytes(bytes, 0, from).writeBytes(instead).writeBytes(bytes, to, bytes.length - to);
        return out.readableBytes() == 0 ? new byte[] {' '} : Translating.bytes(out);
    }

    /** Another value behind the next colon: the JSON stays valid more often than not. */
    private byte[] replaced(byte[] bytes, int from) {
        int colon = from;
        while (colon < bytes.length && bytes[colon] != ':') {
            colon++;
        }
        int end = Math.min(colon + 1, bytes.length);
        while (end < bytes.length && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != '\n') {
            end++;
        }
        final byte[] word = WORDS[random.nextInt(8)].getBytes(StandardCharsets.US_ASCII);
        return with(bytes, Math.min(colon + 1, bytes.length), end, word);
    }

    @Test
    void aRequestIsUnderstoodOrRefused() {
        final List<Fixture> fixtures = fixtures(".request.json");
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] body = spoilt(fixtures);
            final Work work = Translating.work();
            try {
                final Request request =
                        OpenAiCodec.INSTANCE.newRequestReader().read(JsonValue.view(body, 0, body.length), Hints.NONE);
                final byte[] written = Translating.write(request, work).getBytes(StandardCharsets.UTF_8);
                assertThat(Fixtures.read(written).path("messages").size()).isPositive();
                read++;
            } catch (UnsupportedException refused) {
                assertThat(refused.field()).isNotEmpty();
            } catch (RuntimeException escaped) {
                throw failure(body, escaped);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void anAnswerIsUnderstoodOrAFailure() throws Exception {
        final List<Fixture> fixtures = fixtures(".response.json");
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] body = spoilt(fixtures);
            final Work work = Translating.asked(Translating.work());
            try {
                final OpenAiResponseReader reader = new OpenAiResponseReader();
                final Response response = reader.read(JsonValue.view(body, 0, body.length), work);
                if (response == null) {
                    assertThat(reader.failure().message()).isNotNull();
                    continue;
                }
                final ByteBuf out = Unpooled.buffer();
                OpenAiCodec.INSTANCE.newResponseWriter().write(response, work, out);
                assertThat(Fixtures.read(Translating.bytes(out)).path("choices").size())
                        .isPositive();
                read++;
            } catch (RuntimeException escaped) {
                throw failure(body, escaped);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void aStreamAlwaysEndsAndIsWellFormed() throws Exception {
        final List<Fixture> fixtures = fixtures(".stream.sse");
        int ended = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] sse = spoilt(fixtures);
            final Work work = Translating.asked(Translating.work());
            try {
                final Recorder recorder = new Recorder();
                final ByteBuf out = Unpooled.buffer();
                final OpenAiStreamWriter writer = new OpenAiStreamWriter();
                writer.begin(work);
                Recorder.of(new OpenAiStreamReader(), work, sse, event -> {
                    recorder.event(event);
                    writer.event(event, out);
                });
                ChunkGrammar.check(Translating.bytes(out));
                ended += recorder.failure == null ? 1 : 0;
            } catch (RuntimeException | AssertionError escaped) {
                throw failure(sse, escaped);
            }
        }
        assertThat(ended).isPositive();
    }

    private AssertionError failure(byte[] input, Throwable cause) {
        return new AssertionError("seed " + seed + ": " + new String(input, StandardCharsets.UTF_8), cause);
    }

    @Test
    void whateverIsNoAnswerIsAFailure() {
        for (int round = 0; round < ROUNDS; round++) {
            final byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            final OpenAiResponseReader reader = new OpenAiResponseReader();
            assertThat(reader.read(JsonValue.view(noise, 0, noise.length), Translating.work()))
                    .as("seed %s: %s", seed, Arrays.toString(noise))
                    .isNull();
        }
    }
}
