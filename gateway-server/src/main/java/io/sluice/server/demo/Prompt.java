package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: what a valid request asks for, whichever dialect it came in.
 *
 * @param inputTokens of all texts, calls and attachments in it
 * @param maxTokens of output; {@link Integer#MAX_VALUE} when not said
 * @param results of the tools called last, when their caller had nothing to say since
 * @param attachments in the turn answered: images, sounds, files
 * @param format the schema the answer must keep to, an empty object for any JSON object, or null for plain text
 */
record Prompt(
        String model,
        boolean stream,
        long inputTokens,
        String lastUserText,
        List<Tool> tools,
        ToolChoice choice,
        int maxTokens,
        List<String> stops,
        int choices,
        boolean thinks,
        List<String> results,
        int attachments,
        @Nullable JsonNode format) {

    /** A function the caller offers. */
    record Tool(String name, @Nullable JsonNode schema) {}

    /** Whether a tool is to be called: {@code name} is set when one is named. */
    record ToolChoice(Mode mode, @Nullable String name) {
        static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);
        static final ToolChoice NONE = new ToolChoice(Mode.NONE, null);
        static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, null);

        enum Mode {
            AUTO,
            NONE,
            REQUIRED
        }
    }

    /** Collects a prompt while a request is read. */
    static final class Builder {
        final String model;
        boolean stream;
        long inputTokens;
        String lastUserText = "";
        final List<Tool> tools = new ArrayList<>();
        ToolChoice choice = ToolChoice.AUTO;
        int maxTokens = Integer.MAX_VALUE;
        final List<String> stops = new ArrayList<>();
        int choices = 1;
        boolean thinks;
        final List<String> results = new ArrayList<>();
        int attachments;

        @Nullable
        JsonNode format;

        Builder(String model) {
            this.model = model;
        }

        void text(String text) {
            inputTokens += Tokens.count(text);
        }

        void attachment() {
            inputTokens += Tokens.PER_ATTACHMENT;
            attachments++;
        }

        /** The model spoke: what came before isn't what it answers. */
        void answered() {
            results.clear();
            attachments = 0;
        }

        void arguments(String json) {
            inputTokens += Tokens.countArguments(json);
        }

        void stops(@Nullable JsonNode stop) {
            if (stop != null && stop.isTextual()) {
                stops.add(stop.asText());
            } else if (stop != null) {
                stop.forEach(each -> stops.add(each.asText()));
            }
        }

        Prompt build() {
            return new Prompt(
                    model,
                    stream,
                    inputTokens,
                    lastUserText,
                    tools,
                    choice,
                    maxTokens,
                    stops,
                    choices,
                    thinks,
                    results,
                    attachments,
                    format);
        }
    }
}
