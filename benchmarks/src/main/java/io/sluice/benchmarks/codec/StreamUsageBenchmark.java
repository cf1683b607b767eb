package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.EventKind;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the events of a stream tell, an operation is one event of a whole stream of 64: ours finds kind, end, error and usage and
 * estimates the tokens; the others read usage and end alone, from arrays.
 */
@State(Scope.Thread)
public class StreamUsageBenchmark extends Measured {
    private static final int EVENTS = 64;
    private static final int STREAMS = 16;

    private final ObjectMapper mapper = new ObjectMapper();
    private final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
    private final Usage usage = new Usage();
    private final List<byte[]> arrays;
    private final Buffers buffers;
    private int next;

    public StreamUsageBenchmark() {
        final List<String> events = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            events.addAll(Bodies.events(EVENTS, i));
        }
        arrays = Bodies.bytes(events);
        buffers = Buffers.of(events);
    }

    @TearDown
    public void release() {
        buffers.release();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long sluice() {
        inspector.reset();
        usage.reset();
        int contents = 0;
        for (int i = 0; i < EVENTS; i++) {
            final ByteBuf data = buffers.next();
            contents += inspector.data(data, 0, data.readableBytes(), usage) == EventKind.CONTENT ? 1 : 0;
        }
        if (!inspector.isComplete()) {
            throw new IllegalStateException("the stream was cut");
        }
        return contents + usage.outputTotal() + inspector.estimatedOutputTokens();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long jacksonStreaming() throws IOException {
        long found = 0;
        for (int i = 0; i < EVENTS; i++) {
            final byte[] data = nextArray();
            found += data[0] == '[' ? 1 : usageOf(data);
        }
        return found;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long jacksonTree() throws IOException {
        long found = 0;
        for (int i = 0; i < EVENTS; i++) {
            final byte[] data = nextArray();
            if (data[0] == '[') {
                found++;
                continue;
            }
            final JsonNode told = mapper.readTree(data).path("usage");
            found += told.path("prompt_tokens").longValue()
                    + told.path("completion_tokens").longValue();
        }
        return found;
    }

    private long usageOf(byte[] data) throws IOException {
        long found = 0;
        try (JsonParser parser = mapper.getFactory().createParser(data)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("usage")) {
                    found = JacksonUsage.read(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    private byte[] nextArray() {
        final byte[] array = arrays.get(next);
        next = next + 1 == arrays.size() ? 0 : next + 1;
        return array;
    }
}
