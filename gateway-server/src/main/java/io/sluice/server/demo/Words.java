package io.sluice.server.demo;

import java.util.List;

/** Value: a text as the tokens it leaves in, a short one repeated as often as it takes. Any thread. */
final class Words {
    static final Words NONE = new Words(new String[0], 0);

    private final String[] cycle;
    private final byte[][] quoted;
    private final byte[] quotedAgain;
    private final int count;

    private Words(String[] cycle, int count) {
        this.cycle = cycle;
        this.count = count;
        this.quoted = new byte[cycle.length][];
        for (int i = 0; i < cycle.length; i++) {
            quoted[i] = Json.quoted(cycle[i]);
        }
        this.quotedAgain = cycle.length == 0 ? new byte[0] : Json.quoted(again());
    }

    static Words of(String text) {
        return of(Tokens.pieces(text));
    }

    static Words of(List<String> pieces) {
        return pieces.isEmpty() ? NONE : new Words(pieces.toArray(String[]::new), pieces.size());
    }

    /** {@code count} tokens: those of the text, over and over. */
    Words repeatedTo(int count) {
        return cycle.length == 0 ? this : new Words(cycle, count);
    }

    /** The same with a first token of {@code length} bytes. */
    Words withHugeFirst(int length) {
        final String[] all = new String[Math.max(1, count)];
        for (int i = 1; i < count; i++) {
            all[i] = piece(i);
        }
        all[0] = "x".repeat(length);
        return new Words(all, all.length);
    }

    int count() {
        return count;
    }

    String piece(int i) {
        return i > 0 && i % cycle.length == 0 ? again() : cycle[i % cycle.length];
    }

    /** The token as a JSON string with its quotes. Shared: not to be written to. */
    byte[] quoted(int i) {
        return i > 0 && i % cycle.length == 0 ? quotedAgain : quoted[i % cycle.length];
    }

    /** The first token when it comes again: never glued to the last. */
    private String again() {
        return Character.isWhitespace(cycle[0].charAt(0)) ? cycle[0] : " " + cycle[0];
    }

    String text() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(piece(i));
        }
        return text.toString();
    }
}
