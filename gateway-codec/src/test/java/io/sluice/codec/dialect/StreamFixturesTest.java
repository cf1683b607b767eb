package io.sluice.codec.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures.Fixture;
import io.sluice.codec.sse.SseScanner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded stream, whole, byte by byte and cut anywhere: same events, same usage. */
class StreamFixturesTest {

    static List<Fixture> streams() {
        return Fixtures.ending(".stream.sse");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void tellsUsageAndEndOfEveryStream(Fixture fixture) {
        final Seen seen = new Seen(fixture.endpoint());
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());

        seen.feed(bytes, 0, bytes.capacity());
        seen.end();

        seen.assertLike(fixture);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void seesTheSameByteByByteAndCutAnywhere(Fixture fixture) {
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());
        final Seen whole = new Seen(fixture.endpoint());
        whole.feed(bytes, 0, bytes.capacity());
        whole.end();
        final Seen cut = new Seen(fixture.endpoint());

        for (int i = 0; i < bytes.capacity(); i++) {
            cut.feed(bytes, i, 1);
        }
        cut.end();
        assertThat(cut.summary()).isEqualTo(whole.summary());
        for (int at = 0; at <= bytes.capacity(); at += strideOf(bytes)) {
            cut.reset();
            cut.feed(bytes, 0, at);
            cut.feed(bytes, at, bytes.capacity() - at);
            cut.end();
            assertThat(cut.summary()).as("cut at %s", at).isEqualTo(whole.summary());
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void neverTakesAStreamForCompleteThatWasCutBeforeItsEnd(Fixture fixture) {
        final ByteBuf bytes = Unpooled.wrappedBuffer(fixture.bytes());
        final Seen seen = new Seen(fixture.endpoint());
        seen.feed(bytes, 0, bytes.capacity());
        seen.end();
        final int lastContent = seen.kinds.lastIndexOf(EventKind.CONTENT);
        if (lastContent < 0) {
            return;
        }
        final Seen cut = new Seen(fixture.endpoint());
        for (int at = 0; at < bytes.capacity(); at++) {
            cut.feed(bytes, at, 1);
            if (cut.kinds.size() <= lastContent) {
                assertThat(cut.inspector.isComplete()).as("cut at %s", at).isFalse();
                assertThat(cut.usage.isKnown() && fixture.dialect().equals("anthropic"))
                        .as("usage known at %s", at)
                        .isFalse();
            }
        }
    }

    /** Long streams are cut at every third byte: each is read again for every cut. */
    private static int strideOf(ByteBuf bytes) {
        return bytes.capacity() > 4200 ? 3 : 1;
    }

    private static final class Seen {
        final StreamInspector inspector;
        final List<EventKind> kinds = new ArrayList<>();
        final Usage usage = new Usage();
        private final SseScanner scanner;

        Seen(Endpoint endpoint) {
            inspector = Inspectors.stream(endpoint);
            inspector.reset();
            scanner = new SseScanner(64 * 1024, (event, end) -> kinds.add(inspector.event(event, usage)));
        }

        void reset() {
            inspector.reset();
            kinds.clear();
            usage.reset();
            scanner.reset();
        }

        void feed(ByteBuf bytes, int index, int length) {
            scanner.feed(bytes, index, length);
        }

        void end() {
            scanner.finish();
        }

        String summary() {
            return kinds + " " + usage + " complete=" + inspector.isComplete() + " failed=" + inspector.isFailed()
                    + " estimate=" + inspector.estimatedOutputTokens() + " error=" + inspector.errorMessage();
        }

        void assertLike(Fixture fixture) {
            final JsonNode error = fixture.expected().path("error");
            assertThat(inspector.isFailed()).isEqualTo(!error.isMissingNode());
            assertThat(inspector.isComplete()).isEqualTo(error.isMissingNode());
            if (error.isObject()) {
                assertThat(inspector.errorMessage())
                        .isEqualTo(error.path("message").asText());
                assertThat(inspector.errorStatus()).isEqualTo(503);
            }
            assertUsage(fixture);
            assertContent(fixture);
        }

        private void assertUsage(Fixture fixture) {
            final JsonNode expected = fixture.expectedUsage();
            assertThat(usage.isKnown()).as("known: %s", usage).isEqualTo(expected != null);
            if (expected == null) {
                return;
            }
            assertThat(usage.inputTotal())
                    .isEqualTo(expected.path("input_total").asLong());
            assertThat(usage.cacheRead()).isEqualTo(expected.path("cache_read").asLong());
            if (!fixture.dialect().equals("gemini")) {
                assertThat(usage.cacheWrite())
                        .isEqualTo(expected.path("cache_write").asLong());
            }
            assertThat(usage.outputTotal())
                    .isEqualTo(expected.path("output_total").asLong());
            assertThat(usage.reasoning()).isEqualTo(expected.path("reasoning").asLong());
        }

        private void assertContent(Fixture fixture) {
            boolean any = false;
            for (JsonNode choice : fixture.expected().path("choices")) {
                any |= !choice.path("text").asText().isEmpty()
                        || !choice.path("reasoning").asText().isEmpty()
                        || !choice.path("tool_calls").isEmpty();
            }
            assertThat(kinds.contains(EventKind.CONTENT)).isEqualTo(any);
            assertThat(inspector.estimatedOutputTokens() > 0).isEqualTo(any);
        }
    }
}
