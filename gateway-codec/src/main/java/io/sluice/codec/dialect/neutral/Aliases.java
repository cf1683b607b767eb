package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tool names that had to be changed for an upstream, and how to change them back. Empty for almost every request; cold otherwise. */
public final class Aliases {
    private @Nullable Map<String, String> originals;

    void clear() {
        originals = null;
    }

    /**
     * Remembers that a tool is called otherwise upstream.
     *
     * @throws UnsupportedException when another tool has that name already
     */
    public void rename(String original, String upstream) throws UnsupportedException {
        Map<String, String> known = originals;
        if (known == null) {
            known = new HashMap<>();
            originals = known;
        }
        final String other = known.putIfAbsent(upstream, original);
        if (other != null && !other.equals(original)) {
            throw new UnsupportedException(
                    "tools", "the tools '" + other + "' and '" + original + "' would have the same name upstream");
        }
    }

    /** Whether nothing was renamed. */
    public boolean isEmpty() {
        return originals == null;
    }

    /** The client's name for what the upstream calls so. */
    public JsonString restore(JsonString upstream) {
        final Map<String, String> known = originals;
        if (known == null) {
            return upstream;
        }
        final String original = known.get(upstream.text());
        return original == null ? upstream : JsonString.of(original);
    }
}
