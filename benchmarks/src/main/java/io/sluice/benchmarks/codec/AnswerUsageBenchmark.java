package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.dialect.BodyInspector;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.BodyScanner;
import io.sluice.codec.json.FieldPaths;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The token counts of an unary answer, in reads of 16 KiB; the others have it in one array. {@code sluice} does no more than they do;
 * {@code sluiceInspector} is what the relay runs, which also judges whether it is an answer or an error and estimates
 * its tokens from the words, for vendors that don't tell.
 */
@State(Scope.Thread)
public class AnswerUsageBenchmark extends Measured {
    private static final FieldPaths PATHS =
            FieldPaths.of("usage.prompt_tokens", "usage.completion_tokens", "usage.total_tokens");

    @Param({"1000", "50000", "1000000"})
    private int bytes = 1000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final BodyScanner scanner = new BodyScanner(PATHS);
    private final BodyInspector inspector = Inspectors.body(Endpoint.CHAT_COMPLETIONS, true);
    private final Usage usage = new Usage();
    private Rotation bodies = Rotation.of(i -> Bodies.answer(bytes, i));

    @Setup
    public void bodies() {
        bodies.release();
        bodies = Rotation.of(i -> Bodies.answer(bytes, i));
    }

    @TearDown
    public void release() {
        bodies.release();
    }

    @Benchmark
    public long sluice() {
        RequestFieldsBenchmark.scan(scanner, bodies.nextBuffer());
        return scanner.longValue(0) + scanner.longValue(1);
    }

    @Benchmark
    public long sluiceInspector() {
        final ByteBuf body = bodies.nextBuffer();
        inspector.reset();
        usage.reset();
        final int length = body.readableBytes();
        for (int at = 0; at < length; at += Rotation.READ_BYTES) {
            inspector.feed(body, at, Math.min(Rotation.READ_BYTES, length - at));
        }
        inspector.finish(usage);
        return usage.inputTotal() + usage.outputTotal() + inspector.estimatedOutputTokens();
    }

    @Benchmark
    public long jacksonStreaming() throws IOException {
        long found = 0;
        try (JsonParser parser = mapper.getFactory().createParser(bodies.nextArray())) {
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

    @Benchmark
    public long jacksonTree() throws IOException {
        final JsonNode told = mapper.readTree(bodies.nextArray()).path("usage");
        return told.path("prompt_tokens").longValue()
                + told.path("completion_tokens").longValue();
    }
}
