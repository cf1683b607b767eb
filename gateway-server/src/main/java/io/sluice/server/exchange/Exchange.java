package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.Violation;
import io.sluice.core.billing.Outcome;
import io.sluice.core.breaker.Verdict;
import io.sluice.core.config.OnDisconnect;
import io.sluice.core.limit.Admission;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.RequestListener;
import io.sluice.server.loop.Timeout;
import io.sluice.server.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * One request's life. Bound to a client connection and its loop, and reused for that connection's next request.
 *
 * <pre>
 * IDLE > RECEIVING > ATTEMPTING > SETTLED > IDLE
 *           |            |  ^__ PAUSED (before another attempt, or until the billing ring has room)
 *           |            |  ^__ FETCHING (what the request only names)
 *           |> REFUSING  |> ABANDONED (client gone, upstream read on for its usage)
 * </pre>
 *
 * Whatever happens, a request that an attempt was begun for is settled exactly once: {@link Settlement} sees to it.
 */
final class Exchange implements RequestListener {
    enum State {
        IDLE,
        RECEIVING,
        /** Refused already; the refusal is told when the body, which nobody wants, has arrived. */
        REFUSING,
        ATTEMPTING,
        PAUSED,
        /** What the request only names is fetched, for an upstream that doesn't fetch. */
        FETCHING,
        ABANDONED,
        SETTLED
    }

    /** A refused request's body up to this size is read to its end, so that the connection can be kept. */
    private static final long MAX_UNWANTED_BODY_BYTES = 64 * 1024;

    /** How often and how long an exchange waits for room on the billing ring. */
    private static final long RING_RETRY_NS = 10_000_000;

    private static final long RING_PATIENCE_NS = 1_000_000_000;

    /** A kept-alive connection that turns out to be closed is replaced this often before it counts as a failure. */
    private static final int MAX_STALE_CONNECTIONS = 3;

    @Nullable
    Exchange nextLive;

    @Nullable
    Exchange previousLive;

    private final ClientConnection client;
    private final LoopContext loop;
    private final boolean surplus;
    private final Answer answer;
    private final Inquiry inquiry;
    private final RequestBody body;
    private final Course course;
    private final Settlement settlement;
    private final Speech speech;
    private final Attempt attempt;
    private final Pause pause = new Pause();

    private State state = State.IDLE;
    private @Nullable Refusal refusal;
    /** Why an upstream that was passed over could not be asked. */
    private @Nullable Refusal unsayable;

    private Snapshot snapshot;
    private long startedNs;
    private long totalDeadlineNs;
    private long upstreamNs;
    private long ringPatienceEndsNs;
    /** Tokens are to be counted, and no upstream of the model does. */
    private boolean estimating;

    private int staleConnections;

    /** @param surplus whether the connection is one too many, so that only the gateway's health is told on it */
    Exchange(ClientConnection client, LoopContext loop, boolean surplus) {
        this.client = client;
        this.loop = loop;
        this.surplus = surplus;
        this.snapshot = loop.gateway().snapshot();
        this.answer = new Answer(client);
        this.body = new RequestBody(loop.memory(), loop.readers());
        this.inquiry = new Inquiry(loop);
        this.course = new Course(loop);
        this.settlement = new Settlement(loop, answer, inquiry, body);
        this.speech = new Speech(loop, answer, inquiry, body, course, settlement, snapshot.maxBufferedBytes());
        this.attempt = new Attempt(this, loop);
    }

    Answer answer() {
        return answer;
    }

    @Override
    public void head(RequestHead head) {
        begin(head.http11(), head.keepAlive());
        refusal = inquiry.read(head, snapshot, client.remoteAddress(), surplus);
        if (refusal != null) {
            refuseAtHead(head);
            return;
        }
        body.begin(inquiry.endpoint().bodyKind(), head);
        if (head.expectContinue()) {
            client.sendContinue();
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        if (state != State.RECEIVING) {
            return;
        }
        if (body.length() + length > snapshot.maxBodyBytes()) {
            refuse(Refusals.bodyTooLarge(snapshot.maxBodyBytes()));
            return;
        }
        if (!body.hasRoom(length)) {
            refuse(loop.shed(Capacity.Shed.MEMORY));
            return;
        }
        body.add(in, index, length);
    }

    @Override
    public void end() {
        if (state == State.REFUSING) {
            tellRefusal();
            return;
        }
        if (state != State.RECEIVING) {
            return;
        }
        final long nowNs = loop.nanoTime();
        final Refusal found = inquiry.isLocal() ? null : admit(nowNs);
        if (found != null) {
            refuse(found);
        } else if (inquiry.isLocal()) {
            answerLocally();
        } else if (estimating) {
            tellEstimate();
        } else {
            nextAttempt(nowNs);
        }
    }

    @Override
    public void violation(Violation rule) {
        beginRefused();
        refuse(Refusals.of(rule));
    }

    @Override
    public void requestTimeout() {
        beginRefused();
        refuse(Refusal.of(ErrorType.REQUEST_TIMEOUT, "the request did not arrive in time"));
    }

    @Override
    public void overloaded() {
        beginRefused();
        refuse(loop.shed(Capacity.Shed.MEMORY));
    }

    @Override
    public void clientGone() {
        attempt.clientGone();
        answer.discardRest();
        switch (state) {
            case ATTEMPTING, PAUSED, FETCHING -> abandon();
            case RECEIVING, REFUSING -> close();
            case IDLE, ABANDONED, SETTLED -> {}
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        attempt.clientWritable(writable);
    }

    /** The gateway stops and this request's time is up: it gets the end that its client can tell. */
    void shutDown() {
        switch (state) {
            case ATTEMPTING, PAUSED, FETCHING, ABANDONED -> {
                if (attempt.endIfTerminated()) {
                    return; // the client has the whole answer; only the upstream's goodbye is missing
                }
                loop.wheel().cancel(pause);
                attempt.cancel();
                giveBackPermit();
                failFinally(Fault.SHUTDOWN, null);
            }
            case RECEIVING, REFUSING -> refuse(Refusals.shuttingDown());
            case IDLE, SETTLED -> {}
        }
    }

    // What the attempt asks and tells.

    /** What the upstream was shown, and must not show anybody. */
    ChannelSecrets secrets() {
        return course.destination().secrets();
    }

    /** The channel that is tried, as the operator and the caller know it. */
    String channel() {
        return course.destination().channel();
    }

    /** Where the operator hears of what callers needn't know. */
    OperatorNotice notice() {
        return course.destination().notice();
    }

    /** Sends the request. */
    void send(UpstreamConnection upstream) {
        speech.send(upstream);
    }

    /** An answer begins that may be passed on: chooses how. Its head is held until the relay commits it. */
    Relay answerBegins(ResponseHead head, long headAfterNs) {
        return speech.answerBegins(head, startedNs, upstreamNs + headAfterNs);
    }

    /** No other attempt can follow: what it would have sent is let go. */
    void answerCommitted() {
        body.release();
        inquiry.release();
    }

    /** The answer has said that it is complete: it is on the books before its last bytes are flushed. */
    void answerTerminated() {
        settle(Outcome.OK);
    }

    void attemptSucceeded() {
        final boolean callersFault = attempt.status() >= 300;
        recordOutcome(callersFault ? Verdict.IGNORED : Verdict.SUCCESS);
        final Translation foreign = speech.foreign();
        if (callersFault && foreign != null) {
            settlement.status(foreign.toldStatus());
        }
        settle(callersFault ? Outcome.UPSTREAM_ERROR : Outcome.OK);
        finish();
    }

    private void settle(Outcome outcome) {
        if (inquiry.endpoint().dialect() == Dialect.OPENAI_RESPONSES
                && speech.foreign() == null
                && !settlement.isSettled()) {
            rememberResponse();
        }
        final boolean gone = state == State.ABANDONED;
        settlement.settle(gone ? Outcome.CLIENT_ABORT : outcome, attempt, course.attempts());
    }

    /** The attempt came to nothing, or broke off in the middle of an answer. */
    void attemptFailed(Fault fault, @Nullable String message) {
        if (fault == Fault.STALE_CONNECTION && ++staleConnections <= MAX_STALE_CONNECTIONS) {
            launch(loop.nanoTime());
            return;
        }
        loop.telemetry().attemptFailed(fault.ordinal());
        recordOutcome(fault.verdict());
        upstreamNs += attempt.spentNs();
        if (state == State.ABANDONED) {
            settle(Outcome.CLIENT_ABORT);
            close();
            return;
        }
        if (answer.isCommitted()) {
            failFinally(fault, message);
            return;
        }
        answer.discard();
        settlement.forgetAnswer();
        course.failed(fault, message, attempt, loop.nanoTime());
        if (course.mayGoOn(fault, loop.nanoTime(), totalDeadlineNs)) {
            nextAttempt(loop.nanoTime());
        } else {
            failFinally(fault, message);
        }
    }

    // The way of a request.

    /** A request whose head was never read whole is refused in the dialect that its path speaks, if it has one. */
    private void beginRefused() {
        if (state != State.IDLE && state != State.SETTLED) {
            return;
        }
        begin(true, false);
        final RequestHead head = client.refusedHead();
        if (head != null) {
            inquiry.readRefused(head);
        }
    }

    private void begin(boolean http11, boolean keepAlive) {
        state = State.RECEIVING;
        loop.live().add(this);
        snapshot = loop.gateway().snapshot();
        startedNs = loop.nanoTime();
        upstreamNs = 0;
        staleConnections = 0;
        refusal = null;
        unsayable = null;
        estimating = false;
        speech.reset();
        answer.reset(http11, keepAlive && !surplus && !loop.gateway().isDraining());
        course.reset();
        settlement.begin(startedNs);
        inquiry.begin(settlement.draft());
        loop.telemetry().requestStarted();
    }

    /** The whole request is here: what does it ask for, and may it? */
    private @Nullable Refusal admit(long nowNs) {
        final Refusal malformed = inquiry.readBody(body, snapshot);
        if (malformed != null) {
            return malformed;
        }
        final Endpoint endpoint = inquiry.endpoint();
        speech.readRequest();
        final ModelPlan plan = inquiry.plan();
        estimating = endpoint.purpose() == Endpoint.Purpose.COUNT && !Course.canAsk(plan, endpoint);
        if (estimating) {
            return null;
        }
        final Refusal noRoute = course.begin(plan, endpoint, snapshot);
        if (noRoute != null) {
            return noRoute;
        }
        totalDeadlineNs = startedNs + plan.totalNs();
        settlement.describe(inquiry, speech.isStreaming());
        final Admission.Verdict verdict = settlement.admit(inquiry, plan, nowNs);
        if (verdict == Admission.Verdict.ADMITTED) {
            loop.gateway().retryBudget().onRequest(nowNs);
        }
        return verdict == Admission.Verdict.ADMITTED
                ? null
                : Refusals.of(verdict, settlement.admission().retryAfterNs());
    }

    private void answerLocally() {
        final Refusal unknown = LocalAnswers.tell(inquiry, snapshot, loop, answer);
        if (unknown != null) {
            refuse(unknown);
            return;
        }
        settlement.status(200);
        finish();
    }

    private void tellEstimate() {
        final Refusal unreadable = speech.tellEstimate();
        if (unreadable != null) {
            refuse(unreadable);
            return;
        }
        settlement.status(200);
        finish();
    }

    /** Who made a stored response must be known when it is asked for; one that was deleted is forgotten. */
    private void rememberResponse() {
        final Endpoint endpoint = inquiry.endpoint();
        if (attempt.status() != 200) {
            return;
        }
        final String made = endpoint == Endpoint.RESPONSES ? speech.answerId() : null;
        if (made != null) {
            loop.gateway().pins().pin(made, course.pin(inquiry.caller().key().app(), loop.epochMs()));
        } else if (endpoint == Endpoint.RESPONSE_DELETE) {
            loop.gateway().pins().forget(String.valueOf(inquiry.pathName()));
        }
    }

    private void nextAttempt(long nowNs) {
        do {
            if (!course.choose(nowNs)) {
                nothingLeft();
                return;
            }
        } while (!isSayable(nowNs));
        final Translation foreign = speech.foreign();
        if (foreign != null && foreign.needsMedia()) {
            state = State.FETCHING;
            foreign.fetchMedia(snapshot.mediaTls(), this::mediaFetched);
            return;
        }
        attemptAfterDelay(nowNs);
    }

    /** All that the request names is here, or something can't be had; the request is written, or the upstream passed over. */
    private void mediaFetched() {
        if (state != State.FETCHING) {
            return;
        }
        final long nowNs = loop.nanoTime();
        if (isSayable(nowNs)) {
            attemptAfterDelay(nowNs);
        } else {
            nextAttempt(nowNs);
        }
    }

    private void attemptAfterDelay(long nowNs) {
        final long delayNs = course.delayNs();
        if (delayNs > 0) {
            pauseUntil(nowNs + delayNs);
            return;
        }
        ringPatienceEndsNs = nowNs + RING_PATIENCE_NS;
        putOnBooks(nowNs);
    }

    /** Whether the upstream in hand can be asked what the client asks: as it stands, or in its own dialect. */
    private boolean isSayable(long nowNs) {
        final Refusal why = speech.prepare(snapshot.maxBufferedBytes());
        if (why != null) {
            unsayable = why;
            course.passOver(attempt, nowNs);
        }
        return why == null;
    }

    private void nothingLeft() {
        final Refusal why = unsayable;
        if (why != null && course.attempts() == 0) {
            refuse(why);
        } else {
            failFinally(null, null);
        }
    }

    /** The intent is published before the request leaves; without room for it nothing leaves. */
    private void putOnBooks(long nowNs) {
        if (settlement.publishIntent(course)) {
            launch(nowNs);
        } else if (snapshot.waitsWhenFull() && nowNs < ringPatienceEndsNs) {
            pauseUntil(nowNs + RING_RETRY_NS);
        } else {
            giveBackPermit();
            refuse(Refusal.later(
                    ErrorType.OVERLOADED, "the gateway can't keep its books fast enough", RING_PATIENCE_NS));
        }
    }

    private void launch(long nowNs) {
        state = State.ATTEMPTING;
        speech.edit();
        attempt.start(course.destination(), course.timeouts(), totalDeadlineNs, nowNs);
    }

    private void pauseUntil(long deadlineNs) {
        state = State.PAUSED;
        loop.wheel().schedule(pause, deadlineNs);
    }

    private void recordOutcome(Verdict verdict) {
        course.recordOutcome(verdict, attempt, loop.nanoTime());
    }

    private void giveBackPermit() {
        if (course.holdsPermit()) {
            course.recordOutcome(Verdict.IGNORED, attempt, loop.nanoTime());
        }
    }

    private void abandon() {
        loop.wheel().cancel(pause);
        final long nowNs = loop.nanoTime();
        if (snapshot.onDisconnect() == OnDisconnect.DRAIN && attempt.isRunning() && attempt.wasSent()) {
            state = State.ABANDONED;
            attempt.drainUntil(nowNs + snapshot.drainUpToNs());
            return;
        }
        attempt.cancel();
        giveBackPermit();
        settle(Outcome.CLIENT_ABORT);
        close();
    }

    /** Nothing more is tried. What the client hears depends on what it has heard already. */
    private void failFinally(@Nullable Fault fault, @Nullable String message) {
        if (answer.isCommitted()) {
            final Fault known = fault == null ? Fault.TRUNCATED : fault;
            settle(known.outcome());
            breakOff(known, message);
            return;
        }
        answer.discard();
        final Refusal told = fault == Fault.SHUTDOWN ? Refusals.shuttingDown() : course.conclusion(loop.nanoTime());
        settlement.status(told.type().status(inquiry.surface()));
        settle(course.outcome(fault));
        tell(told);
    }

    /** The client has part of an answer: the failure is told inside the stream where there is one, never by a silent end. */
    private void breakOff(Fault fault, @Nullable String message) {
        final boolean properly = speech.tellFailure(fault, message);
        close(); // before the answer's end: the connection may at once bring the next request
        if (properly) {
            answer.finish();
        } else {
            answer.breakOff();
        }
    }

    private void refuseAtHead(RequestHead head) {
        state = State.REFUSING;
        final boolean unread = !loop.memory().hasRoom(Math.max(1, head.contentLength()))
                || head.chunked()
                || head.contentLength() > MAX_UNWANTED_BODY_BYTES
                || head.expectContinue();
        if (unread) {
            tellRefusal();
        }
    }

    private void refuse(Refusal why) {
        refusal = why;
        tellRefusal();
    }

    private void tellRefusal() {
        final Refusal why = refusal;
        settlement.withdraw();
        if (why != null) {
            tell(why);
        }
    }

    private void tell(Refusal why) {
        settlement.status(why.type().status(inquiry.surface()));
        ErrorAnswer.tell(why, inquiry, course, loop, answer);
        finish();
    }

    /** Ends the answer and gives everything back; the connection may at once bring the next request. */
    private void finish() {
        close();
        answer.finish();
    }

    private void close() {
        if (state == State.IDLE || state == State.SETTLED) {
            return;
        }
        state = State.SETTLED;
        loop.live().remove(this);
        settlement.close();
        body.release();
        inquiry.release();
        inquiry.leave();
        speech.release();
    }

    private final class Pause extends Timeout {
        @Override
        protected void expired(long nowNs) {
            if (state != State.PAUSED) {
                return;
            }
            if (ringPatienceEndsNs == 0) {
                ringPatienceEndsNs = nowNs + RING_PATIENCE_NS;
            }
            putOnBooks(nowNs);
        }
    }
}
