package io.sluice.codec.dialect.responses;

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

/** OpenAI's Responses as a dialect among others. */
public final class ResponsesCodec implements DialectCodec {
    /** The only one: it holds nothing. */
    public static final ResponsesCodec INSTANCE = new ResponsesCodec();

    private static final ResponsesFailures FAILURES = new ResponsesFailures();

    private ResponsesCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    public RequestReader newRequestReader() {
        return new ResponsesRequestReader();
    }

    @Override
    public RequestWriter newRequestWriter() {
        return new ResponsesRequestWriter();
    }

    @Override
    public ResponseReader newResponseReader() {
        return new ResponsesResponseReader();
    }

    @Override
    public ResponseWriter newResponseWriter() {
        return new ResponsesResponseWriter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new ResponsesStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter() {
        return new ResponsesStreamWriter();
    }

    @Override
    public FailureReader failureReader() {
        return FAILURES;
    }

    @Override
    public FailureWriter failureWriter() {
        return FAILURES;
    }
}
