package io.sluice.core.config;

/**
 * Value: one thing that is wrong, or worth a warning, with its place.
 *
 * @param file the file's name as it was given, or {@code --set}
 * @param line 1-based; 0 when there is none
 * @param key the full path of the key; empty when the file as a whole is meant
 */
public record ConfigFault(String file, int line, String key, String reason) {
    /** Line feeds and other control characters are made visible: one fault is one line, whatever the file holds. */
    public ConfigFault {
        file = Texts.visible(file);
        key = Texts.visible(key);
        reason = Texts.visible(reason);
    }

    /** {@code FILE:LINE: KEY: reason}, without the parts there are none of. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + reason;
    }
}
