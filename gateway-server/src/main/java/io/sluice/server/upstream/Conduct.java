package io.sluice.server.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.sluice.codec.http.ResponseParser;
import org.jspecify.annotations.Nullable;

/**
 * Decision: how a connection and its exchange have behaved, and so whether it may serve another, and what its end means. What
 * is held against it is never forgotten. Confined to the loop.
 */
final class Conduct {
    private boolean asked;
    private boolean requestComplete;
    private boolean leftover;
    private boolean closeNotified;
    private @Nullable Throwable fault;

    /** Another exchange begins. */
    void begin() {
        asked = false;
        requestComplete = false;
    }

    /** Some of the request has been sent: from now on there may be an answer. */
    void asked() {
        asked = true;
    }

    boolean isAsked() {
        return asked;
    }

    void requestComplete() {
        requestComplete = true;
    }

    /** The answer is complete; bytes behind it belong to none. */
    void behindAnswer(boolean bytes) {
        leftover |= bytes;
    }

    /** The peer ended TLS. */
    void closeNotified() {
        closeNotified = true;
    }

    /** Something below failed. */
    void broken(Throwable cause) {
        if (fault == null) {
            fault = cause;
        }
    }

    boolean isBroken() {
        return fault != null;
    }

    /** Whether the kernel has the whole request. */
    boolean isRequestSent(Channel channel) {
        final ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return requestComplete && unsent != null && unsent.totalPendingWriteBytes() == 0;
    }

    /** Whether nothing is against another exchange, when the answer is complete. */
    boolean isSpotless(Channel channel, ResponseParser parser) {
        return isRequestSent(channel)
                && !leftover
                && fault == null
                && !closeNotified
                && channel.isActive()
                && parser.isReusable();
    }

    /** What lies unread behind the answer would be taken for the next one's: a full last read, or a pause, may have left it there. */
    static boolean mayHoldMore(Channel channel) {
        final var reads = channel.unsafe().recvBufAllocHandle();
        return !channel.config().isAutoRead()
                || (reads.lastBytesRead() > 0 && reads.lastBytesRead() == reads.attemptedBytesRead());
    }

    /** What the end of input within an exchange is; null when it may be the end of the answer. */
    @Nullable
    UpstreamFailure failureAtEnd(boolean anyBytes, boolean tls) {
        if (fault != null) {
            return fault instanceof ChannelOutputShutdownException ? UpstreamFailure.WRITE : UpstreamFailure.RESET;
        }
        return anyBytes && tls && !closeNotified ? UpstreamFailure.TRUNCATED : null;
    }

    /** The words for that. */
    String detailAtEnd(Origin origin) {
        final Throwable cause = fault;
        if (cause == null) {
            return origin + " closed the connection without ending TLS";
        }
        return cause instanceof ChannelOutputShutdownException
                ? "sending to " + origin + " failed: " + words(cause)
                : "connection to " + origin + " broke: " + words(cause);
    }

    static String words(Throwable cause) {
        final String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
