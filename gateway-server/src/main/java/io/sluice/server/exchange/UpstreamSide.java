package io.sluice.server.exchange;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.FailureReader;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.translate.Codecs;
import org.jspecify.annotations.Nullable;

/** What one exchange speaks with upstreams of one dialect; parts are made when they are first needed. Confined to the loop. */
final class UpstreamSide {
    private final DialectCodec codec;
    private final RequestWriter requestWriter;
    private @Nullable ResponseReader responseReader;
    private @Nullable StreamReader streamReader;

    private UpstreamSide(DialectCodec codec) {
        this.codec = codec;
        this.requestWriter = codec.newRequestWriter();
    }

    static UpstreamSide of(Dialect dialect) {
        return new UpstreamSide(Codecs.of(dialect));
    }

    RequestWriter requestWriter() {
        return requestWriter;
    }

    ResponseReader responseReader() {
        ResponseReader reader = responseReader;
        if (reader == null) {
            reader = codec.newResponseReader();
            responseReader = reader;
        }
        return reader;
    }

    StreamReader streamReader() {
        StreamReader reader = streamReader;
        if (reader == null) {
            reader = codec.newStreamReader();
            streamReader = reader;
        }
        return reader;
    }

    FailureReader failureReader() {
        return codec.failureReader();
    }
}
