package io.sluice.server.loop;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** How much one connection may read before its loop serves the others: no stream, however fast, starves them. */
public final class ReadTurn {
    /** Bytes of one read. */
    public static final int MAX_READ_BYTES = 64 * 1024;

    /** Reads in one turn; the loop asks the kernel again afterwards. */
    public static final int MAX_READS = 4;

    private static final int MIN_READ_BYTES = 64;
    private static final int FIRST_READ_BYTES = 2048;

    private ReadTurn() {}

    /** For {@link io.netty.channel.ChannelOption#RECVBUF_ALLOCATOR}; one may be shared by all channels. */
    public static RecvByteBufAllocator allocator() {
        return new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES)
                .maxMessagesPerRead(MAX_READS);
    }
}
