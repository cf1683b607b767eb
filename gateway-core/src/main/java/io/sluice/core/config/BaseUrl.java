package io.sluice.core.config;

/**
 * Value: where a channel's vendor answers.
 *
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param path what stands before every endpoint's own path: empty, or with a leading and without a trailing slash
 */
public record BaseUrl(boolean tls, String host, int port, String path) {
    /** What belongs in a {@code Host} field: brackets around IPv6, the port unless it is the scheme's own. */
    public String authority() {
        final String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path;
    }
}
