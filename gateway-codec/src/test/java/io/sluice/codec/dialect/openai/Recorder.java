package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears a stream, holds it against the grammar of events and adds up what it means. */
final class Recorder implements EventSink {
    final List<String> events = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final List<String> calls = new ArrayList<>();
    final List<Seal> seals = new ArrayList<>();

    @Nullable
    Finish finish;

    @Nullable
    Failure failure;

    @Nullable
    String usage;

    private final List<ByteBuf> arguments = new ArrayList<>();
    private final List<Boolean> open = new ArrayList<>();
    private boolean started;
    private boolean finished;
    private boolean over;

    static Recorder of(StreamReader reader, Work work, byte[] sse) {
        final Recorder recorder = new Recorder();
        final Feed feed = new Feed(reader, work, recorder);
        final ByteBuf bytes = Unpooled.wrappedBuffer(sse);
        feed.scanner.feed(bytes, 0, sse.length);
        feed.end();
        return recorder;
    }

    /** Feeds a whole stream to another sink. */
    static void of(StreamReader reader, Work work, byte[] sse, EventSink sink) {
        final Feed feed = new Feed(reader, work, sink);
        feed.scanner.feed(Unpooled.wrappedBuffer(sse), 0, sse.length);
        feed.end();
    }

    static Recorder cut(StreamReader reader, Work work, byte[] sse, int at) {
        final Recorder recorder = new Recorder();
        final Feed feed = new Feed(reader, work, recorder);
        final ByteBuf bytes = Unpooled.wrappedBuffer(sse);
        feed.scanner.feed(bytes, 0, at);
        feed.scanner.feed(bytes, at, sse.length - at);
        feed.end();
        return recorder;
    }

    /** The way of bytes to a reader. */
    private static final class Feed {
        final SseScanner scanner;
        private final StreamReader reader;
        private final EventSink sink;

        Feed(StreamReader reader, Work work, EventSink sink) {
            this.reader = reader;
            this.sink = sink;
            reader.begin(work);
            scanner = new SseScanner(1 << 20, (event, end) -> {
                if (event.isComment()) {
                    reader.alive(sink);
                } else {
                    reader.event(event.data(), event.dataIndex(), event.dataLength(), sink);
                }
            });
        }

        void end() {
            scanner.finish();
            reader.end(sink);
        }
    }

    @Override
    public void event(Event event) {
        assertThat(over).as("told after the end: %s", event).isFalse();
        events.add(name(event));
        assertThat(started || event instanceof Event.Start || event instanceof Event.Failed)
                .as("told before the start: %s", event)
                .isTrue();
        if (finished) {
            assertThat(event).isInstanceOfAny(Event.End.class, Event.Failed.class, Event.Finished.class);
        }
        switch (event) {
            case Event.Start _ -> {
                assertThat(started).isFalse();
                started = true;
            }
            case Event.Text piece -> text.append(piece(piece.text()));
            case Event.Reasoning piece -> reasoning.append(piece(piece.text()));
            case Event.Sealed sealed -> seals.add(sealed.seal().copy());
            case Event.CallStart start -> {
                assertThat(start.call()).isEqualTo(calls.size());
                calls.add(start.name().text());
                arguments.add(Unpooled.buffer());
                open.add(true);
            }
            case Event.CallArgs args -> {
                assertThat(open.get(args.call())).isTrue();
                args.fragment().writeTo(arguments.get(args.call()));
            }
            case Event.CallEnd end -> {
                assertThat(open.set(end.call(), false)).isTrue();
                final ByteBuf all = arguments.get(end.call());
                final JsonString whole = JsonString.view(all.array(), 0, all.readableBytes(), true);
                calls.set(end.call(), calls.get(end.call()) + whole.text());
            }
            case Event.Told told -> usage = usage(told.usage());
            case Event.Finished end -> {
                assertThat(open).doesNotContain(true);
                finish = end.finish();
                finished = true;
            }
            case Event.End _ -> {
                assertThat(finished).isTrue();
                over = true;
            }
            case Event.Failed failed -> {
                failure = failed.failure();
                over = true;
            }
            case Event.Alive _ -> {}
        }
    }

    private static String piece(JsonString piece) {
        assertThat(piece.isEmpty()).isFalse();
        return piece.text();
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.Text text -> "Text " + text.text().text();
            case Event.Reasoning text -> "Reasoning " + text.text().text();
            case Event.CallArgs args -> "CallArgs " + args.call() + args.fragment();
            case Event.CallStart start -> "CallStart " + start.call() + start.id() + start.name();
            case Event.Failed failed -> "Failed " + failed.failure().message();
            default -> event.getClass().getSimpleName();
        };
    }

    static String usage(Usage usage) {
        return usage.inputTotal() + " " + usage.cacheRead() + " " + usage.cacheWrite() + " " + usage.outputTotal() + " "
                + usage.reasoning();
    }

    /** What a client would understand. */
    String meaning() {
        return "text=" + text + "\nreasoning=" + reasoning + "\ncalls=" + calls + "\nfinish=" + finish + "\nusage="
                + usage + "\nfailure=" + (failure == null ? null : failure.type() + failure.message());
    }

    static byte[] bytes(String sse) {
        return sse.getBytes(StandardCharsets.UTF_8);
    }
}
