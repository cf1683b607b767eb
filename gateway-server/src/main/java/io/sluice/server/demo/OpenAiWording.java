package io.sluice.server.demo;

import java.util.List;

/** OpenAI's words for a bad field. */
final class OpenAiWording implements Wording {
    static final OpenAiWording INSTANCE = new OpenAiWording();

    private OpenAiWording() {}

    @Override
    public Refusal unknown(String path, String name) {
        return path.isEmpty()
                ? new Refusal(400, "Unrecognized request argument supplied: " + name, null, null)
                : bad("Unknown parameter: '" + Wording.child(path, name) + "'.", path, name, "unknown_parameter");
    }

    @Override
    public Refusal missing(String path, String name) {
        return bad(
                "Missing required parameter: '" + Wording.child(path, name) + "'.",
                path,
                name,
                "missing_required_parameter");
    }

    @Override
    public Refusal wrongType(String path, String expected, String actual) {
        return new Refusal(
                400,
                "Invalid type for '" + path + "': expected " + article(expected) + ", but got " + article(actual)
                        + " instead.",
                path,
                "invalid_type");
    }

    @Override
    public Refusal outOfRange(String path, String value, double min, double max) {
        return new Refusal(
                400,
                "Invalid '" + path + "': expected a value between " + plain(min) + " and " + plain(max) + ", but got "
                        + value + " instead.",
                path,
                "value_out_of_range");
    }

    @Override
    public Refusal notOneOf(String path, String value, List<String> allowed) {
        return new Refusal(
                400,
                "Invalid value: '" + value + "'. Supported values are: '" + String.join("', '", allowed) + "'.",
                path,
                "invalid_value");
    }

    @Override
    public Refusal broken(String path, String message) {
        return new Refusal(400, message, path.isEmpty() ? null : path, null);
    }

    private static Refusal bad(String message, String path, String name, String code) {
        return new Refusal(400, message, Wording.child(path, name), code);
    }

    private static String article(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }

    static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
