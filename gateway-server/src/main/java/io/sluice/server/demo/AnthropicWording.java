package io.sluice.server.demo;

import java.util.List;

/** Anthropic's words for a bad field: {@code messages.0.role: Input should be …}. */
final class AnthropicWording implements Wording {
    static final AnthropicWording INSTANCE = new AnthropicWording();

    private AnthropicWording() {}

    @Override
    public Refusal unknown(String path, String name) {
        return at(Wording.child(path, name), "Extra inputs are not permitted");
    }

    @Override
    public Refusal missing(String path, String name) {
        return at(Wording.child(path, name), "Field required");
    }

    @Override
    public Refusal wrongType(String path, String expected, String actual) {
        return at(path, "Input should be a valid " + (expected.equals("object") ? "dictionary" : expected));
    }

    @Override
    public Refusal outOfRange(String path, String value, double min, double max) {
        return at(path, "Input should be between " + OpenAiWording.plain(min) + " and " + OpenAiWording.plain(max));
    }

    @Override
    public Refusal notOneOf(String path, String value, List<String> allowed) {
        return at(path, "Input should be '" + String.join("', '", allowed) + "'");
    }

    @Override
    public Refusal broken(String path, String message) {
        return path.isEmpty() ? Refusal.invalid(message, null) : at(path, message);
    }

    private static Refusal at(String path, String message) {
        final String dotted = path.replace("[", ".").replace("]", "");
        return Refusal.invalid(dotted + ": " + message, dotted);
    }
}
