package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** A request parser under test, with its recording sink. */
public final class Requests implements EverySplit.Subject {
    private final RecordingRequestSink sink = new RecordingRequestSink();
    private final RequestParser parser;

    public Requests(final HttpLimits limits) {
        parser = new RequestParser(limits, sink);
    }

    public Requests() {
        this(HttpLimits.DEFAULT);
    }

    public RequestParser parser() {
        return parser;
    }

    public RecordingRequestSink sink() {
        return sink;
    }

    @Override
    public void feed(final ByteBuf in) {
        parser.feed(in);
    }

    @Override
    public List<String> calls() {
        return sink.calls();
    }

    @Override
    public void close() {
        parser.close();
    }

    /** The calls for an input, which no split changes. */
    public static List<String> calls(final String latin1) {
        return EverySplit.assertSame(latin1, Requests::new);
    }

    /** The calls for an input under other limits, which no split changes. */
    public static List<String> calls(final HttpLimits limits, final String latin1) {
        return EverySplit.assertSame(latin1, () -> new Requests(limits));
    }
}
