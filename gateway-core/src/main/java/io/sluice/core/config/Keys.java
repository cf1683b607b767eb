package io.sluice.core.config;

import com.typesafe.config.ConfigUtil;
import java.util.regex.Pattern;

/** Full names of keys, as faults show them and as {@code --set} takes them. */
final class Keys {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private Keys() {}

    static String child(String path, String name) {
        final String shown = PLAIN.matcher(name).matches() ? name : ConfigUtil.quoteString(name);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** The key that holds this one; empty at the top. */
    static String parent(String path) {
        boolean inQuotes = false;
        int cut = 0;
        for (int i = 0; i < path.length(); i++) {
            final char c = path.charAt(i);
            if (c == '"') {
                inQuotes = !inQuotes;
            } else if (c == '\\' && inQuotes) {
                i++;
            } else if (!inQuotes && (c == '.' || c == '[')) {
                cut = i;
            }
        }
        return path.substring(0, cut);
    }
}
