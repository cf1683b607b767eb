package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HeadWriter;
import io.sluice.codec.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of an answer: what the upstream's head says, less what concerned only the hop to it or its account, and
 * the gateway's own fields. Framing and the empty line are {@link Answer}'s.
 */
final class AnswerHead {
    private static final byte[] REQUEST_ID = Ascii.of("x-request-id");
    private static final byte[] UPSTREAM_REQUEST_ID = Ascii.of("x-upstream-request-id");
    private static final byte[] CLIENT_REQUEST_ID = Ascii.of("x-client-request-id");
    private static final byte[] CHANNEL = Ascii.of("x-sluice-channel");
    private static final byte[] ATTEMPTS = Ascii.of("x-sluice-attempts");
    private static final byte[] TIMING = Ascii.of("server-timing: gw;dur=");
    private static final byte[] TIMING_UPSTREAM = Ascii.of(", up;dur=");
    private static final byte[] RATE_PREFIX = Ascii.of("x-ratelimit-");
    private static final byte[] OWN_PREFIX = Ascii.of("x-sluice-");

    /** Of the vendor's connection or account, or the gateway's own to say. */
    private static final FieldName[] WITHHELD = {
        FieldName.SET_COOKIE,
        FieldName.of("alt-svc"),
        FieldName.of("strict-transport-security"),
        FieldName.of("server-timing"),
        FieldName.of("x-client-request-id"),
        FieldName.of("proxy-status"),
        FieldName.of("nel"),
        FieldName.of("report-to")
    };

    private AnswerHead() {}

    /**
     * Status line and passed-on fields of an upstream's answer.
     *
     * @param ownRateLimits whether the gateway tells its own {@code x-ratelimit-} fields, instead of the account's
     * @param secrets a field that repeats one of them is left out
     */
    static void upstream(ByteBuf out, ResponseHead head, boolean ownRateLimits, ChannelSecrets secrets) {
        HeadWriter.statusLine(out, head.status());
        final ByteBuf bytes = head.bytes();
        final int count = head.fieldCount();
        for (int i = 0; i < count; i++) {
            if (!head.forwardable(i) || isWithheld(head, i, ownRateLimits) || isTelling(head, i, secrets)) {
                continue;
            }
            if (head.nameIs(i, FieldName.X_REQUEST_ID)) {
                out.writeBytes(UPSTREAM_REQUEST_ID);
            } else {
                out.writeBytes(bytes, head.nameOffset(i), head.nameLength(i));
            }
            out.writeShort(Ascii.COLON_SPACE);
            out.writeBytes(bytes, head.valueOffset(i), head.valueLength(i));
            out.writeShort(Ascii.LINE_END);
        }
    }

    /** The ids of the request: the gateway's, and the client's own when it sent a well-formed one. */
    static void ids(ByteBuf out, byte[] requestId, byte @Nullable [] clientRequestId) {
        HeadWriter.field(out, REQUEST_ID, requestId);
        if (clientRequestId != null) {
            HeadWriter.field(out, CLIENT_REQUEST_ID, clientRequestId);
        }
    }

    /** Which channel answered, at which attempt. */
    static void served(ByteBuf out, byte[] channel, int attempts) {
        HeadWriter.field(out, CHANNEL, channel);
        HeadWriter.field(out, ATTEMPTS, attempts);
    }

    /** {@code server-timing}: the gateway's own share up to the answer's head, and the upstream's; milliseconds. */
    static void timing(ByteBuf out, long gatewayNs, long upstreamNs) {
        out.writeBytes(TIMING);
        Ascii.millis(out, gatewayNs);
        out.writeBytes(TIMING_UPSTREAM);
        Ascii.millis(out, upstreamNs);
        out.writeShort(Ascii.LINE_END);
    }

    private static boolean isWithheld(ResponseHead head, int field, boolean ownRateLimits) {
        for (final FieldName name : WITHHELD) {
            if (head.nameIs(field, name)) {
                return true;
            }
        }
        return startsWith(head, field, OWN_PREFIX) || (ownRateLimits && startsWith(head, field, RATE_PREFIX));
    }

    /** Looks at name and value as they came, with what is between them. */
    private static boolean isTelling(ResponseHead head, int field, ChannelSecrets secrets) {
        final int start = head.nameOffset(field);
        return secrets.isIn(head.bytes(), start, head.valueOffset(field) + head.valueLength(field) - start);
    }

    private static boolean startsWith(ResponseHead head, int field, byte[] prefix) {
        if (head.nameLength(field) < prefix.length) {
            return false;
        }
        final ByteBuf bytes = head.bytes();
        final int offset = head.nameOffset(field);
        for (int i = 0; i < prefix.length; i++) {
            if (Ascii.lower(bytes.getByte(offset + i)) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
