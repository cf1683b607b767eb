package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.List;

/** Names of tools in the forms the vendors take; a name that had to be changed is remembered, to be restored in the answer. */
public final class ToolNames {
    private static final int MAX_LENGTH = 64;

    private ToolNames() {}

    /**
     * The name in the form {@code [A-Za-z0-9_-]{1,64}}.
     *
     * @throws UnsupportedException when two tools would have the same name
     */
    public static JsonString plain(JsonString name, Work work) throws UnsupportedException {
        return name(name, work, false);
    }

    /**
     * The name in the form {@code [A-Za-z_][A-Za-z0-9_.:-]*}, at most 64 characters.
     *
     * @throws UnsupportedException when two tools would have the same name
     */
    public static JsonString gemini(JsonString name, Work work) throws UnsupportedException {
        return name(name, work, true);
    }

    /**
     * Makes the names of all tools known, so that two that would be the same are found whichever comes first.
     *
     * @throws UnsupportedException when two tools would have the same name
     */
    public static void plainAll(List<Tool> tools, Work work) throws UnsupportedException {
        all(tools, work, false);
    }

    /**
     * The same for the form of {@link #gemini}.
     *
     * @throws UnsupportedException when two tools would have the same name
     */
    public static void geminiAll(List<Tool> tools, Work work) throws UnsupportedException {
        all(tools, work, true);
    }

    /** A name that needs no change is only remembered once another was changed: those before it are seen again. */
    private static void all(List<Tool> tools, Work work, boolean gemini) throws UnsupportedException {
        for (int i = 0; i < tools.size(); i++) {
            name(tools.get(i).name(), work, gemini);
        }
        for (int i = 0; !work.aliases().isEmpty() && i < tools.size(); i++) {
            name(tools.get(i).name(), work, gemini);
        }
    }

    private static JsonString name(JsonString name, Work work, boolean gemini) throws UnsupportedException {
        if (isLegal(name, gemini)) {
            if (!work.aliases().isEmpty()) {
                work.aliases().rename(name.text(), name.text());
            }
            return name;
        }
        final String original = name.text();
        final StringBuilder legal = new StringBuilder(original.length() + 1);
        if (gemini && !original.isEmpty() && isLateStart(original.charAt(0))) {
            legal.append('_');
        }
        original.codePoints().forEach(c -> legal.append(isLegal(c, gemini) ? (char) c : '_'));
        if (legal.length() > MAX_LENGTH) {
            legal.setLength(MAX_LENGTH);
        }
        if (legal.isEmpty()) {
            throw new UnsupportedException("tools", "a tool has no name");
        }
        work.aliases().rename(original, legal.toString());
        return JsonString.of(legal.toString());
    }

    private static boolean isLegal(JsonString name, boolean gemini) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || gemini && isLateStart(name.byteAt(0))) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.byteAt(i), gemini)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegal(int c, boolean gemini) {
        return CallIds.isPlain(c) || gemini && (c == '.' || c == ':');
    }

    private static boolean isLateStart(int c) {
        return c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':';
    }
}
