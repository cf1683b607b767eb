package io.sluice.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;

/** Tells in its own words what the HOCON parser found wrong: the parser quotes the text it stumbled over, which may hold a secret. */
final class SyntaxFaults {
    private static final String CONCATENATION =
            "text can't be followed by an object or a list, nor the other way round";

    /** What the parser's message contains, and what is said instead; the first that fits. */
    private static final String[][] WORDS = {
        {"Cannot concatenate", CONCATENATION},
        {"file root", "the whole must be an object, not a list"},
        {"may not be followed by token", "a key must be followed by = or : or {"},
        {"unbalanced close brace", "a closing brace is too many"},
        {"include", "include must be followed by the name of a file in quotes"},
        {"newline", "a quote must be closed on its line"},
        {"ubstitution", "a reference must be ${path} or ${?path}"},
        {"'$' not followed by", "a reference must be ${path} or ${?path}"},
        {"path", "a key must be names with dots between them, in quotes where they hold other signs"},
        {"End of input", "the text ends too early: a brace, a bracket or a quote isn't closed"},
        {"end of file", "the text ends too early: a brace, a bracket or a quote isn't closed"},
        {"or a comma", "a comma or a line feed is missing, or text with special signs isn't in quotes"},
        {"Reserved character", "text with special signs must be in quotes"},
    };

    private static final String OTHER = "can't be understood: check quotes, braces and commas";

    private SyntaxFaults() {}

    static ConfigFault of(ConfigException e, Path file) {
        final ConfigOrigin origin = e.origin();
        final Place place = origin == null ? new Place(file.toString(), 0) : Place.of(origin);
        return new ConfigFault(place.file(), place.line(), "", "syntax: " + reason(String.valueOf(e.getMessage())));
    }

    private static String reason(String message) {

        for (String[] words : WORDS) {
            if (message.contains(words[0])) {
                return words[1];
            }
        }
        return OTHER;
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
}
