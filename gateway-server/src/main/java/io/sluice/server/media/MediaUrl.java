package io.sluice.server.media;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Value: an address that may be fetched.
 *
 * @param target path and query, as it goes on the wire
 */
record MediaUrl(String host, int port, String target) {
    private static final int HTTPS = 443;
    private static final int MAX_LENGTH = 4096;

    /** The address in the text; null when it is none that may be fetched: another scheme, credentials inside, or malformed. */
    static @Nullable MediaUrl parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    /** The address that a redirect leads to, or null. */
    @Nullable
    MediaUrl resolve(String location) {
        if (location.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return of(new URI("https", null, host, port, null, null, null).resolve(new URI(location)));
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            return null;
        }
    }

    private static @Nullable MediaUrl of(URI uri) {
        final String host = uri.getHost();
        if (!"https".equalsIgnoreCase(uri.getScheme()) || host == null || uri.getRawUserInfo() != null) {
            return null;
        }
        final String path = uri.getRawPath();
        final String query = uri.getRawQuery();
        final String target = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
                return null;
            }
        }
        final String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new MediaUrl(bare, uri.getPort() < 0 ? HTTPS : uri.getPort(), target);
    }

    /** As the host field names it. */
    String authority() {
        final String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == HTTPS ? name : name + ":" + port;
    }
}
