package io.sluice.codec.dialect.openai;

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

/** Chat completions. */
public final class OpenAiCodec implements DialectCodec {
    public static final OpenAiCodec INSTANCE = new OpenAiCodec();

    private OpenAiCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public RequestReader newRequestReader() {
        return new OpenAiRequestReader();
    }

    @Override
    public RequestWriter newRequestWriter() {
        return new OpenAiRequestWriter();
    }

    @Override
    public ResponseReader newResponseReader() {
        return new OpenAiResponseReader();
    }

    @Override
    public ResponseWriter newResponseWriter() {
        return new OpenAiResponseWriter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new OpenAiStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter() {
        return new OpenAiStreamWriter();
    }

    @Override
    public FailureReader failureReader() {
        return OpenAiFailures.INSTANCE;
    }

    @Override
    public FailureWriter failureWriter() {
        return OpenAiFailures.INSTANCE;
    }
}
