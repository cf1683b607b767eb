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

    private Exchanges() {}

    /** Serves a connection that has just been accepted on that loop; TLS, if any, stands in its pipeline already. */
    public static void serve(Channel channel, GatewayConfig config, LoopContext loop) {
        final int high = Math.min(MAX_UNSENT_BYTES, config.limits().maxBufferedPerStreamBytes() / 2);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
        channel.pipeline()
                .addLast(new ClientConnection(
                        settings(config), loop.wheel(), loop.clock(), client -> new Exchange(client, loop)));
    }

    private static EdgeSettings settings(GatewayConfig config) {
        final ClientTimeouts timeouts = config.clientTimeouts();
        // A body's bound is the exchange's to watch: it knows the dialect to refuse it in.
        return new EdgeSettings(
                new HttpLimits(config.limits().maxHeadBytes(), config.limits().maxHeaders(), Long.MAX_VALUE),
                timeouts.headNs(),
                timeouts.bodyIdleNs(),
                timeouts.keepAliveNs(),
                timeouts.writeIdleNs());
    }

    /** Names of the faults that attempts are counted by, in the order of their numbers. */
    public static List<String> faultNames() {
        return Arrays.stream(Fault.values())
                .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
