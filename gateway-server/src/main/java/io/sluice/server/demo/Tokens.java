package io.sluice.server.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * The token counting of the simulated vendors, exact and easy to repeat in a test: a token is one word with the white
 * space before it, and one fragment of {@value #FRAGMENT_CHARS} characters in the arguments of a tool call. A streamed
 * answer holds one token in each content event.
 */
public final class Tokens {
    /** What an image, a sound or a file counts, whatever its size. */
    public static final int PER_ATTACHMENT = 85;

    private static final int FRAGMENT_CHARS = 8;

    private Tokens() {}

    /** Number of tokens in {@code text}: its words, or 1 when it holds nothing but white space. */
    public static int count(String text) {
        int tokens = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            final boolean space = Character.isWhitespace(text.charAt(i));
            if (!space && !inWord) {
                tokens++;
            }
            inWord = !space;
        }
        return tokens == 0 && !text.isEmpty() ? 1 : tokens;
    }

    /** The tokens of {@code text}; joined they are {@code text} again. White space at the end belongs to the last word. */
    public static List<String> pieces(String text) {
        final List<String> pieces = new ArrayList<>();
        int start = 0;
        boolean inWord = false;
        boolean sawWord = false;
        for (int i = 0; i < text.length(); i++) {
            final boolean space = Character.isWhitespace(text.charAt(i));
            if (space && inWord && hasWordFrom(text, i)) {
                pieces.add(text.substring(start, i));
                start = i;
                sawWord = false;
            }
            inWord = !space;
            sawWord |= !space;
        }
        if (sawWord || start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }

    private static boolean hasWordFrom(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Number of tokens in the JSON text of a tool call's arguments. */
    public static int countArguments(String json) {
        return fragments(json).size();
    }

    /** The tokens of a tool call's arguments, cut anywhere but inside a surrogate pair; joined they are {@code json} again. */
    public static List<String> fragments(String json) {
        final List<String> fragments = new ArrayList<>();
        int start = 0;
        while (start < json.length()) {
            int end = Math.min(json.length(), start + FRAGMENT_CHARS);
            if (end < json.length() && Character.isLowSurrogate(json.charAt(end))) {
                end++;
            }
            fragments.add(json.substring(start, end));
            start = end;
        }
        return fragments;
    }
}
