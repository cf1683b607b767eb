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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hears a stream, holds it against the grammar of events and adds up what it means. */
final class Recorder implements EventSink {
    final List<String> events = new ArrayList<>();
    final List<Seal> seals = new ArrayList<>();
    private final TreeMap<Integer, Said> choices = new TreeMap<>();

    @Nullable
    Failure failure;

    @Nullable
    String usage;

    private boolean started;
    private boolean finished;
    private boolean over;

    /** What one choice said. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final List<String> calls = new ArrayList<>();
        private final List<ByteBuf> arguments = new ArrayList<>();
        private final List<Boolean> open = new ArrayList<>();
        private @Nullable Finish finish;

        @Override
        public String toString() {
            return "text=" + text + "\nreasoning=" + reasoning + "\ncalls=" + calls + "\nfinish=" + finish + '\n';
        }
    }

    static Recorder of(StreamReader reader, Work work, byte[] sse) {
        final Recorder recorder = new Recorder();
        of(reader, work, sse, recorder);
        return recorder;
    }

    /** A stream of these events' data. */
    static Recorder of(StreamReader reader, Work work, String... data) {
        final StringBuilder sse = new StringBuilder();
        for (final String event : data) {
            sse.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return of(reader, work, sse.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Feeds a whole stream to another sink. */
    static void of(StreamReader reader, Work work, byte[] sse, EventSink sink) {
        cut(reader, work, sse, sse.length, sink);
    }

    static Recorder cut(StreamReader reader, Work work, byte[] sse, int at) {
        final Recorder recorder = new Recorder();
        cut(reader, work, sse, at, recorder);
        return recorder;
    }

    private static void cut(StreamReader reader, Work work, byte[] sse, int at, EventSink sink) {
        reader.begin(work);
        final SseScanner scanner = new SseScanner(1 << 20, (event, end) -> {
            if (event.isComment()) {
                reader.alive(sink);
            } else {
                reader.event(event.data(), event.dataIndex(), event.dataLength(), sink);
            }
        });
        final ByteBuf bytes = Unpooled.wrappedBuffer(sse);
        scanner.feed(bytes, 0, at);
        scanner.feed(bytes, at, sse.length - at);
        scanner.finish();
        reader.end(sink);
        assertThat(reader.isOver()).isTrue();
    }

    private Said said(int choice) {
        return choices.computeIfAbsent(choice, any -> new Said());
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
            case Event.Text piece -> said(piece.choice()).text.append(piece(piece.text()));
            case Event.Reasoning piece -> said(piece.choice()).reasoning.append(piece(piece.text()));
            case Event.Sealed sealed -> {
                seals.add(sealed.seal().copy());
                assertThat(sealed.call()).isIn(-1, said(sealed.choice()).calls.size());
            }
            case Event.CallStart start -> start(said(start.choice()), start);
            case Event.CallArgs args -> {
                assertThat(said(args.choice()).open.get(args.call())).isTrue();
                assertThat(args.fragment().isEmpty()).isFalse();
                args.fragment().writeTo(said(args.choice()).arguments.get(args.call()));
            }
            case Event.CallEnd end -> end(said(end.choice()), end.call());
            case Event.Told told -> usage = usage(told.usage());
            case Event.Finished end -> {
                assertThat(said(end.choice()).open).doesNotContain(true);
                assertThat(said(end.choice()).finish).isNull();
                said(end.choice()).finish = end.finish();
                finished = true;
            }
            case Event.End _ -> {
                assertThat(finished).isTrue();
                assertThat(choices.values())
                        .allSatisfy(choice -> assertThat(choice.finish).isNotNull());
                over = true;
            }
            case Event.Failed failed -> {
                failure = failed.failure();
                over = true;
            }
            case Event.Alive _ -> {}
        }
    }

    private static void start(Said choice, Event.CallStart start) {
        assertThat(start.call()).isEqualTo(choice.calls.size());
        assertThat(start.id().isEmpty() || start.name().isEmpty()).isFalse();
        choice.calls.add(start.name().text());
        choice.arguments.add(Unpooled.buffer());
        choice.open.add(true);
    }

    private static void end(Said choice, int call) {
        assertThat(choice.open.set(call, false)).isTrue();
        final ByteBuf all = choice.arguments.get(call);
        assertThat(all.readableBytes()).isPositive();
        final JsonString whole = JsonString.view(all.array(), 0, all.readableBytes(), true);
        choice.calls.set(call, choice.calls.get(call) + whole.text());
    }

    private static String piece(JsonString piece) {
        assertThat(piece.isEmpty()).isFalse();
        return piece.text();
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.Start start -> "Start " + start.id().text();
            case Event.Text text -> "Text " + text.choice() + ' ' + text.text().text();
            case Event.Reasoning text ->
                "Reasoning " + text.choice() + ' ' + text.text().text();
            case Event.Sealed sealed ->
                "Sealed " + sealed.choice() + ' ' + sealed.call() + ' '
                        + sealed.seal().envelope().text();
            case Event.CallStart start ->
                "CallStart " + start.choice() + ' ' + start.call() + ' '
                        + start.id().text() + ' ' + start.name().text();
            case Event.CallArgs args ->
                "CallArgs " + args.choice() + ' ' + args.call() + ' '
                        + args.fragment().text();
            case Event.CallEnd end -> "CallEnd " + end.choice() + ' ' + end.call();
            case Event.Told told -> "Told " + usage(told.usage());
            case Event.Finished end -> "Finished " + end.choice() + ' ' + end.finish();
            case Event.Failed failed ->
                "Failed " + failed.failure().type() + ' ' + failed.failure().message();
            default -> event.getClass().getSimpleName();
        };
    }

    static String usage(Usage usage) {
        return usage.inputTotal() + " " + usage.cacheRead() + " " + usage.cacheWrite() + " " + usage.outputTotal() + " "
                + usage.reasoning();
    }

    /** What a client would understand. */
    String meaning() {
        final Failure why = failure;
        final StringBuilder all = new StringBuilder();
        choices.values().forEach(all::append);
        return all + "usage=" + usage + "\nfailure=" + (why == null ? null : why.type() + why.message());
    }
}
