package io.sluice.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;

/** What a parsed value is, told in the words of the config's reader. */
final class Values {
    private Values() {}

    /** Whether the value itself is known; what it holds may not be. */
    static boolean isResolved(ConfigValue value) {
        try {
            if (value instanceof ConfigObject object) {
                return object.keySet() != null;
            }
            return value.valueType() != null;
        } catch (ConfigException.NotResolved e) {
            return false;
        }
    }

    /** The value's text as it was written, numbers included. */
    static String text(ConfigValue value) {
        return value.atKey("v").getString("v");
    }

    /** Names the kind of value, and shows it where it can't be a secret. */
    static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> "the text " + Texts.quoted(text(value));
            case NUMBER -> text(value);
            case BOOLEAN -> String.valueOf(value.unwrapped());
            default -> kind(value);
        };
    }

    static String kind(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case OBJECT -> "an object { … }";
            case LIST -> "a list [ … ]";
            case NULL -> "null";
        };
    }
}
