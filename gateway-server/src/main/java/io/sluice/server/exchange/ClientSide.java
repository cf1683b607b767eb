package io.sluice.server.exchange;

import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.FailureWriter;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.ResponseWriter;
import io.sluice.codec.dialect.neutral.StreamWriter;
import org.jspecify.annotations.Nullable;

/** What one exchange speaks with a client of one endpoint; parts are made when they are first needed. Confined to the loop. */
final class ClientSide {
    private final DialectCodec codec;
    private final RequestReader requestReader;
    private @Nullable ResponseWriter responseWriter;
    private @Nullable StreamWriter streamWriter;

    ClientSide(DialectCodec codec) {
        this.codec = codec;
        this.requestReader = codec.newRequestReader();
    }

    RequestReader requestReader() {
        return requestReader;
    }

    ResponseWriter responseWriter() {
        ResponseWriter writer = responseWriter;
        if (writer == null) {
            writer = codec.newResponseWriter();
            responseWriter = writer;
        }
        return writer;
    }

    StreamWriter streamWriter() {
        StreamWriter writer = streamWriter;
        if (writer == null) {
            writer = codec.newStreamWriter();
            streamWriter = writer;
        }
        return writer;
    }

    FailureWriter failureWriter() {
        return codec.failureWriter();
    }
}
