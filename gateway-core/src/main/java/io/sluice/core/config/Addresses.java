package io.sluice.core.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the addresses of vendors and proxies. A user and a password may stand in one, so a wrong one is shown only when it can't hold any. */
final class Addresses {
    private Addresses() {}

    /** Parts of {@code scheme://[user[:password]@]host[:port][/rest]}, not yet judged. */
    private record Parts(
            String scheme,
            @Nullable String userInfo,
            String host,
            @Nullable String port,
            String rest) {}

    static BaseUrl baseUrl(String text) {
        final Parts parts = split(text, "http(s)://host[:port][/path]");
        final boolean tls = parts.scheme().equals("https");
        if (!tls && !parts.scheme().equals("http")) {
            throw new BadValueException("must begin with http:// or https://" + shown(text));
        }
        if (parts.userInfo() != null) {
            throw new BadValueException("must not hold a user or a password (value not shown): use credential");
        }
        if (parts.rest().indexOf('?') >= 0 || parts.rest().indexOf('#') >= 0) {
            throw new BadValueException("must not hold a query or a fragment (value not shown)");
        }
        return new BaseUrl(tls, host(parts), port(parts, tls ? 443 : 80), path(parts.rest(), text));
    }

    static ProxyConfig proxy(String text) {
        final Parts parts = split(text, "http://host:port or socks5://host:port");
        final ProxyKind kind = switch (parts.scheme()) {
            case "http" -> ProxyKind.HTTP;
            case "socks5" -> ProxyKind.SOCKS5;
            default -> throw new BadValueException("must begin with http:// or socks5://" + shown(text));
        };
        if (!parts.rest().isEmpty() && !parts.rest().equals("/")) {
            throw new BadValueException("must end behind the port" + shown(text));
        }
        if (parts.port() == null) {
            throw new BadValueException("must name a port" + shown(text));
        }
        final String userInfo = parts.userInfo();
        if (userInfo == null) {
            return new ProxyConfig(kind, host(parts), port(parts, 0), null, null);
        }
        final int colon = userInfo.indexOf(':');
        final String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        final Secret password = colon < 0 ? null : Secret.of(decoded(userInfo.substring(colon + 1)));
        return new ProxyConfig(kind, host(parts), port(parts, 0), user, password);
    }

    private static Parts split(String text, String form) {
        final int colon = text.indexOf("://");
        if (colon <= 0) {
            throw new BadValueException("must be " + form + shown(text));
        }
        final int start = colon + 3;
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        final String authority = text.substring(start, end);
        final int at = authority.lastIndexOf('@');
        final String hostPort = authority.substring(at + 1);
        final int portColon = hostPort.indexOf(':', Math.max(0, hostPort.lastIndexOf(']')));
        return new Parts(
                text.substring(0, colon).toLowerCase(Locale.ROOT),
                at < 0 ? null : authority.substring(0, at),
                portColon < 0 ? hostPort : hostPort.substring(0, portColon),
                portColon < 0 ? null : hostPort.substring(portColon + 1),
                text.substring(end));
    }

    private static String host(Parts parts) {
        final String host = parts.host();
        final boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        final String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed && bare.indexOf(':') < 0) {
            throw new BadValueException("must name a host, has " + Texts.quoted(host));
        }
        try {
            return Texts.host(bare);
        } catch (BadValueException e) {
            throw new BadValueException("must name a host or an IP address, has " + Texts.quoted(host));
        }
    }

    private static int port(Parts parts, int standard) {
        final String text = parts.port();
        if (text == null) {
            return standard;
        }
        int port = 0;
        for (int i = 0; i < text.length() && port <= 0xffff; i++) {
            final int digit = text.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? 0x10000 : port * 10 + digit;
        }
        if (port < 1 || port > 0xffff) {
            throw new BadValueException("must have a port of 1..65535, has " + Texts.quoted(text));
        }
        return port;
    }

    private static String path(String rest, String text) {
        int end = rest.length();
        while (end > 0 && rest.charAt(end - 1) == '/') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            final char c = rest.charAt(i);
            if (c <= ' ' || c > '~' || "\"<>\\^`{|}".indexOf(c) >= 0) {
                throw new BadValueException("has a character that can't stand in a path" + shown(text));
            }
        }
        return rest.substring(0, end);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadValueException("must have its user and password percent-encoded (value not shown)");
        }
    }

    private static String shown(String text) {
        final boolean mayHoldSecret = text.indexOf('@') >= 0 || text.indexOf('?') >= 0;
        return mayHoldSecret ? " (value not shown)" : ", is " + Texts.quoted(text);
    }
}
