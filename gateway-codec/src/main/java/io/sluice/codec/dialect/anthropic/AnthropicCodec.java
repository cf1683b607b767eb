package io.sluice.codec.dialect.anthropic;

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
 * Anthropic's Messages and the count of their tokens. A count is read as a {@link io.sluice.codec.dialect.neutral.Response} without choices
 * whose usage tells the input.
 */
public final class AnthropicCodec implements DialectCodec {
    public static final AnthropicCodec INSTANCE = new AnthropicCodec();

    private AnthropicCodec() {}

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public RequestReader newRequestReader() {
        return new AnthropicRequestReader();
    }

    @Override
    public RequestWriter newRequestWriter() {
        return new AnthropicRequestWriter();
    }

    @Override
    public ResponseReader newResponseReader() {
        return new AnthropicResponseReader();
    }

    @Override
    public ResponseWriter newResponseWriter() {
        return new AnthropicResponseWriter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new AnthropicStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter() {
        return new AnthropicStreamWriter();
    }

    @Override
    public FailureReader failureReader() {
        return AnthropicFailures.INSTANCE;
    }

    @Override
    public FailureWriter failureWriter() {
        return AnthropicFailures.INSTANCE;
    }
}
