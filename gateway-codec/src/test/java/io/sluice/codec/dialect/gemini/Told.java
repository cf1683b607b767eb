package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.sse.SseScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps a reader tells, each as one line of text, and whether they come in an order they may come in. */
final class Told implements EventSink {
    final List<String> lines = new ArrayList<>();
    private final Set<String> openCalls = new HashSet<>();
    private boolean started;
    private boolean finished;
    private boolean over;

    /** Feeds a stream as it came from the wire, in pieces of that size. */
    static Told of(byte[] stream, int pieceLength, Work work) {
        final Told told = new Told();
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        reader.begin(work);
        final SseScanner scanner = scanner(reader, told);
        final ByteBuf bytes = Unpooled.wrappedBuffer(stream);
        for (int at = 0; at < stream.length; at += pieceLength) {
            scanner.feed(bytes, at, Math.min(pieceLength, stream.length - at));
        }
        scanner.finish();
        reader.end(told);
        scanner.close();
        return told;
    }

    /** Feeds a stream cut in two. */
    static Told cut(byte[] stream, int at, Work work) {
        final Told told = new Told();
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        reader.begin(work);
        final SseScanner scanner = scanner(reader, told);
        final ByteBuf bytes = Unpooled.wrappedBuffer(stream);
        scanner.feed(bytes, 0, at);
        scanner.feed(bytes, at, stream.length - at);
        scanner.finish();
        reader.end(told);
        scanner.close();
        return told;
    }

    private static SseScanner scanner(StreamReader reader, EventSink sink) {
        return new SseScanner(64 * 1024, (event, end) -> {
            if (event.isComment()) {
                reader.alive(sink);
            } else {
                reader.event(event.data(), event.dataIndex(), event.dataLength(), sink);
            }
        });
    }

    /** The steps but for signs of life. */
    String text() {
        return lines.stream().filter(line -> !line.equals("alive")).collect(Collectors.joining("\n"));
    }

    @Override
    public void event(Event event) {
        require(!over, event);
        require(started || event instanceof Event.Start || event instanceof Event.Failed, event);
        require(
                !finished
                        || event instanceof Event.Finished
                        || event instanceof Event.End
                        || event instanceof Event.Failed,
                event);
        lines.add(line(event));
    }

    private String line(Event event) {
        return switch (event) {
            case Event.Start start -> {
                started = true;
                yield "start " + start.id().text();
            }
            case Event.Text text ->
                "text " + choice(text.choice()) + text.text().text();
            case Event.Reasoning reasoning -> "reasoning " + reasoning.text().text();
            case Event.Sealed sealed -> "sealed " + sealed.call() + " " + seal(sealed.seal());
            case Event.CallStart call -> {
                require(!openCalls.contains(key(call.choice(), call.call())), event);
                openCalls.add(key(call.choice(), call.call()));
                yield "call " + call.call() + " " + call.id().text() + " "
                        + call.name().text();
            }
            case Event.CallArgs args -> {
                require(openCalls.contains(key(args.choice(), args.call())), event);
                yield "args " + args.call() + " " + args.fragment().text();
            }
            case Event.CallEnd end -> {
                require(openCalls.remove(key(end.choice(), end.call())), event);
                yield "end of " + end.call();
            }
            case Event.Told told -> "usage " + told.usage();
            case Event.Finished end -> {
                finished = true;
                require(openCalls.isEmpty(), event);
                yield "finished " + choice(end.choice()) + end.finish()
                        + (end.stopSequence() == null
                                ? ""
                                : " " + end.stopSequence().text());
            }
            case Event.End _ -> {
                over = true;
                yield "end";
            }
            case Event.Failed failed -> {
                over = true;
                yield "failed " + failed.failure().type() + " "
                        + failed.failure().message();
            }
            case Event.Alive _ -> "alive";
        };
    }

    private static String key(int choice, int call) {
        return choice + "/" + call;
    }

    /** Nothing for the first. */
    private static String choice(int choice) {
        return choice == 0 ? "" : choice + ": ";
    }

    static String seal(Seal seal) {
        return seal.origin()
                + (seal.redacted() ? " redacted " : " ")
                + seal.value().text();
    }

    private void require(boolean allowed, Event event) {
        if (!allowed) {
            throw new AssertionError("out of order: " + event + " after " + lines);
        }
    }
}
