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

/**
 * Plain completions, the older way to ask: a prompt is what a user says, and the answer's text what follows it. The client's side
 * only; towards an upstream this is chat.
 */
public final class CompletionsCodec implements DialectCodec {
    /** The only one: it holds nothing. */
    public static final CompletionsCodec INSTANCE = new CompletionsCodec();

    private CompletionsCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public RequestReader newRequestReader() {
        return new CompletionsRequestReader();
    }

    @Override
    public RequestWriter newRequestWriter() {
        return OpenAiCodec.INSTANCE.newRequestWriter();
    }

    @Override
    public ResponseReader newResponseReader() {
        return OpenAiCodec.INSTANCE.newResponseReader();
    }

    @Override
    public ResponseWriter newResponseWriter() {
        return new CompletionsResponseWriter();
    }

    @Override
    public StreamReader newStreamReader() {
        return OpenAiCodec.INSTANCE.newStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter() {
        return new CompletionsStreamWriter();
    }

    @Override
    public FailureReader failureReader() {
        return OpenAiCodec.INSTANCE.failureReader();
    }

    @Override
    public FailureWriter failureWriter() {
        return OpenAiCodec.INSTANCE.failureWriter();
    }
}
