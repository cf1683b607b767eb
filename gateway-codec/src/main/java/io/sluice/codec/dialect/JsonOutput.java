package io.sluice.codec.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes small answers of our own into a buffer. Cold. */
final class JsonOutput {
    private static final int INITIAL_CAPACITY = 512;
    private static final JsonFactory JSON = new JsonFactory();

    private JsonOutput() {}

    /** What is to be written; also bytes around the JSON. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @return given: the caller releases it */
    static ByteBuf write(ByteBufAllocator alloc, Content content) {
        final ByteBuf buffer = alloc.buffer(INITIAL_CAPACITY);
        try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
            content.writeTo(out);
            return buffer;
        } catch (IOException e) {
            buffer.release();
            throw new UncheckedIOException("writing to memory", e);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    /** A generator that leaves {@code out} open when it's closed. */
    static JsonGenerator generator(OutputStream out) throws IOException {
        return JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }
}
