package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;

/** What a translation had to leave out, approximate or estimate; told to the client in the answer's head. Owned by one exchange, reused. */
public final class Losses {
    private static final int MAX_NAMES = 32;
    private static final int MAX_NAME_LENGTH = 64;

    private final List<String> dropped = new ArrayList<>(4);
    private final List<String> estimated = new ArrayList<>(1);
    private boolean rejecting;

    /**
     * Begins another request.
     *
     * @param reject whether what would be dropped is refused instead ({@code on-unsupported})
     */
    public void begin(boolean reject) {
        dropped.clear();
        estimated.clear();
        rejecting = reject;
    }

    /**
     * A member that tunes has no place upstream.
     *
     * @param field as the client wrote it
     * @throws UnsupportedException when such members are refused here
     */
    public void drop(String field, Dialect upstream) throws UnsupportedException {
        if (rejecting) {
            throw unsupported(field, upstream);
        }
        note(dropped, field);
    }

    /** A member was told in a form that is not quite what the client wrote. */
    public void approximate(String field) {
        note(dropped, field);
    }

    /** Something in an answer has no place in the client's dialect. */
    public void dropFromAnswer(String field) {
        note(dropped, field);
    }

    /** A number is the gateway's estimate. */
    public void estimate(String what) {
        note(estimated, what);
    }

    /** The refusal of a member that an upstream of that dialect can't honour. */
    public static UnsupportedException unsupported(String field, Dialect upstream) {
        return new UnsupportedException(
                field, "'" + field + "' can't be translated for an upstream that speaks " + upstream.configName());
    }

    /** Names for {@code x-sluice-dropped}, in the order of finding; without repetition, at most {@value #MAX_NAMES}, fit for a header. */
    public List<String> dropped() {
        return dropped;
    }

    /** Names for {@code x-sluice-estimated}. */
    public List<String> estimated() {
        return estimated;
    }

    private static void note(List<String> names, String name) {
        final String safe = safe(name);
        if (names.size() < MAX_NAMES && !names.contains(safe)) {
            names.add(safe);
        }
    }

    /** Names are the client's own words and end in a header: a name that could break out of it is made harmless. */
    private static String safe(String name) {
        boolean plain = name.length() <= MAX_NAME_LENGTH;
        for (int i = 0; plain && i < name.length(); i++) {
            plain = isPlain(name.charAt(i));
        }
        if (plain) {
            return name;
        }
        final StringBuilder made = new StringBuilder(MAX_NAME_LENGTH);
        for (int i = 0; i < Math.min(name.length(), MAX_NAME_LENGTH); i++) {
            made.append(isPlain(name.charAt(i)) ? name.charAt(i) : '?');
        }
        return made.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != ',';
    }
}
