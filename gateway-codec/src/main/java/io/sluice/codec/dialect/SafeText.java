package io.sluice.codec.dialect;

/** Makes an upstream's words fit to be shown: one line, bounded, no credential. Cold. */
final class SafeText {
    static final String MASK = "***";

    private static final String[] KEY_PREFIXES = {
        "sk-", "sk_", "pk-", "AIza", "ya29.", "gsk_", "xai-", "AKIA", "Bearer ", "key="
    };
    private static final int MIN_KEY_LENGTH = 8;

    private SafeText() {}

    static String of(String text, int maxLength) {
        return bounded(masked(oneLine(text)), maxLength);
    }

    /** Control characters and runs of white space become one space. */
    private static String oneLine(String text) {
        final StringBuilder line = new StringBuilder(text.length());
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (isBlank(c)) {
                if (!space) {
                    line.append(' ');
                }
                space = true;
            } else {
                line.append(c);
                space = false;
            }
        }
        if (space && !line.isEmpty()) {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || (c >= 0x7f && c <= 0xa0) || (c >= 0x2028 && c <= 0x202e) || c == 0xfeff || c == 0xfffd;
    }

    private static String masked(String text) {
        String masked = text;
        for (String prefix : KEY_PREFIXES) {
            masked = masked(masked, prefix);
        }
        return masked;
    }

    private static String masked(String text, String prefix) {
        int at = text.indexOf(prefix);
        if (at < 0) {
            return text;
        }
        final StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        while (at >= 0) {
            final int end = keyEnd(text, at + prefix.length());
            if (end - at - prefix.length() >= MIN_KEY_LENGTH && startsWord(text, at)) {
                out.append(text, copied, at + prefix.length()).append(MASK);
                copied = end;
            }
            at = text.indexOf(prefix, Math.max(end, at + 1));
        }
        return out.append(text, copied, text.length()).toString();
    }

    private static boolean startsWord(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
    }

    private static int keyEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isKeyChar(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isKeyChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '*'
                || c == '/'
                || c == '+'
                || c == '=';
    }

    private static String bounded(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        final int end = Character.isHighSurrogate(text.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1;
        return text.substring(0, end) + "…";
    }

    static String withoutTags(String page) {
        final StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < page.length()) {
            final int open = page.indexOf('<', at);
            if (open < 0) {
                return text.append(page, at, page.length()).toString();
            }
            text.append(page, at, open).append(' ');
            final int close = page.indexOf('>', unseenEnd(page, open));
            at = close < 0 ? page.length() : close + 1;
        }
        return text.toString();
    }

    /** Styles and scripts are no text: their closing tag is where to go on. */
    private static int unseenEnd(String page, int open) {
        for (String tag : new String[] {"style", "script"}) {
            if (page.regionMatches(true, open + 1, tag, 0, tag.length())) {
                final int close = page.indexOf("</" + tag, open);
                return close < 0 ? page.length() : close;
            }
        }
        return open;
    }
}
