package io.sluice.server.demo;

import java.util.List;

/** Gemini's words for a bad field, and its two spellings of each name. */
final class GeminiWording implements Wording {
    static final GeminiWording INSTANCE = new GeminiWording();

    private GeminiWording() {}

    /** {@code system_instruction} is {@code systemInstruction}. */
    @Override
    public String canonical(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        final StringBuilder camel = new StringBuilder();
        boolean up = false;
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            if (c == '_') {
                up = true;
            } else {
                camel.append(up ? Character.toUpperCase(c) : c);
                up = false;
            }
        }
        return camel.toString();
    }

    @Override
    public Refusal unknown(String path, String name) {
        return Refusal.invalid(
                "Invalid JSON payload received. Unknown name \"" + name + "\""
                        + (path.isEmpty() ? "" : " at '" + path + "'") + ": Cannot find field.",
                path);
    }

    @Override
    public Refusal missing(String path, String name) {
        final String full = Wording.child(path, name);
        return Refusal.invalid("* " + full + ": " + name + " is not specified\n", full);
    }

    @Override
    public Refusal wrongType(String path, String expected, String actual) {
        return Refusal.invalid("Invalid value at '" + path + "' (" + expected + "), got " + actual + ".", path);
    }

    @Override
    public Refusal outOfRange(String path, String value, double min, double max) {
        return Refusal.invalid(
                "* " + path + ": " + value + " is out of the supported range from " + OpenAiWording.plain(min) + " to "
                        + OpenAiWording.plain(max) + ".",
                path);
    }

    @Override
    public Refusal notOneOf(String path, String value, List<String> allowed) {
        return path.endsWith("role")
                ? Refusal.invalid("Please use a valid role: user, model.", path)
                : Refusal.invalid("Invalid value at '" + path + "', \"" + value + "\"", path);
    }

    @Override
    public Refusal broken(String path, String message) {
        return Refusal.invalid(message, path);
    }
}
