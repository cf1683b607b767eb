package io.sluice.codec.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second, slow reading of a request head, by regular expressions straight from the grammar: what it refuses, the parser
 * must not accept.
 */
final class StrictReference {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String PCHAR = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private static final Pattern REQUEST_LINE = Pattern.compile(
            "(" + TOKEN + ") ((?:/" + PCHAR + "*)+)(\\?(?:" + PCHAR + "|[/?\\[\\]])*)? HTTP/1\\.([01])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \t]*([\t\\x20-\\x7e\\x80-\\xff]*?)[ \t]*");
    private static final Pattern BAD_PATH = Pattern.compile("%2f|%5c|%[01][0-9a-f]|%7f|/(?:\\.|%2e){1,2}(?:[/;]|$)");

    private StrictReference() {}

    /** @param head a request head with its empty line, latin-1 */
    static boolean accepts(final String head) {
        if (!head.endsWith("\r\n\r\n")) {
            return false;
        }
        final String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
        final Matcher requestLine = REQUEST_LINE.matcher(lines[0]);
        if (!requestLine.matches()
                || List.of("CONNECT", "TRACE", "PRI").contains(requestLine.group(1))
                || BAD_PATH.matcher(requestLine.group(2).toLowerCase(Locale.ROOT))
                        .find()) {
            return false;
        }
        final List<String> hosts = new ArrayList<>();
        final List<String> framing = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            final Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                return false;
            }
            switch (field.group(1).toLowerCase(Locale.ROOT)) {
                case "host" -> hosts.add(field.group(2));
                case "content-length" -> framing.add("cl=" + field.group(2));
                case "transfer-encoding" -> framing.add("te=" + field.group(2).toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        final boolean http11 = requestLine.group(4).equals("1");
        return areHostsValid(hosts, http11) && isFramingValid(framing, http11);
    }

    private static boolean areHostsValid(final List<String> hosts, final boolean http11) {
        if (hosts.isEmpty()) {
            return !http11;
        }
        return hosts.size() == 1 && hosts.getFirst().matches("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");
    }

    private static boolean isFramingValid(final List<String> framing, final boolean http11) {
        if (framing.isEmpty()) {
            return true;
        }
        return framing.size() == 1
                && (framing.getFirst().matches("cl=[0-9]{1,18}")
                        || http11 && framing.getFirst().equals("te=chunked"));
    }
}
