package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.json.BodyScanner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Another model's name in a body just received: scan and splice, beside a tree that is read, changed and written, and beside a
 * copy token by token. All end with buffers that could go to a socket; the others' is there before.
 */
@State(Scope.Thread)
public class ChangedModelBenchmark extends Measured {

    @Param({"1000", "50000", "1000000"})
    private int bytes = 1000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final BodyScanner scanner = new BodyScanner(RequestFieldsBenchmark.PATHS);
    private final Splicer splicer = new Splicer();
    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 21);
    private Rotation bodies = Rotation.of(i -> Bodies.request(bytes, i));

    @Setup
    public void bodies() {
        bodies.release();
        bodies = Rotation.of(i -> Bodies.request(bytes, i));
    }

    @TearDown
    public void release() {
        bodies.release();
        out.release();
    }

    @Benchmark
    public int sluice() {
        final List<ByteBuf> spans = bodies.nextSpans();
        scanner.reset();
        for (int i = 0; i < spans.size(); i++) {
            scanner.feed(spans.get(i), 0, spans.get(i).readableBytes());
        }
        if (!scanner.finish()) {
            throw new IllegalStateException(scanner.failure());
        }
        return splicer.splice(scanner, spans);
    }

    @Benchmark
    public int jacksonTree() throws IOException {
        out.clear();
        final ObjectNode tree = (ObjectNode) mapper.readTree(bodies.nextArray());
        tree.put("model", Splicer.OTHER_MODEL);
        mapper.writeValue((OutputStream) new ByteBufOutputStream(out), tree);
        return out.readableBytes();
    }

    @Benchmark
    public int jacksonCopy() throws IOException {
        out.clear();
        try (JsonParser parser = mapper.getFactory().createParser(bodies.nextArray());
                JsonGenerator generator =
                        mapper.getFactory().createGenerator((OutputStream) new ByteBufOutputStream(out))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                generator.copyCurrentEvent(parser);
                if (token == JsonToken.FIELD_NAME
                        && parser.getParsingContext().getParent().inRoot()
                        && parser.currentName().equals("model")) {
                    parser.nextToken();
                    generator.writeString(Splicer.OTHER_MODEL);
                }
            }
        }
        return out.readableBytes();
    }
}
