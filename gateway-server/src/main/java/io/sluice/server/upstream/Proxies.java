package io.sluice.server.upstream;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.sluice.core.config.ProxyConfig;
import io.sluice.core.config.ProxyKind;
import io.sluice.core.config.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Recipe: how a proxy is asked for a connection, and what is said when it refuses. The proxy looks the name up. */
final class Proxies {
    private Proxies() {}

    static ProxyHandler handler(ProxyConfig proxy, InetSocketAddress address) {
        final String user = proxy.user();
        final Secret secret = proxy.password();
        final String password = secret == null ? "" : secret.reveal();
        final ProxyHandler handler;
        if (proxy.kind() == ProxyKind.SOCKS5) {
            handler = user == null ? new Socks5ProxyHandler(address) : new Socks5ProxyHandler(address, user, password);
        } else {
            handler = user == null ? new HttpProxyHandler(address) : new HttpProxyHandler(address, user, password);
        }
        handler.setConnectTimeoutMillis(0); // the connect deadline on the loop's wheel covers it
        return handler;
    }

    static InetSocketAddress destination(Origin origin) {
        final InetAddress literal = origin.literal();
        return literal != null
                ? new InetSocketAddress(literal, origin.port())
                : InetSocketAddress.createUnresolved(origin.host(), origin.port());
    }

    /** Kind, host and port: never who we are to it. */
    static String describe(ProxyConfig proxy) {
        return "proxy " + proxy.kind().configName() + "://" + proxy.host() + ":" + proxy.port();
    }

    /** Says what the proxy answered; the handler's own words hold addresses and a status, and are cut behind them. */
    static String refusal(ProxyConfig proxy, Origin origin, @Nullable Throwable cause) {
        final String message = cause == null ? null : cause.getMessage();
        final int status = message == null ? -1 : message.indexOf("status: ");
        final String said = message != null && status >= 0 ? message.substring(status) : "the connection broke";
        return describe(proxy) + " refused " + origin + ": " + said;
    }
}
