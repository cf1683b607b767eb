package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.FailureReader;
import io.sluice.codec.dialect.neutral.FailureWriter;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;

/** Gemini's generateContent and the count of its tokens. */
public final class GeminiCodec implements DialectCodec {
    /** Streams are events. */
    public static final GeminiCodec EVENTS = new GeminiCodec(false);

    /** For clients that ask for a stream without {@code alt=sse}: one array, written piece by piece. */
    public static final GeminiCodec ARRAY = new GeminiCodec(true);

    private final boolean array;

    private GeminiCodec(boolean array) {
        this.array = array;
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    @Override
    public RequestReader newRequestReader() {
        return new GeminiRequestReader();
    }

    @Override
    public RequestWriter newRequestWriter() {
        return new GeminiRequestWriter();
    }

    @Override
    public ResponseReader newResponseReader() {
        return new GeminiResponseReader();
    }

    @Override
    public ResponseWriter newResponseWriter() {
        return new GeminiResponseWriter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new GeminiStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter() {
        return new GeminiStreamWriter(array);
    }

    @Override
    public FailureReader failureReader() {
        return GeminiFailures.INSTANCE;
    }

    @Override
    public FailureWriter failureWriter() {
        return array ? GeminiFailures.IN_ARRAY : GeminiFailures.INSTANCE;
    }
}
