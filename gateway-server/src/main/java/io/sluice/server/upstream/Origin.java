package io.sluice.server.upstream;

import io.netty.util.NetUtil;
import io.sluice.core.config.ProxyConfig;
import io.sluice.server.tls.ClientTls;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Value: everything that makes connections interchangeable, hence the key of a pool. Make one for each channel when the
 * configuration is read and keep it: hashing is done once, and comparing an origin with itself costs one comparison.
 */
public final class Origin {
    private final String channel;
    private final String host;
    private final int port;
    private final @Nullable ClientTls tls;
    private final @Nullable ProxyConfig proxy;
    private final int maxConnections;
    private final long connectTimeoutNs;
    private final AddressRule addresses;
    private final int hash;
    private final @Nullable InetAddress literal;

    /**
     * @param channel whose connections these are: channels never share a pool, so that each has its own limit
     * @param host a name or an IP literal without brackets
     * @param tls null for plain text
     * @param proxy null to connect directly
     * @param maxConnections most connections of one loop, from 1
     * @param connectTimeoutNs for name, connect, proxy and handshake together, and for waiting while all are busy
     */
    public Origin(
            String channel,
            String host,
            int port,
            @Nullable ClientTls tls,
            @Nullable ProxyConfig proxy,
            int maxConnections,
            long connectTimeoutNs) {
        this(channel, host, port, tls, proxy, maxConnections, connectTimeoutNs, AddressRule.ANY);
    }

    /**
     * An origin that is connected to at some of its addresses only.
     *
     * @param addresses asked after the name was resolved, so that a name can't lead where an address may not
     */
    public Origin(
            String channel,
            String host,
            int port,
            @Nullable ClientTls tls,
            @Nullable ProxyConfig proxy,
            int maxConnections,
            long connectTimeoutNs,
            AddressRule addresses) {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("must be at least 1: maxConnections=" + maxConnections);
        }
        if (connectTimeoutNs < 1) {
            throw new IllegalArgumentException("must be at least 1: connectTimeoutNs=" + connectTimeoutNs);
        }
        this.channel = channel;
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.proxy = proxy;
        this.maxConnections = maxConnections;
        this.connectTimeoutNs = connectTimeoutNs;
        this.addresses = addresses;
        this.literal = NetUtil.createInetAddressFromIpAddressString(host);
        this.hash = Objects.hash(channel, host, port, tls, proxy, maxConnections, connectTimeoutNs);
    }

    /** Whose connections these are. */
    public String channel() {
        return channel;
    }

    /** A name or an IP literal without brackets. */
    public String host() {
        return host;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Most connections of one loop. */
    public int maxConnections() {
        return maxConnections;
    }

    /** For name, connect, proxy and handshake together, and for waiting while all are busy. */
    public long connectTimeoutNs() {
        return connectTimeoutNs;
    }

    @Nullable
    ClientTls tls() {
        return tls;
    }

    @Nullable
    ProxyConfig proxy() {
        return proxy;
    }

    /** Which of its addresses may be connected to. */
    AddressRule addresses() {
        return addresses;
    }

    /** The host's address when the host is one; needs no lookup. */
    @Nullable
    InetAddress literal() {
        return literal;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Origin that
                        && hash == that.hash
                        && port == that.port
                        && maxConnections == that.maxConnections
                        && connectTimeoutNs == that.connectTimeoutNs
                        && tls == that.tls
                        && addresses.equals(that.addresses)
                        && channel.equals(that.channel)
                        && host.equals(that.host)
                        && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Host and port, as in messages. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
