package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.sse.SseEvent;
import io.sluice.codec.sse.SseScanner;
import io.sluice.codec.sse.SseSink;
import org.jspecify.annotations.Nullable;

/**
 * Relays a stream of events into another dialect, step by step as it arrives. Committed with the first content, like any
 * stream; up to there its beginning is held and can be taken back.
 */
final class TranslatedStream extends Relay implements SseSink, EventSink {
    /** Largest event that is translated; a larger one ends the stream, told. */
    static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;

    private static final int SPAN_BYTES = 1024;

    private final Answer answer;
    private final Usage usage;
    private final ByteBufAllocator allocator;
    private final SseScanner scanner = new SseScanner(MAX_EVENT_BYTES, this);
    private final TokenEstimator estimator = new TokenEstimator();
    private final Usage estimate = new Usage();

    private @Nullable StreamReader reader;
    private @Nullable StreamWriter writer;
    private @Nullable Work work;
    private @Nullable ChannelSecrets withheld;
    private @Nullable ByteBuf out;
    private @Nullable Failure failure;
    private @Nullable Fault fault;
    private long events;
    private boolean content;
    private boolean usageTold;
    private boolean terminated;
    private boolean ending;

    TranslatedStream(Answer answer, Usage usage, ByteBufAllocator allocator) {
        this.answer = answer;
        this.usage = usage;
        this.allocator = allocator;
    }

    /**
     * Begins another stream.
     *
     * @param from reads what the upstream says
     * @param to writes what the client hears
     * @param secrets what an error must not show
     */
    void begin(StreamReader from, StreamWriter to, Work translation, ChannelSecrets secrets) {
        cancel();
        reader = from;
        writer = to;
        work = translation;
        withheld = secrets;
        from.begin(translation);
        to.begin(translation);
        scanner.reset();
        estimator.reset();
        failure = null;
        fault = null;
        events = 0;
        content = false;
        usageTold = false;
        terminated = false;
        ending = false;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        if (fault == null) {
            scanner.feed(in, index, length);
            passOn();
        }
    }

    @Override
    public void event(SseEvent event, int endIndex) {
        final StreamReader from = reader();
        if (fault != null || from.isOver()) {
            return;
        }
        events++;
        if (event.isOversized()) {
            event(new Event.Failed(Failure.of(
                    ErrorType.UPSTREAM_ERROR,
                    "an event of the upstream is larger than " + MAX_EVENT_BYTES + " bytes")));
        } else if (event.isComment()) {
            from.alive(this);
        } else {
            from.event(event.data(), event.dataIndex(), event.dataLength(), this);
        }
    }

    @Override
    public void event(Event event) {
        switch (event) {
            case Event.Failed failed -> fail(failed);
            case Event.Told told -> {
                usage.copyFrom(told.usage());
                usageTold = true;
                write(event);
            }
            case Event.End end -> {
                tellEstimate();
                write(event);
                terminated = true;
                answer.commit();
            }
            case Event.Text text -> {
                estimator.addJson(text.text());
                contentIs(event);
            }
            case Event.Reasoning reasoning -> {
                estimator.addJson(reasoning.text());
                contentIs(event);
            }
            case Event.CallArgs args -> {
                estimator.addJson(args.fragment());
                write(event);
            }
            case Event.CallStart start -> contentIs(event);
            case Event.Finished finished -> {
                write(event);
                answer.commit();
            }
            case Event.Start start -> write(event);
            case Event.Sealed sealed -> write(event);
            case Event.CallEnd end -> write(event);
            case Event.Alive alive -> write(event);
        }
    }

    private void contentIs(Event event) {
        write(event);
        content = true;
        answer.commit();
    }

    private void fail(Event.Failed failed) {
        failure = failed.failure();
        if (ending) {
            fault = Fault.TRUNCATED; // told by the exchange, which knows the words for it
        } else if (!answer.isCommitted() && !content) {
            fault = Fault.ERROR_UNDER_200;
        } else {
            fault = Fault.ERROR_IN_STREAM;
            write(new Event.Failed(masked(failed.failure())));
        }
    }

    private Failure masked(Failure told) {
        final ChannelSecrets secrets = withheld;
        return secrets == null
                ? told
                : new Failure(
                        told.type(),
                        told.status(),
                        secrets.maskedIn(told.message()),
                        told.code(),
                        told.param(),
                        told.retryAfterMs());
    }

    /** A client whose dialect always tells usage is told the gateway's estimate where the upstream told none. */
    private void tellEstimate() {
        final Work translation = work;
        if (!usageTold && translation != null) {
            estimate.set(translation.estimatedInputTokens(), 0, 0, estimator.tokens(), 0);
            write(new Event.Told(estimate));
        }
    }

    private void write(Event event) {
        ByteBuf to = out;
        if (to == null) {
            to = allocator.directBuffer(SPAN_BYTES);
            out = to;
        }
        final StreamWriter telling = writer();
        telling.event(event, to);
        final Failure gaveUp = telling.failure();
        if (gaveUp != null && fault == null) {
            failure = gaveUp;
            fault = Fault.ERROR_IN_STREAM;
        }
    }

    /** Ends a committed answer with a failure of the gateway's own finding, in the client's dialect. */
    void tell(Failure found) {
        write(new Event.Failed(found));
        passOn();
    }

    /** Whether the client would take the proper end of the body for a complete answer after a failure. */
    boolean mustCutAfterFailure() {
        return writer().mustCutAfterFailure();
    }

    private void passOn() {
        final ByteBuf written = out;
        if (written != null) {
            out = null;
            if (fault == Fault.ERROR_UNDER_200 || !written.isReadable()) {
                written.release();
            } else {
                answer.span(written);
            }
        }
    }

    @Override
    @Nullable
    Fault end() {
        if (fault == null) {
            scanner.finish();
        }
        if (fault == null && !reader().isOver()) {
            ending = true;
            reader().end(this);
        }
        passOn();
        return fault;
    }

    @Override
    @Nullable
    Fault earlyFault() {
        return fault; // whether or not the client has been told of it, nothing that still comes has a meaning
    }

    @Override
    long parts() {
        return events;
    }

    @Override
    boolean hasContent() {
        return content;
    }

    @Override
    boolean isTerminated() {
        return terminated;
    }

    @Override
    @Nullable
    String faultMessage() {
        final Failure known = failure;
        return known == null || ending ? null : known.message();
    }

    @Override
    long estimatedOutputTokens() {
        return estimator.tokens();
    }

    private StreamReader reader() {
        final StreamReader from = reader;
        if (from == null) {
            throw new IllegalStateException("no stream was begun");
        }
        return from;
    }

    private StreamWriter writer() {
        final StreamWriter to = writer;
        if (to == null) {
            throw new IllegalStateException("no stream was begun");
        }
        return to;
    }

    @Override
    void cancel() {
        final ByteBuf written = out;
        if (written != null) {
            out = null;
            written.release();
        }
    }
}
