package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.json.BodyScanner;
import java.io.IOException;
import java.io.OutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Another model's name in a body that has been read already: a splice at a known offset, beside writing the tree again. Both end
 * with buffers that could go to a socket; the other's is there before.
 */
@State(Scope.Thread)
public class SpliceBenchmark extends Measured {

    @Param({"1000", "50000", "1000000"})
    private int bytes = 1000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final BodyScanner scanned = new BodyScanner(RequestFieldsBenchmark.PATHS);
    private final Splicer splicer = new Splicer();
    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 21);
    private Rotation bodies = Rotation.of(i -> Bodies.request(bytes, i));
    private ObjectNode tree = mapper.createObjectNode();

    @Setup
    public void bodies() throws IOException {
        bodies.release();
        bodies = Rotation.of(i -> Bodies.request(bytes, i));
        tree = (ObjectNode) mapper.readTree(bodies.nextArray());
        RequestFieldsBenchmark.scan(scanned, bodies.nextBuffer());
    }

    @TearDown
    public void release() {
        bodies.release();
        out.release();
    }

    @Benchmark
    public int sluice() {
        return splicer.splice(scanned, bodies.nextSpans());
    }

    @Benchmark
    public int jacksonWrite() throws IOException {
        out.clear();
        tree.put("model", Splicer.OTHER_MODEL);
        mapper.writeValue((OutputStream) new ByteBufOutputStream(out), tree);
        return out.readableBytes();
    }
}
