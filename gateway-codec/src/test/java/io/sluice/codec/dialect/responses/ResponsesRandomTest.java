package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of the bytes: a refusal or a failure, never an exception, and a client's stream that is well-formed to its end. */
final class ResponsesRandomTest {
    private static final DialectCodec CODEC = ResponsesCodec.INSTANCE;
    private static final int ROUNDS = 300;
    private static final byte[] LIKELY = Recorder.bytes("{}[]\",:\\u0d8nul 17-e\n");

    private final Work work = ResponsesFixturesTest.newWork();

    @ParameterizedTest
    @MethodSource("io.sluice.codec.dialect.responses.ResponsesFixturesTest#requests")
    void aDamagedRequestIsReadOrRefused(Fixture fixture) {
        final RequestReader reader = CODEC.newRequestReader();
        for (int seed = 0; seed < ROUNDS; seed++) {
            final byte[] body = damaged(fixture.bytes(), seed);
            try {
                final Request request = reader.read(JsonValue.view(body, 0, body.length), Hints.NONE);
                final ByteBuf out = Unpooled.buffer();
                CODEC.newRequestWriter().write(request, "m", work, false, out);
                final byte[] written = new byte[out.readableBytes()];
                out.readBytes(written);
                reader.read(JsonValue.view(written, 0, written.length), Hints.NONE);
            } catch (UnsupportedException refused) {
                assertThat(refused.field()).as("seed %s", seed).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.sluice.codec.dialect.responses.ResponsesFixturesTest#responses")
    void aDamagedAnswerIsReadOrIsAFailure(Fixture fixture) {
        final var reader = CODEC.newResponseReader();
        for (int seed = 0; seed < ROUNDS; seed++) {
            final byte[] body = damaged(fixture.bytes(), seed);
            if (reader.read(JsonValue.view(body, 0, body.length), work) == null) {
                assertThat(reader.failure().type()).as("seed %s", seed).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.sluice.codec.dialect.responses.ResponsesFixturesTest#streams")
    void aDamagedStreamIsStillAWellFormedOneToTheClient(Fixture fixture) throws Exception {
        work.request(CODEC.newRequestReader().read(JsonValue.of("{\"model\":\"m\",\"input\":\"x\"}"), Hints.NONE));
        final StreamReader reader = CODEC.newStreamReader();
        final StreamWriter writer = CODEC.newStreamWriter();
        for (int seed = 0; seed < ROUNDS; seed++) {
            final byte[] sse = damaged(fixture.bytes(), seed);
            final Recorder recorder = new Recorder();
            final ByteBuf out = Unpooled.buffer();
            writer.begin(work);
            try {
                Recorder.of(reader, work, sse, event -> {
                    recorder.event(event);
                    writer.event(event, out);
                });
                final byte[] written = new byte[out.readableBytes()];
                out.readBytes(written);
                StreamGrammar.check(written);
            } catch (RuntimeException | AssertionError wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
        }
    }

    /** A few bytes changed, left out, doubled or cut off. */
    private static byte[] damaged(byte[] whole, long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final ByteBuf out = Unpooled.buffer(whole.length + 64);
        final int edits = 1 + random.nextInt(4);
        int at = 0;
        for (int i = 0; i < edits && at < whole.length; i++) {
            final int next = at + random.nextInt(whole.length - at);
            out.writeBytes(whole, at, next - at);
            at = next;
            switch (random.nextInt(5)) {
                case 0 -> at++;
                case 1 -> out.writeByte(LIKELY[random.nextInt(LIKELY.length)]);
                case 2 -> {
                    out.writeByte(LIKELY[random.nextInt(LIKELY.length)]);
                    at++;
                }
                case 3 -> at = Math.min(whole.length, at + random.nextInt(400));
                default -> at = Math.max(0, at - random.nextInt(400));
            }
        }
        if (at < whole.length && random.nextInt(4) > 0) {
            out.writeBytes(whole, at, whole.length - at);
        }
        final byte[] damaged = new byte[out.readableBytes()];
        out.readBytes(damaged);
        return damaged;
    }
}
