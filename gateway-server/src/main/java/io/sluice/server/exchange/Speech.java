package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.ErrorWriter;
import io.sluice.codec.dialect.ModelPlace;
import io.sluice.codec.dialect.Streaming;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.http.Method;
import io.sluice.codec.http.ResponseHead;
import io.sluice.server.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * How a request is put to the upstream in hand, and its answer to the client: as it stands where both speak the same dialect, else
 * translated. Bound to one exchange and reused with it; confined to the loop.
 */
final class Speech {
    private final LoopContext loop;
    private final Answer answer;
    private final Inquiry inquiry;
    private final RequestBody body;
    private final Course course;
    private final Settlement settlement;
    private final Relays relays;
    private @Nullable Translation translation;
    private boolean streaming;
    private boolean usageAdded;

    Speech(
            LoopContext loop,
            Answer answer,
            Inquiry inquiry,
            RequestBody body,
            Course course,
            Settlement settlement,
            int maxHeldBytes) {
        this.loop = loop;
        this.answer = answer;
        this.inquiry = inquiry;
        this.body = body;
        this.course = course;
        this.settlement = settlement;
        this.relays = new Relays(answer, settlement.usage(), loop.readers(), maxHeldBytes);
    }

    /** Forgets the last request. */
    void reset() {
        usageAdded = false;
        streaming = false;
    }

    /** Finds out what kind of answer the request asks for. */
    void readRequest() {
        final Endpoint endpoint = inquiry.endpoint();
        streaming = endpoint.streaming() == Streaming.ALWAYS || body.asksForStream();
        usageAdded = streaming && endpoint.takesIncludeUsage() && !body.asksForUsage();
    }

    boolean isStreaming() {
        return streaming;
    }

    /** Makes ready to ask the upstream in hand; says why not when the request can't be put in its dialect. */
    @Nullable
    Refusal prepare(int maxHeldBytes) {
        final Translation known = translation;
        if (!course.isForeign(inquiry.endpoint())) {
            if (known != null) {
                known.leave();
            }
            return null;
        }
        final Translation foreign = translation();
        try {
            foreign.prepare(inquiry, body, streaming, course, maxHeldBytes);
            return null;
        } catch (UnsupportedException unsupported) {
            foreign.leave();
            return Refusal.field(unsupported.field(), String.valueOf(unsupported.getMessage()));
        }
    }

    /** The translation, while the upstream in hand speaks another dialect than the client. */
    @Nullable
    Translation foreign() {
        final Translation known = translation;
        return known != null && known.isActive() ? known : null;
    }

    /** An attempt begins: what it sends as it stands gets the upstream's name of the model. */
    void edit() {
        if (foreign() == null) {
            body.edit(course.mapped(), usageAdded);
        }
    }

    /** Sends the request. */
    void send(UpstreamConnection upstream) {
        final Destination destination = course.destination();
        final Translation foreign = foreign();
        if (foreign != null) {
            foreign.send(upstream, destination, inquiry.fields());
            upstream.requestComplete();
            upstream.flush();
            return;
        }
        final boolean hasBody = inquiry.endpoint().modelPlace() != ModelPlace.PIN;
        destination.writeHead(
                loop.scratch(),
                inquiry.endpoint(),
                inquiry.target(),
                course.mapped(),
                inquiry.fields(),
                hasBody ? body.editedLength() : inquiry.endpoint().method() == Method.POST ? 0 : -1);
        upstream.write(loop.leaveScratch(0));
        if (hasBody) {
            body.writeTo(upstream, loop.allocator());
        }
        upstream.requestComplete();
        upstream.flush();
    }

    /**
     * Begins an answer that may be passed on, its head held until the relay commits it.
     *
     * @param startedNs when the request began
     * @param upstreamShareNs how long of the time since then upstreams were waited for
     */
    Relay answerBegins(ResponseHead head, long startedNs, long upstreamShareNs) {
        final ByteBuf out = loop.scratch();
        final Translation foreign = foreign();
        final ChannelSecrets secrets = course.destination().secrets();
        if (foreign == null) {
            AnswerHead.upstream(out, head, inquiry.hasRateLimits(), secrets);
        }
        AnswerHead.ids(out, inquiry.requestId(), inquiry.clientRequestId());
        AnswerHead.served(out, course.destination().channelName(), course.attempts());
        final long nowNs = loop.nanoTime();
        RateLimitFields.write(out, inquiry.rateLimits(), nowNs);
        final long gatewayShareNs = nowNs - startedNs - upstreamShareNs;
        AnswerHead.timing(out, gatewayShareNs, upstreamShareNs);
        settlement.gatewayShare(gatewayShareNs);
        final ByteBuf held = loop.leaveScratch(Answer.FRAMING_BYTES);
        return foreign != null
                ? foreign.answerBegins(head, streaming, held, inquiry, secrets)
                : relays.begin(inquiry.endpoint(), inquiry.asksForEvents(), usageAdded, secrets, head, held);
    }

    /** Answers with the gateway's own count of the request's tokens; says why not when the request can't be read. */
    @Nullable
    Refusal tellEstimate() {
        final ByteBuf fields = loop.allocator().directBuffer(256);
        AnswerHead.ids(fields, inquiry.requestId(), inquiry.clientRequestId());
        try {
            translation().tellEstimate(inquiry, body, fields);
            return null;
        } catch (UnsupportedException malformed) {
            return Refusal.field(malformed.field(), String.valueOf(malformed.getMessage()));
        }
    }

    /** Tells a failure inside the answer, where it has a place for one. Returns whether the body may end properly after it. */
    boolean tellFailure(Fault fault, @Nullable String message) {
        final boolean told = fault == Fault.ERROR_IN_STREAM;
        final String words = Refusals.inStream(fault, message);
        final Translation foreign = foreign();
        if (foreign != null) {
            return told ? foreign.mayEndAfterFailure() : foreign.tellInStream(Failure.of(fault.told(), words));
        }
        final Dialect dialect = inquiry.endpoint().dialect();
        final boolean midEvent = relays.isMidEvent();
        if (relays.isEvents() && !told && !midEvent) {
            final long number = relays.eventCount();
            answer.span(ErrorWriter.streamEvent(dialect, fault.told(), words, number, loop.allocator()));
        } else if (relays.isArray() && !told) {
            answer.span(ErrorWriter.arrayTail(fault.told(), words, true, loop.allocator()));
        }
        return !midEvent && (told || (relays.isEvents() && dialect != Dialect.GEMINI));
    }

    /** Under which id the answer can be asked for later, or null. Cold. */
    @Nullable
    String answerId() {
        return relays.answerId();
    }

    /** Lets go of what the request needed. */
    void release() {
        relays.release();
        final Translation used = translation;
        if (used != null) {
            used.release();
        }
    }

    private Translation translation() {
        final Translation known = translation;
        if (known != null) {
            return known;
        }
        final Translation made = new Translation(loop, answer, settlement.usage());
        translation = made;
        return made;
    }
}
