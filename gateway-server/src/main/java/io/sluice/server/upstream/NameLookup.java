package io.sluice.server.upstream;

import io.netty.channel.EventLoop;
import io.netty.resolver.NameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.sluice.server.loop.LoopTransport;
import java.net.InetAddress;

/** Recipe: a loop's own resolver. The hosts file goes first; answers are kept for their own time, at most a minute. */
final class NameLookup {
    private static final int MAX_TTL_S = 60;
    private static final int NEGATIVE_TTL_S = 1;
    private static final long QUERY_TIMEOUT_MS = 2000;

    private NameLookup() {}

    static NameResolver<InetAddress> on(EventLoop loop, LoopTransport transport) {
        return new DnsNameResolverBuilder(loop)
                .datagramChannelType(transport.datagramChannel())
                .socketChannelType(transport.socketChannel())
                .ttl(0, MAX_TTL_S)
                .negativeTtl(NEGATIVE_TTL_S)
                .queryTimeoutMillis(QUERY_TIMEOUT_MS)
                .consolidateCacheSize(64) // requests that miss together ask once
                .build();
    }
}
