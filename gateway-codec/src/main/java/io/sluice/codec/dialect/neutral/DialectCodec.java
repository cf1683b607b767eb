package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Dialect;

/** One vendor's way of speaking, as readers and writers around the neutral form. Immutable; makes parts that one thread then owns. */
public interface DialectCodec {
    Dialect dialect();

    RequestReader newRequestReader();

    RequestWriter newRequestWriter();

    ResponseReader newResponseReader();

    ResponseWriter newResponseWriter();

    StreamReader newStreamReader();

    StreamWriter newStreamWriter();

    FailureReader failureReader();

    FailureWriter failureWriter();
}
