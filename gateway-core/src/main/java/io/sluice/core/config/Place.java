package io.sluice.core.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.regex.Pattern;

/**
 * Value: where something is written.
 *
 * @param line 1-based; 0 when there is none
 */
record Place(String file, int line) {
    /** Origins this package gives to what no file holds. */
    static final String ENVIRONMENT = "environment";

    static final String SET = "--set";
    static final String REFERENCE = "reference.conf";

    private static final Pattern SUFFIX = Pattern.compile(": [0-9]+(-[0-9]+)?$");
    private static final String MERGED = "merge of ";

    static Place of(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith(MERGED)) {
            description = description.substring(MERGED.length());
            final int comma = description.indexOf(',');
            description = comma < 0 ? description : description.substring(0, comma);
        }
        return new Place(SUFFIX.matcher(description).replaceFirst(""), Math.max(0, origin.lineNumber()));
    }

    /** Given as text by nature: numbers and switches come as strings from there. */
    static boolean isTextual(ConfigValue value) {
        final String file = of(value.origin()).file();
        return file.equals(ENVIRONMENT) || file.equals(SET);
    }

    boolean isWritten() {
        return line > 0 && !file.equals(REFERENCE);
    }
}
