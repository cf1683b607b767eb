package io.sluice.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells what the HOCON parser found wrong, shortly and without quoting a line that may hold a secret. */
final class SyntaxFaults {
    private static final Pattern ADVICE = Pattern.compile(" \\(if you (intended|want) .*", Pattern.DOTALL);
    private static final Pattern SENSITIVE = Pattern.compile(
            "credential|token|secret|passw|sha256|proxy|authorization|header|key|bearer|sk-", Pattern.CASE_INSENSITIVE);

    private static final String CONCATENATION =
            "text can't be followed by an object or a list, nor the other way round";

    private SyntaxFaults() {}

    static ConfigFault of(ConfigException e, Path file, String text) {
        final ConfigOrigin origin = e.origin();
        final Place place = origin == null ? new Place(file.toString(), 0) : Place.of(origin);
        return new ConfigFault(place.file(), place.line(), "", "syntax: " + reason(e, origin, place, text));
    }

    /** Why references can't be replaced by what they refer to. */
    static String unresolvable(ConfigException e) {
        if (e instanceof ConfigException.WrongType) {
            return CONCATENATION;
        }
        final String message = String.valueOf(e.getMessage());
        final int circle = message.indexOf("involving ");
        return circle < 0
                ? "its references can't be resolved"
                : "references go round in a circle: " + message.substring(circle + "involving ".length());
    }

    private static String reason(ConfigException e, @Nullable ConfigOrigin origin, Place place, String text) {
        if (e instanceof ConfigException.WrongType
                && String.valueOf(e.getMessage()).contains("Cannot concatenate")) {
            return CONCATENATION;
        }
        if (place.line() > 0 && SENSITIVE.matcher(line(text, place.line())).find()) {
            return "the line can't be understood (not shown, it may hold a secret): check quotes, braces and commas";
        }
        String message = String.valueOf(e.getMessage());
        if (origin != null && message.startsWith(origin.description() + ": ")) {
            message = message.substring(origin.description().length() + 2);
        }
        return ADVICE.matcher(message).replaceFirst("").strip();
    }

    private static String line(String text, int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }
}
