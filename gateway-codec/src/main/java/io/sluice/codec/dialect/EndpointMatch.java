package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request line meant: an endpoint, or why there is none. Flyweight, one a connection; positions point into the buffer
 * that was matched and are valid as long as that is.
 */
public final class EndpointMatch {
    private @Nullable Endpoint endpoint;
    private ErrorType error = ErrorType.UNKNOWN_URL;
    private Dialect surface = Dialect.OPENAI;
    private String allow = "";
    private int nameIndex;
    private int nameLength;

    /** The endpoint, or null: then {@link #error()} says why. */
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    /** Without an endpoint: {@link ErrorType#UNKNOWN_URL} or {@link ErrorType#METHOD_NOT_ALLOWED}. */
    public ErrorType error() {
        return error;
    }

    /** The dialect to tell errors in, also when no endpoint was found. */
    public Dialect surface() {
        return surface;
    }

    /** For a wrong method: the value of the {@code allow} field. */
    public String allow() {
        return allow;
    }

    /** Where the model's name or the response's id stands in the path, as it was sent (maybe percent-encoded). */
    public int nameIndex() {
        return nameIndex;
    }

    /** 0 when the path holds no name. */
    public int nameLength() {
        return nameLength;
    }

    /**
     * Copies the name, decoded.
     *
     * @param bytes borrowed: the buffer that was matched
     * @return its length, or -1 when it's longer than {@code into}
     */
    public int copyName(ByteBuf bytes, byte[] into) {
        int written = 0;
        final int end = nameIndex + nameLength;
        for (int i = nameIndex; i < end; ) {
            if (written == into.length) {
                return -1;
            }
            into[written++] = (byte) Percent.decode(bytes, i, end);
            i += Percent.width(bytes, i);
        }
        return written;
    }

    /** The name, decoded. Cold. */
    public String name(ByteBuf bytes) {
        final byte[] name = new byte[nameLength];
        return new String(name, 0, copyName(bytes, name), StandardCharsets.UTF_8);
    }

    void reset(Dialect errorSurface) {
        surface = errorSurface;
        error = ErrorType.UNKNOWN_URL;
        allow = "";
        endpoint = null;
        nameIndex = 0;
        nameLength = 0;
    }

    void name(int index, int length) {
        nameIndex = index;
        nameLength = length;
    }

    @Nullable
    Endpoint found(Endpoint found) {
        endpoint = found;
        surface = found.surface();
        return found;
    }

    void wrongMethod(Dialect errorSurface, String allowed) {
        surface = errorSurface;
        error = ErrorType.METHOD_NOT_ALLOWED;
        allow = allowed;
    }

    void unknown(Dialect errorSurface) {
        surface = errorSurface;
    }
}
