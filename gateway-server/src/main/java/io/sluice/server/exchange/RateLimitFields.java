package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.core.limit.RateLimiter;
import io.sluice.core.limit.RateLimits;

/** Writes {@code x-ratelimit-{limit,remaining,reset}-{requests,tokens}} of a key's limits, as OpenAI spells them. */
final class RateLimitFields {
    private static final byte[] LIMIT = Ascii.of("x-ratelimit-limit-");
    private static final byte[] REMAINING = Ascii.of("x-ratelimit-remaining-");
    private static final byte[] RESET = Ascii.of("x-ratelimit-reset-");
    private static final byte[] REQUESTS = Ascii.of("requests: ");
    private static final byte[] TOKENS = Ascii.of("tokens: ");
    private static final long NS_PER_MS = 1_000_000;

    private RateLimitFields() {}

    static void write(ByteBuf out, RateLimits limits, long nowNs) {
        final RateLimiter requests = limits.requests();
        if (requests != null) {
            write(out, requests, REQUESTS, nowNs);
        }
        final RateLimiter tokens = limits.tokens();
        if (tokens != null) {
            write(out, tokens, TOKENS, nowNs);
        }
    }

    private static void write(ByteBuf out, RateLimiter limiter, byte[] unit, long nowNs) {
        out.writeBytes(LIMIT).writeBytes(unit);
        Ascii.decimal(out, limiter.limit());
        out.writeShort(Ascii.LINE_END);
        out.writeBytes(REMAINING).writeBytes(unit);
        Ascii.decimal(out, Math.max(0, limiter.available(nowNs)));
        out.writeShort(Ascii.LINE_END);
        out.writeBytes(RESET).writeBytes(unit);
        duration(out, limiter.nsUntilFull(nowNs));
        out.writeShort(Ascii.LINE_END);
    }

    /** A duration as the vendor writes it: {@code 6ms}, {@code 1.5s}, {@code 6m0s}. */
    static void duration(ByteBuf out, long ns) {
        final long ms = (ns + NS_PER_MS - 1) / NS_PER_MS;
        if (ms < 1_000) {
            Ascii.decimal(out, ms);
            out.writeByte('m').writeByte('s');
            return;
        }
        if (ms >= 60_000) {
            Ascii.decimal(out, ms / 60_000);
            out.writeByte('m');
        }
        Ascii.decimal(out, ms % 60_000 / 1_000);
        final int rest = (int) (ms % 1_000);
        if (rest > 0 && ms < 60_000) {
            out.writeByte('.')
                    .writeByte('0' + rest / 100)
                    .writeByte('0' + rest / 10 % 10)
                    .writeByte('0' + rest % 10);
        }
        out.writeByte('s');
    }
}
