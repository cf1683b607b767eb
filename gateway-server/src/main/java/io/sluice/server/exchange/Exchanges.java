package io.sluice.server.exchange;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.sluice.codec.http.HttpLimits;
import io.sluice.core.config.ClientTimeouts;
import io.sluice.core.config.GatewayConfig;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.EdgeSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Recipe: a client connection whose requests become exchanges. */
public final class Exchanges {
    /** Bytes that may wait in a client's channel before its upstream is paused, unless the configured bound is lower. */
    private static final int MAX_UNSENT_BYTES = 64 * 1024;

    /** How long a connection beyond the limit may take to ask: others want its place. */
    private static final long SURPLUS_NS = 2_000_000_000L;

    private Exchanges() {}

    /** Serves a connection that has just been accepted on that loop; TLS, if any, stands in its pipeline already. */
    public static void serve(Channel channel, GatewayConfig config, LoopContext loop) {
        serve(channel, config, settings(config, Long.MAX_VALUE), loop, false);
    }

    /** As {@link #serve}, beyond the limit of connections: tells how the gateway is, refuses anything else, and closes. */
    public static void serveSurplus(Channel channel, GatewayConfig config, LoopContext loop) {
        serve(channel, config, settings(config, SURPLUS_NS), loop, true);
    }

    private static void serve(
            Channel channel, GatewayConfig config, EdgeSettings settings, LoopContext loop, boolean surplus) {
        final int high = Math.min(MAX_UNSENT_BYTES, config.limits().maxBufferedPerStreamBytes() / 2);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
        channel.pipeline()
                .addLast(new ClientConnection(
                        settings,
                        loop.wheel(),
                        loop.clock(),
                        loop.memory(),
                        client -> new Exchange(client, loop, surplus)));
    }

    private static EdgeSettings settings(GatewayConfig config, long mostNs) {
        final ClientTimeouts timeouts = config.clientTimeouts();
        // A body's bound is the exchange's to watch: it knows the dialect to refuse it in.
        return new EdgeSettings(
                new HttpLimits(config.limits().maxHeadBytes(), config.limits().maxHeaders(), Long.MAX_VALUE),
                Math.min(mostNs, timeouts.headNs()),
                Math.min(mostNs, timeouts.bodyIdleNs()),
                Math.min(mostNs, timeouts.keepAliveNs()),
                Math.min(mostNs, timeouts.writeIdleNs()));
    }

    /** Names of the faults that attempts are counted by, in the order of their numbers. */
    public static List<String> faultNames() {
        return Arrays.stream(Fault.values())
                .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
