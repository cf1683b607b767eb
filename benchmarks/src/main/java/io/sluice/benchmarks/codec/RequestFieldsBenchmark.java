package io.sluice.benchmarks.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.sluice.benchmarks.Measured;
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
 * Model and stream flag of a request, whose whole body is found to be valid JSON on the way. Ours reads what the socket left, in
 * reads of 16 KiB; the others have it in one array at once, which a server would first have to make.
 */
@State(Scope.Thread)
public class RequestFieldsBenchmark extends Measured {
    static final FieldPaths PATHS = FieldPaths.of(
            "model",
            "stream",
            "stream_options",
            "stream_options.include_usage",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "previous_response_id",
            "generationConfig.maxOutputTokens",
            "generation_config.max_output_tokens");
    static final int MODEL = PATHS.indexOf("model");
    private static final int STREAM = PATHS.indexOf("stream");

    @Param({"1000", "50000", "1000000"})
    private int bytes = 1000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final BodyScanner scanner = new BodyScanner(PATHS);
    private final byte[] model = new byte[256];
    private Rotation bodies = Rotation.of(i -> Bodies.request(bytes, i));

    @Setup
    public void bodies() {
        bodies.release();
        bodies = Rotation.of(i -> Bodies.request(bytes, i));
    }

    @TearDown
    public void release() {
        bodies.release();
    }

    @Benchmark
    public int sluice() {
        scan(scanner, bodies.nextBuffer());
        return scanner.copyText(MODEL, model) + (scanner.booleanValue(STREAM) ? 1 : 0);
    }

    @Benchmark
    public int jacksonStreaming() throws IOException {
        int found = 0;
        try (JsonParser parser = mapper.getFactory().createParser(bodies.nextArray())) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                final JsonToken value = parser.nextToken();
                if (name.equals("model")) {
                    found += parser.getText().length();
                } else if (name.equals("stream")) {
                    found += value == JsonToken.VALUE_TRUE ? 1 : 0;
                }
                parser.skipChildren();
            }
        }
        return found;
    }

    @Benchmark
    public int jacksonTree() throws IOException {
        final JsonNode tree = mapper.readTree(bodies.nextArray());
        return tree.path("model").textValue().length() + (tree.path("stream").booleanValue() ? 1 : 0);
    }

    /** Throws when the body isn't one whole valid document. */
    static void scan(BodyScanner scanner, ByteBuf body) {
        scanner.reset();
        final int length = body.readableBytes();
        for (int at = 0; at < length; at += Rotation.READ_BYTES) {
            scanner.feed(body, at, Math.min(Rotation.READ_BYTES, length - at));
        }
        if (!scanner.finish()) {
            throw new IllegalStateException(scanner.failure());
        }
    }
}
