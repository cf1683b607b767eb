package io.sluice.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Fixtures.Fixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream reaches the client byte for byte, however the upstream's bytes are cut; less the usage nobody asked for. */
final class EventRelayTest {
    private static final int STREAMS = 1000;
    private static final int CHUNKED_STREAMS = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RelayRig rig = new RelayRig();

    @AfterEach
    void close() {
        rig.close();
    }

    static List<Fixture> fixtures() {
        return Fixtures.ending(".stream.sse");
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void passesEveryFixtureOnAsItCameAtEveryCut(Fixture fixture) {
        final Fault fault = fixture.scenario().equals("midstream-error") ? Fault.ERROR_IN_STREAM : null;

        everyCut(fixture.toString(), fixture.endpoint(), false, fixture.bytes(), fixture.bytes(), fault);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void keepsOnlyTheUsageFromAClientThatDidNotAskForItAtEveryCut(Fixture fixture) {
        if (fixture.endpoint() != Endpoint.CHAT_COMPLETIONS) {
            return;
        }
        final List<String> blocks = blocks(new String(fixture.bytes(), StandardCharsets.UTF_8));
        final byte[] shown =
                utf8(blocks.stream().filter(block -> !isUsage(block)).collect(Collectors.joining()));

        final Fault fault = fixture.scenario().equals("midstream-error") ? Fault.ERROR_IN_STREAM : null;
        everyCut(fixture.toString(), fixture.endpoint(), true, fixture.bytes(), shown, fault);
    }

    @Test
    void passesGeneratedStreamsOnAsTheyCameAtEveryCut() {
        for (int seed = 0; seed < STREAMS; seed++) {
            final GeneratedStream stream = new GeneratedStream(seed);
            final boolean hide = (seed & 1) == 0;

            final byte[] shown = hide ? stream.shown() : stream.all();
            everyCut("seed " + seed, stream.endpoint(), hide, stream.all(), shown, null);
        }
    }

    @Test
    void passesChunkedStreamsOnAsTheyCameAtEveryCut() {
        for (int seed = 0; seed < CHUNKED_STREAMS; seed++) {
            final Random random = new Random(seed);
            final GeneratedStream stream = new GeneratedStream(seed);
            final boolean hide = (seed & 1) == 0;
            final List<Integer> ends = new ArrayList<>();
            final byte[] wire = chunked(stream.all(), random, ends);
            final byte[] shown = hide ? stream.shown() : stream.all();

            for (int cut = 0; cut <= wire.length; cut++) {
                final int[] cuts = {cut, ends.get(random.nextInt(ends.size()))};
                Arrays.sort(cuts);
                compare(
                        "seed " + seed + " cut at " + Arrays.toString(cuts),
                        rig.relayChunks(stream.endpoint(), hide, wire, cuts),
                        shown,
                        null);
            }
            final int[] each = ends.stream().mapToInt(Integer::intValue).toArray();
            compare(
                    "seed " + seed + " chunk by chunk",
                    rig.relayChunks(stream.endpoint(), hide, wire, each),
                    shown,
                    null);
            final int[] all = IntStream.range(1, wire.length).toArray();
            compare("seed " + seed + " byte by byte", rig.relayChunks(stream.endpoint(), hide, wire, all), shown, null);
        }
    }

    /** What the vendor framed as whole events needs no framing of ours. */
    @Test
    void passesWholeChunksOfWholeEventsOnWithTheirFraming() {
        final String content = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
        final String first = chunk(content);
        final String rest = "0" + chunk(content) + chunk(": 1\n\n" + content + content) + chunk(content);
        final String done =
                chunk("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        final String wire = first + rest + done + "0\r\n\r\n";

        rig.relayChunks(Endpoint.CHAT_COMPLETIONS, false, utf8(wire), first.length(), first.length() + rest.length());

        assertThat(new String(rig.wire(), StandardCharsets.UTF_8)).endsWith(wire);
    }

    @Test
    void cutsAHiddenEventOutOfItsChunk() {
        final String content = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
        final String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n";
        final String done = "data: [DONE]\n\n";
        for (final String last :
                List.of(chunk(usage) + chunk(done), chunk(usage + done), chunk(content + usage + done))) {
            final String first = chunk(content);
            final String wire = first + chunk(content) + last + "0\r\n\r\n";
            final String shown = content + content + (last.contains("hi") ? content : "") + done;
            for (int cut = first.length(); cut <= wire.length(); cut++) {
                compare(
                        last + " cut at " + cut,
                        rig.relayChunks(Endpoint.CHAT_COMPLETIONS, true, utf8(wire), first.length(), cut),
                        utf8(shown),
                        null);
            }
        }
    }

    /** Chunks of any size, or mostly as long as an event is, with their sizes as they may be written. */
    private static byte[] chunked(byte[] stream, Random random, List<Integer> ends) {
        final int pieces = random.nextInt(3);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < stream.length) {
            final int end = random.nextInt(3) < pieces
                    ? Math.min(stream.length, at + 1 + random.nextInt(60))
                    : eventEnd(stream, at);
            final String size = Integer.toHexString(end - at);
            out.writeBytes(utf8("0".repeat(random.nextInt(20) == 0 ? 9 : 0)
                    + (random.nextBoolean() ? size : size.toUpperCase(Locale.ROOT))
                    + (random.nextInt(20) == 0 ? ";x=y" : "")
                    + "\r\n"));
            out.write(stream, at, end - at);
            out.writeBytes(utf8("\r\n"));
            ends.add(out.size());
            at = end;
        }
        out.writeBytes(utf8("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static int eventEnd(byte[] stream, int from) {
        int end = from + 1;
        while (end < stream.length
                && !isEventEnd(
                        new String(stream, Math.max(0, end - 4), Math.min(4, end), StandardCharsets.ISO_8859_1))) {
            end++;
        }
        return end;
    }

    private static boolean isEventEnd(String lastFour) {
        return lastFour.endsWith("\n\n") || lastFour.endsWith("\r\r") || lastFour.endsWith("\r\n\r\n");
    }

    private static String chunk(String data) {
        return Integer.toHexString(utf8(data).length) + "\r\n" + data + "\r\n";
    }

    /** A line feed may arrive alone, behind the carriage return that ended the event in the read before. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void sendsAnEventWithItsWholeEndAndKeepsNothingOfAHiddenOne(String end) {
        final String content = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}" + end + end;
        final String usage =
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}" + end + end;
        final String done = "data: [DONE]" + end + end;

        everyCut("line end", Endpoint.CHAT_COMPLETIONS, true, utf8(content + usage + done), utf8(content + done), null);
    }

    @Test
    void dropsTheBeginningOfAnEventWhoseEndNeverCame() {
        final String content = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";

        for (int length = 0; length < content.length(); length++) {
            final byte[] stream = utf8(content + content.substring(0, length));
            everyCut("broken off", Endpoint.CHAT_COMPLETIONS, false, stream, utf8(content), Fault.TRUNCATED);
        }
    }

    @Test
    void keepsACutOffUsageEventFromAClientThatDidNotAskForIt() {
        final String finished = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\n";
        final String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1";

        everyCut("cut usage", Endpoint.CHAT_COMPLETIONS, true, utf8(finished + usage), utf8(finished), null);
    }

    @Test
    void knowsThatTheClientHasHalfAnEventOnceItWasTooLargeToHold() {
        final String half = "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(RelayRig.MAX_HELD_BYTES);

        assertThat(rig.relay(Endpoint.CHAT_COMPLETIONS, false, utf8(half)).midEvent())
                .isTrue();
        assertThat(rig.relay(Endpoint.CHAT_COMPLETIONS, false, utf8(half + "\"}}]}\n\n"))
                        .midEvent())
                .isFalse();
    }

    private void everyCut(
            String what, Endpoint endpoint, boolean hide, byte[] stream, byte[] expected, @Nullable Fault fault) {
        for (int cut = 0; cut <= stream.length; cut++) {
            final RelayRig.Outcome outcome = rig.relay(endpoint, hide, stream, cut);
            if (!Arrays.equals(outcome.body(), expected) || outcome.fault() != fault) {
                compare(what + " cut at " + cut, outcome, expected, fault);
            }
        }
        final int[] all = IntStream.range(1, stream.length).toArray();
        compare(what + " byte by byte", rig.relay(endpoint, hide, stream, all), expected, fault);
    }

    private static void compare(String what, RelayRig.Outcome outcome, byte[] expected, @Nullable Fault fault) {
        assertThat(new String(outcome.body(), StandardCharsets.UTF_8))
                .as(what)
                .isEqualTo(new String(expected, StandardCharsets.UTF_8));
        assertThat(outcome.body()).as(what).isEqualTo(expected);
        assertThat(outcome.fault()).as(what).isEqualTo(fault);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> blocks(String stream) {
        return List.of(stream.split("(?<=\r\n\r\n|(?<!\r)\n\n)"));
    }

    private static boolean isUsage(String block) {
        final String data = block.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .collect(Collectors.joining("\n"));
        try {
            final JsonNode json = data.isBlank() || data.contains("[DONE]") ? null : JSON.readTree(data);
            return json != null
                    && json.path("choices").isArray()
                    && json.path("choices").isEmpty()
                    && json.path("usage").isObject();
        } catch (IOException e) {
            throw new AssertionError(block, e);
        }
    }
}
