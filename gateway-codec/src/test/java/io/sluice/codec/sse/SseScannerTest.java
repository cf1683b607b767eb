package io.sluice.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.sse.RecordedStream.Block;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseScannerTest {
    private static final int MAX_INSIDE = 1 << 20;

    @Test
    void aDataLineAndABlankLineMakeAnEvent() {
        assertThat(read("data: one\n\ndata:two\n\n")).containsExactly(event("one"), event("two"));
    }

    @Test
    void onlyOneSpaceBehindTheColonIsTakenAway() {
        assertThat(read("data:  x\n\ndata:\tx\n\n")).containsExactly(event(" x"), event("\tx"));
    }

    @Test
    void dataLinesAreJoinedByLineFeeds() {
        assertThat(read("data: a\ndata\ndata:\ndata: b\n\n")).containsExactly(event("a\n\n\nb"));
    }

    @Test
    void aLoneDataFieldIsAnEventWithEmptyData() {
        assertThat(read("data\n\ndata:\n\n")).containsExactly(event(""), event(""));
    }

    @Test
    void theNameMayComeBeforeOrBehindTheDataAndTheLastOneCounts() {
        assertThat(read("event: a\ndata: x\n\ndata: x\nevent: a\nevent: b\n\nevent: a\nevent\ndata: x\n\n"))
                .containsExactly(named("a", "x"), named("b", "x"), event("x"));
    }

    @Test
    void commentsAndUnknownFieldsAndEmptyBlocksAreNoEvents() {
        final Block nothing = new Block(true, false, "", "");
        assertThat(read(": hi\n\nid: 3\nretry: 5\n\n\ndatax: 1\nDATA: 2\n data: 3\n\n"))
                .containsExactly(nothing, nothing, nothing, nothing);
    }

    @Test
    void commentsInsideAnEventChangeNothing() {
        assertThat(read(": a\ndata: x\n:b\nid: 1\n\n")).containsExactly(event("x"));
    }

    @Test
    void carriageReturnsEndLinesToo() {
        assertThat(read("data: a\r\rdata: b\r\n\r\ndata: c\n\r\ndata: d\r\n\rdata: e\r\n\n"))
                .containsExactly(event("a"), event("b"), event("c"), event("d"), event("e"));
    }

    @Test
    void otherLineSeparatorsOfUnicodeEndNoLine() {
        final String data = "a\u2028b\u2029c\u0085d\u000be\u000cf\u0000g";
        final String bytes = new String(data.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(read("data: " + bytes + "\n\n")).containsExactly(event(bytes));
    }

    @Test
    void aByteOrderMarkIsSkippedOnlyAtTheStart() {
        final String mark = "\u00ef\u00bb\u00bf";
        assertThat(read(mark + "data: a\n\n" + mark + "data: b\n\n"))
                .containsExactly(event("a"), new Block(true, false, "", ""));
        assertThat(read("\u00ef\u00bbdata: a\n\n")).containsExactly(new Block(true, false, "", ""));
    }

    @Test
    void anEventWithoutItsBlankLineIsFlushedAtTheEnd() {
        assertThat(read("data: a")).containsExactly(event("a"));
        assertThat(read("data: a\n")).containsExactly(event("a"));
        assertThat(read("data: a\r")).containsExactly(event("a"));
        assertThat(read("data")).containsExactly(event(""));
        assertThat(read("dat")).containsExactly(new Block(true, false, "", ""));
        assertThat(read("")).isEmpty();
    }

    @Test
    void anEventAboveTheBoundIsFoundButItsDataIsNotShown() {
        final String large = "x".repeat(100);
        for (final List<Block> blocks : List.of(
                RecordedStream.whole(latin(large(large)), 99), RecordedStream.byteByByte(latin(large(large)), 99))) {
            assertThat(blocks).containsExactly(new Block(false, true, "", ""), event("small"));
        }
        assertThat(RecordedStream.whole(latin(large(large)), 100)).containsExactly(named("n", large), event("small"));
    }

    private static String large(String data) {
        return "event: n\ndata: " + data + "\n\ndata: small\n\n";
    }

    @Test
    void theJoiningLineFeedsCountAgainstTheBound() {
        final byte[] bytes = latin("data: ab\ndata: cd\n\n");
        assertThat(RecordedStream.whole(bytes, 5)).containsExactly(event("ab\ncd"));
        assertThat(RecordedStream.whole(bytes, 4)).containsExactly(new Block(false, true, "", ""));
    }

    @Test
    void aNameTooLongToLookAtMakesTheEventOversized() {
        assertThat(read("event: " + "n".repeat(SseScanner.MAX_NAME + 1) + "\ndata: x\n\ndata: y\n\n"))
                .containsExactly(new Block(false, true, "", ""), event("y"));
    }

    @Test
    void aBoundOfZeroFindsTheEndsOfEvents() {
        final RecordedStream stream = new RecordedStream(0);
        final byte[] bytes = latin("data: a\n\n: c\n\ndata: b\r\n\r\n");
        stream.feed(bytes, 0, bytes.length);
        assertThat(stream.ends()).containsExactly(9, 14, bytes.length);
    }

    @Test
    void anEventOfManyMegabytesPasses() {
        final byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, (byte) 'x');
        final RecordedStream stream = new RecordedStream(1 << 10);
        stream.feed(latin("data: "), 0, 6);
        for (int i = 0; i < 512; i++) {
            stream.feed(piece, 0, piece.length);
        }
        stream.feed(latin("\n\n"), 0, 2);
        assertThat(stream.blocks()).containsExactly(new Block(false, true, "", ""));
        assertThat(stream.ends()).containsExactly(6 + (32 << 20) + 2);
    }

    @Test
    void anEventIsReportedAtTheCarriageReturnAndTheLateLineFeedIsItsOwn() {
        final RecordedStream stream = new RecordedStream(MAX_INSIDE);
        final byte[] bytes = latin("data: a\r\n\r\ndata: b\r\n\r\n");
        stream.feed(bytes, 0, 10);
        assertThat(stream.blocks()).containsExactly(event("a"));
        assertThat(stream.scanner().awaitsLineFeed()).isTrue();
        assertThat(stream.scanner().atBoundary()).isTrue();
        stream.feed(bytes, 10, 1);
        assertThat(stream.scanner().awaitsLineFeed()).isFalse();
        assertThat(stream.scanner().atBoundary()).isTrue();
        stream.feed(bytes, 11, 11);
        assertThat(stream.blocks()).containsExactly(event("a"), event("b"));
        assertThat(stream.ends()).containsExactly(10, 22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void theEndIndexLiesBehindTheWholeLineEnd(String end) {
        final RecordedStream stream = new RecordedStream(MAX_INSIDE);
        final byte[] bytes = latin("data: a" + end + end + "data: b" + end + end + "x");
        stream.feed(bytes, 0, bytes.length);
        final int length = 7 + 2 * end.length();
        assertThat(stream.ends()).containsExactly(length, 2 * length);
    }

    @Test
    void dataInOneReadOnOneLineIsNotCopied() {
        final List<ByteBuf> seen = new ArrayList<>();
        final SseScanner scanner = new SseScanner(MAX_INSIDE, (event, endIndex) -> seen.add(event.data()));
        final ByteBuf in = Unpooled.wrappedBuffer(latin("event: n\ndata: abc\nid: 1\n\n"));
        scanner.feed(in, 0, in.readableBytes());
        assertThat(seen.getFirst()).isSameAs(in);
    }

    @Test
    void anEventKnowsItsNameAndData() {
        final List<Boolean> answers = new ArrayList<>();
        final SseScanner scanner = new SseScanner(MAX_INSIDE, (event, endIndex) -> {
            answers.add(event.nameIs(latin("ping")) && event.dataIs(latin("[DONE]")));
            answers.add(event.nameIs(latin("pin")) || event.nameIs(latin("pang")) || event.dataIs(latin("[DONE")));
            assertThat(event.nameText()).isEqualTo("ping");
            assertThat(event.dataText()).isEqualTo("[DONE]");
        });
        final ByteBuf in = Unpooled.wrappedBuffer(latin("event: ping\ndata: [DONE]\n\n"));
        scanner.feed(in, 0, in.readableBytes());
        assertThat(answers).containsExactly(true, false);
    }

    @Test
    void aResetScannerKnowsNothingOfTheStreamBefore() {
        final RecordedStream stream = new RecordedStream(MAX_INSIDE);
        stream.feed(latin("event: e\ndata: lost\r"), 0, 20);
        stream.scanner().reset();
        assertThat(stream.scanner().atBoundary()).isTrue();
        stream.scanner().finish();
        assertThat(stream.blocks()).isEmpty();

        final List<String> events = new ArrayList<>();
        final SseScanner scanner = new SseScanner(MAX_INSIDE, (event, endIndex) -> events.add(event.dataText()));
        for (int i = 0; i < 2; i++) {
            final ByteBuf in = Unpooled.copiedBuffer("\ufeffdata: x\n\ndata: y", StandardCharsets.UTF_8);
            scanner.feed(in, 0, in.readableBytes());
            scanner.reset();
        }
        assertThat(events).containsExactly("x", "x");
    }

    /** The plain reading of the standard is the oracle here too, so that it is tested by the cases written down by hand. */
    private static List<Block> read(String stream) {
        final byte[] bytes = latin(stream);
        final List<Block> blocks = RecordedStream.whole(bytes, MAX_INSIDE);
        assertThat(RecordedStream.byteByByte(bytes, MAX_INSIDE)).isEqualTo(blocks);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(RecordedStream.cut(bytes, MAX_INSIDE, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(blocks);
        }
        assertThat(PlainReading.of(bytes, MAX_INSIDE)).isEqualTo(blocks);
        return blocks;
    }

    private static Block event(String data) {
        return named("", data);
    }

    private static Block named(String name, String data) {
        return new Block(false, false, name, data);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
