package io.sluice.codec.dialect.neutral;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers turns by the rules every dialect needs: adjacent turns of one role become one, part by part and never by joining
 * text; in a user's turn results come first, in order, then the media lifted out of them by the writer, then the rest; empty
 * texts and turns left without parts are dropped.
 */
public final class Turns {
    private final List<Turn> turns = new ArrayList<>();
    private boolean mixed;

    /** The number of turns so far, for what stands between them. */
    public int count() {
        return turns.size();
    }

    /** Adds what one side said, to its last turn if it has the word already. */
    public void add(Turn.Role role, Part part) {
        if (part instanceof Part.Text text && text.text().isEmpty()) {
            return;
        }
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != role) {
            putInOrder();
            turns.add(new Turn(role, new ArrayList<>(2)));
        }
        final List<Part> parts = turns.get(turns.size() - 1).parts();
        mixed |= role == Turn.Role.USER
                && part instanceof Part.Result
                && !parts.isEmpty()
                && !(parts.get(parts.size() - 1) instanceof Part.Result);
        parts.add(part);
    }

    /** Once for each turn, however its parts are mixed. */
    private void putInOrder() {
        if (!mixed) {
            return;
        }
        mixed = false;
        final List<Part> parts = turns.get(turns.size() - 1).parts();
        final List<Part> rest = new ArrayList<>(parts.size());
        int results = 0;
        for (final Part part : parts) {
            if (part instanceof Part.Result) {
                parts.set(results++, part);
            } else {
                rest.add(part);
            }
        }
        for (int i = 0; i < rest.size(); i++) {
            parts.set(results + i, rest.get(i));
        }
    }

    List<Turn> build() {
        putInOrder();
        return List.copyOf(turns);
    }
}
