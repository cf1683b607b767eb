package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Push parser of the requests of one connection; the rules are in {@link Violation}. Called on the connection's loop. Owns
 * nothing of what it is fed, except a copy of a head that straddles reads: {@link #close} releases it.
 */
public final class RequestParser extends MessageParser {
    private enum Step {
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        RETURN,
        LINE_FEED
    }

    private final RequestHead head;
    private final RequestSink sink;

    private Step step = Step.METHOD;
    private int targetAt;

    public RequestParser(final HttpLimits limits, final RequestSink sink) {
        this(limits, sink, new RequestHead());
    }

    private RequestParser(final HttpLimits limits, final RequestSink sink, final RequestHead head) {
        super(limits, head);
        this.head = head;
        this.sink = sink;
    }

    /**
     * A head that won't be delivered, for an answer in the caller's dialect: method, target and the fields read so far.
     * Readable during {@link RequestSink#violation}, of the head that broke a rule; and while {@link #inHead}, until the next
     * call, of the one whose end hasn't come.
     *
     * @return null when the target isn't known to be well formed, or the head was delivered before
     */
    public @Nullable RequestHead refusedHead() {
        return (phase == Phase.BROKEN || phase == Phase.HEAD) && head.hasTarget() ? head : null;
    }

    @Override
    void begin(final ByteBuf in) {
        final byte b = in.getByte(in.readerIndex());
        if (phase == Phase.BLANK) {
            if (b == Octets.LF) {
                in.skipBytes(1);
                position = 2;
                phase = Phase.IDLE;
            } else {
                fail(in, Violation.BARE_CR, 0);
            }
        } else if (b == Octets.CR) {
            if (position == 0) {
                in.skipBytes(1);
                position = 1;
                phase = Phase.BLANK;
            } else {
                fail(in, Violation.EMPTY_LINES, position);
            }
        } else if (b == Octets.LF) {
            fail(in, Violation.BARE_LF, position);
        } else {
            step = Step.METHOD;
            phase = Phase.HEAD;
        }
    }

    @Override
    int startLine(final ByteBuf buf, final int base, final int from, final int end) {
        int at = from;
        while (at < end) {
            switch (step) {
                case METHOD -> at = method(buf, base, at, end);
                case TARGET_START -> at = targetStart(buf, base, at);
                case TARGET -> at = target(buf, base, at, end);
                case VERSION -> {
                    if (end - at < Version.BYTES) {
                        scanned = at - base;
                        return MORE;
                    }
                    at = version(buf, base, at);
                }
                case RETURN -> {
                    final byte b = buf.getByte(at);
                    if (b != Octets.CR) {
                        return fields.fail(b == Octets.LF ? Violation.BARE_LF : Violation.VERSION_MALFORMED, at - base);
                    }
                    step = Step.LINE_FEED;
                    at++;
                }
                case LINE_FEED -> {
                    return buf.getByte(at) == Octets.LF ? at + 1 : fields.fail(Violation.BARE_CR, at - 1 - base);
                }
            }
            if (at < 0) {
                return at;
            }
        }
        scanned = at - base;
        return MORE;
    }

    private int method(final ByteBuf buf, final int base, final int from, final int end) {
        final int at = Octets.skip(buf, from, end, Octets.TOKEN);
        if (at == end) {
            return at;
        }
        final int length = at - base;
        if (buf.getByte(at) != Octets.SP || length == 0) {
            return fields.fail(Violation.METHOD_CHARACTER, length);
        }
        final Method method = Method.of(buf, base, length);
        if (method == Method.OTHER) {
            final Violation rule = Method.refused(buf, base, length);
            if (rule != null) {
                return fields.fail(rule, 0);
            }
        }
        head.method(method, 0, length);
        step = Step.TARGET_START;
        return at + 1;
    }

    private int targetStart(final ByteBuf buf, final int base, final int at) {
        final byte b = buf.getByte(at);
        if (b == '/') {
            targetAt = at - base;
            step = Step.TARGET;
            return at + 1;
        }
        final Violation rule = switch (b) {
            case '*' -> Violation.TARGET_ASTERISK;
            case Octets.CR, Octets.LF -> Violation.VERSION_MISSING;
            default -> Octets.is(b, Octets.TARGET) ? Violation.TARGET_NOT_ORIGIN_FORM : Violation.TARGET_CHARACTER;
        };
        return fields.fail(rule, at - base);
    }

    private int target(final ByteBuf buf, final int base, final int from, final int end) {
        final int at = Octets.skip(buf, from, end, Octets.TARGET);
        if (at == end) {
            return at;
        }
        final byte b = buf.getByte(at);
        if (b != Octets.SP) {
            final boolean lineEnds = b == Octets.CR || b == Octets.LF;
            return fields.fail(lineEnds ? Violation.VERSION_MISSING : Violation.TARGET_CHARACTER, at - base);
        }
        final int pathLength = Target.pathLength(buf, base + targetAt, at);
        if (pathLength < 0) {
            return fields.fail(Target.rule(pathLength), targetAt);
        }
        head.target(targetAt, at - base - targetAt, pathLength);
        step = Step.VERSION;
        return at + 1;
    }

    private int version(final ByteBuf buf, final int base, final int at) {
        final long version = buf.getLong(at);
        if (!Version.isKnown(version)) {
            return fields.fail(
                    Version.isWellFormed(buf, at) ? Violation.VERSION_UNSUPPORTED : Violation.VERSION_MALFORMED,
                    at - base);
        }
        head.http11(version == Version.HTTP_11);
        step = Step.RETURN;
        return at + Version.BYTES;
    }

    @Override
    @Nullable
    Violation judge() {
        return head.judge(limits);
    }

    @Override
    Phase phaseAfterHead() {
        if (head.chunked()) {
            return Phase.CHUNKED;
        }
        bodyLeft = head.contentLength();
        return bodyLeft > 0 ? Phase.LENGTH : Phase.IDLE;
    }

    @Override
    void deliverHead() {
        sink.head(head);
    }

    @Override
    void deliverBody(final ByteBuf in, final int index, final int length) {
        sink.body(in, index, length);
    }

    @Override
    void deliverEnd(final boolean leftover) {
        sink.end();
    }

    @Override
    void deliverViolation(final Violation rule, final long atOffset) {
        sink.violation(rule, atOffset);
    }
}
