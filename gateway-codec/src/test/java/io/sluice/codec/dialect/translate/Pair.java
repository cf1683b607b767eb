package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.sse.SseEvent;
import io.sluice.codec.sse.SseScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one dialect and an upstream of another, with what stands between them; memory for what was said. */
final class Pair {
    static final String MODEL = "fixture-model";
    static final int MAX_HELD_BYTES = 1 << 20;

    static final String ID_TAIL = "0123456789abcdef".repeat(3);

    final Speech client;
    final Speech upstream;
    final Work work = new Work();
    private final DialectCodec clientCodec;
    private final DialectCodec upstreamCodec;

    Pair(Speech client, Speech upstream) {
        this(client, upstream, TranslateSettings.DEFAULT);
    }

    Pair(Speech client, Speech upstream, TranslateSettings settings) {
        this.client = client;
        this.upstream = upstream;
        this.clientCodec = Codecs.of(client.dialect());
        this.upstreamCodec = Codecs.of(upstream.dialect());
        work.begin(settings, ID_TAIL, 1_700_000_000, MAX_HELD_BYTES);
    }

    /** The settings as they are unless told otherwise, but for the marks of what is to be cached. */
    static TranslateSettings settings(TranslateSettings.CacheBreakpoints marks) {
        final TranslateSettings unset = TranslateSettings.DEFAULT;
        return new TranslateSettings(
                unset.rejectUnsupported(),
                unset.defaultMaxTokens(),
                unset.anthropicVersion(),
                unset.dropSampling(),
                unset.thinking(),
                unset.inlineSystemTurns(),
                unset.openapiSchema(),
                unset.functionIds(),
                TranslateSettings.RemoteMedia.URI,
                unset.legacyMaxTokens(),
                unset.developerRole(),
                unset.effortValues(),
                marks,
                unset.contentParts(),
                unset.reasoningSummary());
    }

    /** What the upstream is sent for a client's request. */
    JsonNode request(byte[] body) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        final Request asked = read(body);
        work.request(asked);
        upstreamCodec.newRequestWriter().write(asked, MODEL, work, false, out);
        return Norm.parse(bytes(out));
    }

    /** A client's request, without a dialect. */
    Request read(byte[] body) throws UnsupportedException {
        return clientCodec
                .newRequestReader()
                .read(JsonValue.view(body, 0, body.length), new RequestReader.Hints(MODEL, false, false));
    }

    /** The least a client can have asked: for answers whose request doesn't matter. */
    void askSomething() throws UnsupportedException {
        work.request(read(least(client).getBytes(StandardCharsets.UTF_8)));
    }

    /** A body that asks for nothing but an answer. */
    static String least(Speech client) {
        return switch (client) {
            case OPENAI, ANTHROPIC ->
                "{\"model\":\"fixture-model\",\"max_tokens\":100,\"stream\":true,\"stream_options\":"
                        + "{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}";
            case RESPONSES ->
                "{\"model\":\"fixture-model\",\"stream\":true,\"metadata\":{\n\"k\": \"v\"\n},\"input\":\"Go.\"}";
            case GEMINI -> "{\"contents\":[{\"parts\":[{\"text\":\"Go.\"}]}]}";
        };
    }

    /** What the client gets for an upstream's answer; null when it was none. */
    @Nullable
    JsonNode response(byte[] body) throws UnsupportedException {
        askSomething();
        final ResponseReader reader = upstreamCodec.newResponseReader();
        final Response response = reader.read(JsonValue.view(body, 0, body.length), work);
        if (response == null) {
            return null;
        }
        final ByteBuf out = Unpooled.buffer();
        clientCodec.newResponseWriter().write(response, work, out);
        return Norm.parse(bytes(out));
    }

    /** What the client gets for an upstream's stream whose reads end at {@code cuts} and at its end. */
    byte[] stream(byte[] stream, int... cuts) throws UnsupportedException {
        askSomething();
        final StreamReader reader = upstreamCodec.newStreamReader();
        final StreamWriter writer = clientCodec.newStreamWriter();
        reader.begin(work);
        writer.begin(work);
        final ByteBuf out = Unpooled.buffer();
        final EventGrammar grammar = new EventGrammar();
        feed(
                reader,
                stream,
                event -> {
                    grammar.event(event);
                    writer.event(event, out);
                },
                cuts);
        grammar.assertOver();
        return bytes(out);
    }

    /** What an upstream's stream says, without a dialect, as texts. */
    List<String> events(byte[] stream, int... cuts) throws UnsupportedException {
        askSomething();
        final StreamReader reader = upstreamCodec.newStreamReader();
        reader.begin(work);
        final List<String> events = new ArrayList<>();
        feed(reader, stream, event -> events.add(event.toString()), cuts);
        return events;
    }

    static void feed(StreamReader reader, byte[] stream, io.sluice.codec.dialect.neutral.EventSink sink, int... cuts) {
        final SseScanner scanner = new SseScanner(1 << 20, (SseEvent event, int endIndex) -> {
            if (reader.isOver()) {
                return;
            }
            if (event.isComment()) {
                reader.alive(sink);
            } else {
                reader.event(event.data(), event.dataIndex(), event.dataLength(), sink);
            }
        });
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            final int to = i < cuts.length ? cuts[i] : stream.length;
            final ByteBuf read = Unpooled.copiedBuffer(stream, from, to - from);
            scanner.feed(read, 0, to - from);
            read.setZero(0, to - from); // what a reader keeps beyond its call would show
            from = to;
        }
        scanner.finish();
        if (!reader.isOver()) {
            reader.end(sink);
        }
    }

    /** What the client gets for an upstream's refusal, as the fixtures hold it: status, headers and body. */
    ObjectNode error(JsonNode wrapper) {
        final byte[] body = wrapper.path("body").toString().getBytes(StandardCharsets.UTF_8);
        final Integer retryAfterS = Norm.retryAfter(wrapper);
        final Failure failure = upstreamCodec
                .failureReader()
                .read(
                        Unpooled.wrappedBuffer(body),
                        0,
                        body.length,
                        wrapper.path("status").asInt(),
                        retryAfterS == null ? -1 : retryAfterS * 1000L);
        final ByteBuf out = Unpooled.buffer();
        clientCodec.failureWriter().write(failure, "req_1", out);
        final ObjectNode told = Norm.NODES.objectNode();
        told.put("status", clientCodec.failureWriter().status(failure));
        final ObjectNode headers = told.putObject("headers");
        if (failure.retryAfterMs() >= 0) {
            headers.put("retry-after", (failure.retryAfterMs() + 999) / 1000);
        }
        told.set("body", Norm.parse(bytes(out)));
        return told;
    }

    static byte[] bytes(ByteBuf out) {
        final byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Holds every reader to the grammar of events. */
    static final class EventGrammar {
        private final List<String> open = new ArrayList<>();
        private final java.util.Map<Integer, Integer> calls = new java.util.HashMap<>();
        private final java.util.Set<Integer> finished = new java.util.HashSet<>();
        private boolean started;
        private boolean over;

        void event(Event event) {
            Norm.check(!over, "an event behind the end: " + event);
            switch (event) {
                case Event.Start start -> {
                    Norm.check(!started, "a second start");
                    started = true;
                }
                case Event.Failed failed -> over = true;
                case Event.End end -> {
                    Norm.check(started && open.isEmpty(), "an end before the start or inside a call");
                    over = true;
                }
                case Event.CallStart call -> {
                    content(call.choice());
                    Norm.check(call.call() == calls.merge(call.choice(), 1, Integer::sum) - 1, "calls are not counted");
                    open.add(call.choice() + "/" + call.call());
                }
                case Event.CallArgs args -> {
                    content(args.choice());
                    Norm.check(open.contains(args.choice() + "/" + args.call()), "arguments of no open call");
                }
                case Event.CallEnd end -> {
                    content(end.choice());
                    Norm.check(open.remove(end.choice() + "/" + end.call()), "the end of no open call");
                }
                case Event.Text text -> content(text.choice());
                case Event.Reasoning reasoning -> content(reasoning.choice());
                case Event.Sealed sealed -> content(sealed.choice());
                case Event.Finished end -> {
                    Norm.check(started && finished.add(end.choice()), "a choice finishes twice");
                }
                case Event.Told told -> {}
                case Event.Alive alive -> {}
            }
        }

        private void content(int choice) {
            Norm.check(started, "content before the start");
            Norm.check(!finished.contains(choice), "content behind the finish");
        }

        void assertOver() {
            Norm.check(over, "no end");
        }
    }
}
