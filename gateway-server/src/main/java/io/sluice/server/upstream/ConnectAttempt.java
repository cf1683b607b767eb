package io.sluice.server.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sluice.core.config.ProxyConfig;
import io.sluice.server.loop.Timeout;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.tls.TlsFaults;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way: RESOLVING > DIALING (> PROXY) (> TLS) > DONE; each may also go straight to DONE, nothing leaves
 * it. A name with several addresses is dialed address by address, each getting its share of the time that is left, and
 * the first that answers is kept. Bound to its loop; as a timeout it is the deadline of the step it is in.
 */
final class ConnectAttempt extends Timeout {
    private enum Step {
        RESOLVING("looking the name up"),
        DIALING("connecting"),
        PROXY("the proxy's answer"),
        TLS("the TLS handshake"),
        DONE("nothing");

        private final String words;

        Step(String words) {
            this.words = words;
        }
    }

    private final OriginPool pool;
    private final UpstreamPools pools;
    private final Origin origin;
    private final @Nullable ProxyConfig proxy;
    private Step step = Step.RESOLVING;
    private long connectDeadlineNs;
    private List<InetAddress> addresses = List.of();
    private int nextAddress;
    private @Nullable Channel channel;

    ConnectAttempt(OriginPool pool, UpstreamPools pools, Origin origin) {
        this.pool = pool;
        this.pools = pools;
        this.origin = origin;
        this.proxy = origin.proxy();
    }

    void start(long nowNs) {
        connectDeadlineNs = nowNs + origin.connectTimeoutNs();
        pools.wheel().schedule(this, connectDeadlineNs);
        final InetAddress literal =
                proxy == null ? origin.literal() : NetUtil.createInetAddressFromIpAddressString(proxy.host());
        if (literal != null) {
            dialAll(List.of(literal), nowNs);
            return;
        }
        final Future<List<InetAddress>> lookup = pools.names().resolveAll(proxy == null ? origin.host() : proxy.host());
        lookup.addListener((Future<List<InetAddress>> resolved) -> resolved(resolved));
    }

    private void resolved(Future<List<InetAddress>> lookup) {
        if (step != Step.RESOLVING) {
            return;
        }
        if (!lookup.isSuccess() || lookup.getNow().isEmpty()) {
            final String host = proxy == null ? origin.host() : proxy.host();
            fail(proxy == null ? ConnectFailure.DNS : ConnectFailure.PROXY, "no address found for " + host);
            return;
        }
        dialAll(lookup.getNow(), pools.nowNs());
    }

    private void dialAll(List<InetAddress> found, long nowNs) {
        step = Step.DIALING;
        addresses = proxy == null ? allowed(found) : found;
        if (addresses.isEmpty()) {
            fail(ConnectFailure.FORBIDDEN, origin.host() + " has no address that may be connected to");
            return;
        }
        dialNext(nowNs);
    }

    private List<InetAddress> allowed(List<InetAddress> found) {
        if (origin.addresses().equals(AddressRule.ANY)) {
            return found;
        }
        final List<InetAddress> allowed = new ArrayList<>(found);
        allowed.removeIf(address -> !origin.addresses().allows(address));
        return allowed;
    }

    private void dialNext(long nowNs) {
        final int left = addresses.size() - nextAddress;
        pools.wheel().schedule(this, nowNs + (connectDeadlineNs - nowNs) / left);
        final InetAddress address = addresses.get(nextAddress++);
        final InetSocketAddress first = new InetSocketAddress(address, proxy == null ? origin.port() : proxy.port());
        final UpstreamConnection connection = new UpstreamConnection(pool, pools, origin);
        final Bootstrap bootstrap = pools.newBootstrap().handler(connection.handler());
        final ChannelFuture registered = bootstrap.register();
        final Channel dialed = registered.channel();
        if (dialed == null || registered.cause() != null) {
            fail(ConnectFailure.EXHAUSTED, "can't open a socket: " + reason(registered.cause()));
            return;
        }
        channel = dialed;
        if (proxy == null) {
            dialed.connect(first).addListener((ChannelFuture done) -> dialed(done, connection, null));
        } else {
            final ProxyHandler handler = Proxies.handler(proxy, first);
            dialed.pipeline().addFirst(handler);
            dialed.connect(Proxies.destination(origin))
                    .addListener((ChannelFuture done) -> dialed(done, connection, handler));
        }
    }

    private boolean isCurrent(Channel dialed) {
        if (step != Step.DONE && dialed.equals(channel)) {
            return true;
        }
        dialed.close(); // given up meanwhile
        return false;
    }

    private void dialed(ChannelFuture done, UpstreamConnection connection, @Nullable ProxyHandler handler) {
        if (!isCurrent(done.channel())) {
            return;
        }
        if (!done.isSuccess()) {
            refused(reason(done.cause()));
        } else if (handler != null) {
            step = Step.PROXY;
            pools.wheel().schedule(this, connectDeadlineNs);
            handler.connectFuture().addListener((Future<Channel> open) -> proxied(open, done.channel(), connection));
        } else {
            secure(done.channel(), connection);
        }
    }

    private void refused(String reason) {
        final long nowNs = pools.nowNs();
        abandon();
        if (nextAddress < addresses.size() && connectDeadlineNs - nowNs > 0) {
            dialNext(nowNs);
        } else if (proxy == null) {
            fail(ConnectFailure.REFUSED, "can't connect to " + origin + ": " + reason);
        } else {
            fail(ConnectFailure.PROXY, "can't connect to " + Proxies.describe(proxy) + ": " + reason);
        }
    }

    private void proxied(Future<Channel> open, Channel dialed, UpstreamConnection connection) {
        if (!isCurrent(dialed)) {
            return;
        }
        if (open.isSuccess()) {
            secure(dialed, connection);
        } else if (proxy != null) {
            fail(ConnectFailure.PROXY, Proxies.refusal(proxy, origin, open.cause()));
        }
    }

    private void secure(Channel dialed, UpstreamConnection connection) {
        final ClientTls tls = origin.tls();
        if (tls == null) {
            succeed(connection);
            return;
        }
        step = Step.TLS;
        pools.wheel().schedule(this, connectDeadlineNs);
        final SslHandler handler = tls.newHandler(dialed.alloc(), origin.host(), origin.port());
        handler.handshakeFuture().addListener((Future<Channel> shaken) -> shaken(shaken, dialed, connection));
        connection.addBefore(handler);
    }

    private void shaken(Future<Channel> shaken, Channel dialed, UpstreamConnection connection) {
        if (!isCurrent(dialed)) {
            return;
        }
        if (shaken.isSuccess()) {
            succeed(connection);
        } else {
            fail(
                    ConnectFailure.TLS,
                    "TLS handshake with " + origin + " failed: " + TlsFaults.describe(shaken.cause(), origin.host()));
        }
    }

    private void succeed(UpstreamConnection connection) {
        step = Step.DONE;
        channel = null;
        pools.wheel().cancel(this);
        if (!connection.isOpen()) {
            pool.connectFailed(ConnectFailure.REFUSED, origin + " closed the connection at once");
            return;
        }
        connection.ready(pools.nowNs());
        pool.connected(connection);
    }

    private void fail(ConnectFailure failure, String message) {
        step = Step.DONE;
        pools.wheel().cancel(this);
        abandon();
        pool.connectFailed(failure, message);
    }

    private void abandon() {
        final Channel dialed = channel;
        channel = null;
        if (dialed != null) {
            dialed.close();
        }
    }

    @Override
    protected void expired(long nowNs) {
        if (step == Step.DIALING && nextAddress < addresses.size() && connectDeadlineNs - nowNs > 0) {
            abandon();
            dialNext(nowNs);
            return;
        }
        final String via = proxy == null ? "" : " by " + Proxies.describe(proxy);
        fail(
                ConnectFailure.TIMEOUT,
                "connecting to " + origin + via + " took longer than " + origin.connectTimeoutNs() / 1_000_000
                        + " ms, waiting for " + step.words);
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        final Throwable root = cause.getCause() == null ? cause : cause.getCause();
        final String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
