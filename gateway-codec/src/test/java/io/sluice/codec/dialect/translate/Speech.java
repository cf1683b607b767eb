package io.sluice.codec.dialect.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.codec.dialect.Dialect;
import java.util.List;

/** The dialects as the fixtures name them, and what their messages mean. */
enum Speech {
    OPENAI("openai", Dialect.OPENAI) {
        @Override
        ObjectNode request(JsonNode body) {
            return OpenAiNorm.request(body);
        }

        @Override
        ObjectNode response(JsonNode body) {
            return OpenAiNorm.response(body);
        }

        @Override
        ObjectNode stream(List<Norm.Sse> events) {
            return OpenAiNorm.stream(events);
        }

        @Override
        ObjectNode error(JsonNode wrapper) {
            return OpenAiNorm.error(wrapper, wrapper.path("body"));
        }
    },
    RESPONSES("responses", Dialect.OPENAI_RESPONSES) {
        @Override
        ObjectNode request(JsonNode body) {
            return ResponsesNorm.request(body);
        }

        @Override
        ObjectNode response(JsonNode body) {
            return ResponsesNorm.response(body);
        }

        @Override
        ObjectNode stream(List<Norm.Sse> events) {
            return ResponsesNorm.stream(events);
        }

        @Override
        ObjectNode error(JsonNode wrapper) {
            return ResponsesNorm.error(wrapper, wrapper.path("body"));
        }
    },
    ANTHROPIC("anthropic", Dialect.ANTHROPIC) {
        @Override
        ObjectNode request(JsonNode body) {
            return AnthropicNorm.request(body);
        }

        @Override
        ObjectNode response(JsonNode body) {
            return AnthropicNorm.response(body);
        }

        @Override
        ObjectNode stream(List<Norm.Sse> events) {
            return AnthropicNorm.stream(events);
        }

        @Override
        ObjectNode error(JsonNode wrapper) {
            return AnthropicNorm.error(wrapper, wrapper.path("body"));
        }
    },
    GEMINI("gemini", Dialect.GEMINI) {
        @Override
        ObjectNode request(JsonNode body) {
            return GeminiNorm.request(body);
        }

        @Override
        ObjectNode response(JsonNode body) {
            return GeminiNorm.response(body);
        }

        @Override
        ObjectNode stream(List<Norm.Sse> events) {
            return GeminiNorm.stream(events);
        }

        @Override
        ObjectNode error(JsonNode wrapper) {
            return GeminiNorm.error(wrapper, wrapper.path("body"));
        }
    };

    private final String fixtureName;
    private final Dialect dialect;

    Speech(String fixtureName, Dialect dialect) {
        this.fixtureName = fixtureName;
        this.dialect = dialect;
    }

    String fixtureName() {
        return fixtureName;
    }

    Dialect dialect() {
        return dialect;
    }

    abstract ObjectNode request(JsonNode body);

    abstract ObjectNode response(JsonNode body);

    abstract ObjectNode stream(List<Norm.Sse> events);

    /** @param wrapper status, headers and body, as the fixtures hold them */
    abstract ObjectNode error(JsonNode wrapper);
}
