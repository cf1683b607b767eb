package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.ErrorWriter;
import io.sluice.codec.http.HeadWriter;
import java.nio.charset.StandardCharsets;

/** Writes the gateway's own refusals and failures, in the dialect and with the fields the client expects. Cold. */
final class ErrorAnswer {
    private static final byte[] CONTENT_TYPE = Ascii.of("content-type");
    private static final byte[] JSON = Ascii.of("application/json; charset=utf-8");
    private static final byte[] RETRY_AFTER = Ascii.of("retry-after");
    private static final byte[] ALLOW = Ascii.of("allow");
    private static final byte[] NO_CHANNEL = {'-'};
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private ErrorAnswer() {}

    static void tell(Refusal why, Inquiry inquiry, Course course, LoopContext loop, Answer answer) {
        final Dialect surface = inquiry.surface();
        final int retryAfterS = retryAfterSeconds(why.retryAfterNs());
        final ByteBuf out = loop.allocator().directBuffer(512);
        HeadWriter.statusLine(out, why.type().status(surface));
        HeadWriter.field(out, CONTENT_TYPE, JSON);
        AnswerHead.ids(out, inquiry.requestId(), inquiry.clientRequestId());
        if (course.attempts() > 0) {
            AnswerHead.served(
                    out, course.hasDestination() ? course.destination().channelName() : NO_CHANNEL, course.attempts());
        }
        RateLimitFields.write(out, inquiry.rateLimits(), loop.nanoTime());
        if (retryAfterS > 0) {
            HeadWriter.field(out, RETRY_AFTER, retryAfterS);
        }
        final String allow = why.allow();
        if (allow != null) {
            HeadWriter.field(out, ALLOW, Ascii.of(allow));
        }
        final String id = new String(inquiry.requestId(), StandardCharsets.US_ASCII);
        final ByteBuf body = inquiry.asksForArray()
                ? ErrorWriter.arrayBody(why.type(), why.message(), id, retryAfterS, loop.allocator())
                : ErrorWriter.body(surface, why.type(), why.message(), why.param(), id, retryAfterS, loop.allocator());
        answer.begin(out, body.readableBytes(), inquiry.isHeadOnly());
        answer.span(body);
        loop.telemetry().errorTold(why.type().ordinal());
    }

    private static int retryAfterSeconds(long ns) {
        if (ns < 0 || ns == Long.MAX_VALUE) {
            return 0;
        }
        return Math.clamp((ns + NS_PER_SECOND - 1) / NS_PER_SECOND, 1, Integer.MAX_VALUE);
    }
}
