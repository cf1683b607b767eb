package io.sluice.codec.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The golden conversations under {@code fixtures}, as {@code index.json} lists them. */
public final class Fixtures {
    public static final ObjectMapper JSON = new ObjectMapper();

    private Fixtures() {}

    /** One file of one scenario. */
    public record Fixture(String scenario, String dialect, String file, JsonNode expected) {
        public byte[] bytes() {
            return Fixtures.bytes(scenario + "/" + file);
        }

        public Endpoint endpoint() {
            return switch (dialect) {
                case "openai" -> Endpoint.CHAT_COMPLETIONS;
                case "responses" -> Endpoint.RESPONSES;
                case "anthropic" -> Endpoint.MESSAGES;
                case "gemini" ->
                    file.contains(".stream.") ? Endpoint.STREAM_GENERATE_CONTENT : Endpoint.GENERATE_CONTENT;
                default -> throw new IllegalArgumentException(dialect);
            };
        }

        @Nullable
        public JsonNode expectedUsage() {
            return expected.path("usage").isObject() ? expected.path("usage") : null;
        }

        @Override
        public String toString() {
            return scenario + "/" + file;
        }
    }

    /** All files with that ending, of the dialects known here. */
    public static List<Fixture> ending(String suffix) {
        final List<Fixture> found = new ArrayList<>();
        for (JsonNode scenario : json("index.json").path("scenarios")) {
            final String name = scenario.path("scenario").asText();
            for (JsonNode file : scenario.path("files")) {
                final String dialect = file.asText().substring(0, file.asText().indexOf('.'));
                if (file.asText().endsWith(suffix)
                        && List.of("openai", "responses", "anthropic", "gemini").contains(dialect)) {
                    found.add(new Fixture(name, dialect, file.asText(), expected(name)));
                }
            }
        }
        return found;
    }

    /** What the scenario's answer means; missing where it is only about requests. */
    private static JsonNode expected(String scenario) {
        final String path = scenario + "/expected.json";
        return Fixtures.class.getResource("/fixtures/" + path) == null
                ? JSON.getNodeFactory().missingNode()
                : json(path);
    }

    /** Any JSON, for tests that look into what they wrote. */
    public static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String path) {
        try {
            return JSON.readTree(bytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    public static byte[] bytes(String path) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no such fixture: " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
