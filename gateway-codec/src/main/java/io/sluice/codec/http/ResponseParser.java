package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Push parser of the responses of one upstream connection; the rules are in {@link Violation}. Each response must be
 * expected: a byte that arrives otherwise is a violation. Interim responses are swallowed, up to
 * {@value #MAX_INTERIM} for each final one. Called on the connection's loop. Owns nothing of what it is fed, except a copy of
 * a head that straddles reads: {@link #close} releases it.
 */
public final class ResponseParser extends MessageParser {
    private static final int MAX_INTERIM = 8;
    private static final int STATUS_BYTES = 4;

    private enum Step {
        VERSION,
        STATUS,
        REASON_START,
        REASON,
        LINE_FEED
    }

    private final ResponseHead head;
    private final ResponseSink sink;

    private Step step = Step.VERSION;
    private int interimCount;
    private boolean armed;
    private boolean answersHead;
    private boolean sawBytes;
    private boolean keepAlive = true;
    private boolean reusable = true;

    public ResponseParser(final HttpLimits limits, final ResponseSink sink) {
        this(limits, sink, new ResponseHead());
    }

    private ResponseParser(final HttpLimits limits, final ResponseSink sink, final ResponseHead head) {
        super(limits, head);
        this.head = head;
        this.sink = sink;
    }

    /**
     * Arms the parser for one response, between responses.
     *
     * @param headRequest whether it answers HEAD, and so has no body
     */
    public void expect(final boolean headRequest) {
        if (armed || phase != Phase.IDLE) {
            throw new IllegalStateException("the last response isn't over: " + phase);
        }
        armed = true;
        answersHead = headRequest;
        sawBytes = false;
        reusable = false;
        interimCount = 0;
    }

    /** The peer will send no more: ends a body that only this can end; anything else incomplete is truncated. */
    public void eof() {
        if (phase == Phase.BROKEN) {
            return;
        }
        keepAlive = false;
        reusable = false;
        if (phase == Phase.UNTIL_END) {
            end(Unpooled.EMPTY_BUFFER);
        } else if (armed) {
            truncate();
        }
    }

    /** Whether the connection may serve another request: nothing is under way, and nothing odd or final was seen on it. */
    public boolean isReusable() {
        return reusable && phase == Phase.IDLE;
    }

    /** Whether any byte of the response that was last expected has arrived. */
    public boolean sawBytes() {
        return sawBytes;
    }

    @Override
    void begin(final ByteBuf in) {
        if (!armed) {
            reusable = false;
            fail(in, Violation.UNSOLICITED_RESPONSE, 0);
            return;
        }
        sawBytes = true;
        step = Step.VERSION;
        phase = Phase.HEAD;
    }

    @Override
    int startLine(final ByteBuf buf, final int base, final int from, final int end) {
        int at = from;
        while (at < end) {
            switch (step) {
                case VERSION -> {
                    if (end - at < Version.BYTES) {
                        return more(at - base);
                    }
                    at = version(buf, base, at);
                }
                case STATUS -> {
                    if (end - at < STATUS_BYTES) {
                        return more(at - base);
                    }
                    at = status(buf, base, at);
                }
                case REASON_START -> {
                    final byte b = buf.getByte(at);
                    if (b != Octets.SP && b != Octets.CR) {
                        return fields.fail(lineRule(b), at - base);
                    }
                    step = b == Octets.SP ? Step.REASON : Step.LINE_FEED;
                    at++;
                }
                case REASON -> {
                    at = Octets.skipValue(buf, at, end);
                    if (at < end) {
                        final byte b = buf.getByte(at);
                        if (b != Octets.CR) {
                            return fields.fail(lineRule(b), at - base);
                        }
                        step = Step.LINE_FEED;
                        at++;
                    }
                }
                case LINE_FEED -> {
                    return buf.getByte(at) == Octets.LF ? at + 1 : fields.fail(Violation.BARE_CR, at - 1 - base);
                }
            }
            if (at < 0) {
                return at;
            }
        }
        return more(at - base);
    }

    private int more(final int scanned) {
        this.scanned = scanned;
        return MORE;
    }

    private static Violation lineRule(final byte b) {
        return b == Octets.LF ? Violation.BARE_LF : Violation.STATUS_LINE_MALFORMED;
    }

    private int version(final ByteBuf buf, final int base, final int at) {
        final long version = buf.getLong(at);
        if (!Version.isKnown(version)) {
            return fields.fail(
                    Version.isWellFormed(buf, at) ? Violation.VERSION_UNSUPPORTED : Violation.STATUS_LINE_MALFORMED,
                    at - base);
        }
        head.http11(version == Version.HTTP_11);
        step = Step.STATUS;
        return at + Version.BYTES;
    }

    private int status(final ByteBuf buf, final int base, final int at) {
        if (buf.getByte(at) != Octets.SP) {
            return fields.fail(Violation.STATUS_LINE_MALFORMED, at - base);
        }
        int status = 0;
        for (int i = 1; i < STATUS_BYTES; i++) {
            final int digit = buf.getByte(at + i) - '0';
            if (digit < 0 || digit > 9) {
                return fields.fail(Violation.STATUS_LINE_MALFORMED, at + i - base);
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599) {
            return fields.fail(Violation.STATUS_OUT_OF_RANGE, at + 1 - base);
        }
        head.status(status);
        step = Step.REASON_START;
        return at + STATUS_BYTES;
    }

    @Override
    @Nullable
    Violation judge() {
        final Violation rule = head.judge(limits, answersHead);
        return rule == null && head.interim() && ++interimCount > MAX_INTERIM
                ? Violation.TOO_MANY_INTERIM_RESPONSES
                : rule;
    }

    @Override
    Phase phaseAfterHead() {
        if (head.interim()) {
            position = 0;
            step = Step.VERSION;
            return Phase.HEAD;
        }
        keepAlive = head.keepAlive() && !head.closeDelimited();
        if (head.bodiless()) {
            return Phase.IDLE;
        }
        if (head.chunked()) {
            return Phase.CHUNKED;
        }
        if (head.closeDelimited()) {
            bodyLeft = limits.maxBodyBytes();
            return Phase.UNTIL_END;
        }
        bodyLeft = head.contentLength();
        return bodyLeft > 0 ? Phase.LENGTH : Phase.IDLE;
    }

    @Override
    void deliverHead() {
        if (!head.interim()) {
            sink.head(head);
        }
    }

    @Override
    void deliverBody(final ByteBuf in, final int index, final int length) {
        sink.body(in, index, length);
    }

    @Override
    void deliverChunk(final ByteBuf in, final int index, final int length, final int start, final int end) {
        sink.chunk(in, index, length, start, end);
    }

    @Override
    void deliverEnd(final boolean leftover) {
        armed = false;
        reusable = keepAlive && !leftover;
        sink.end();
    }

    @Override
    void deliverViolation(final Violation rule, final long atOffset) {
        armed = false;
        reusable = false;
        sink.violation(rule, atOffset);
    }
}
