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
            turns.add(new Turn(role, new ArrayList<>(2)));
        }
        final List<Part> parts = turns.get(turns.size() - 1).parts();
        if (role == Turn.Role.USER && part instanceof Part.Result) {
            parts.add(firstNoResult(parts), part);
        } else {
            parts.add(part);
        }
    }

    private static int firstNoResult(List<Part> parts) {
        int at = 0;
        while (at < parts.size() && parts.get(at) instanceof Part.Result) {
            at++;
        }
        return at;
    }

    List<Turn> build() {
        return List.copyOf(turns);
    }
}
