package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A response parser under test, armed for one response, with its recording sink. */
public final class Responses implements EverySplit.Subject {
    private final RecordingResponseSink sink = new RecordingResponseSink();
    private final ResponseParser parser;
    private final boolean eof;
    private boolean reusable;

    /** @param eof whether the peer closes behind the input */
    public Responses(final HttpLimits limits, final boolean answersHead, final boolean eof) {
        parser = new ResponseParser(limits, sink);
        parser.expect(answersHead);
        this.eof = eof;
    }

    public ResponseParser parser() {
        return parser;
    }

    @Override
    public void feed(final ByteBuf in) {
        parser.feed(in);
    }

    @Override
    public List<String> calls() {
        final List<String> calls = new ArrayList<>(sink.calls());
        if (reusable) {
            calls.add("reusable");
        }
        return calls;
    }

    @Override
    public void close() {
        if (eof) {
            parser.eof();
        }
        reusable = parser.isReusable();
        parser.close();
    }

    /** The calls for an answer to a request other than HEAD, on a connection that stays open. */
    public static List<String> calls(final String latin1) {
        return EverySplit.assertSame(latin1, () -> new Responses(HttpLimits.DEFAULT, false, false));
    }

    /** The calls for an answer behind which the peer closes. */
    public static List<String> callsUntilEof(final String latin1) {
        return EverySplit.assertSame(latin1, () -> new Responses(HttpLimits.DEFAULT, false, true));
    }
}
