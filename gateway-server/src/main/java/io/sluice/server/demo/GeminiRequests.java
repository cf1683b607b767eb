package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Gemini takes. Names are camelCase here; both spellings are read. */
final class GeminiRequests {
    private static final Shape BLOB = Shape.of()
            .must("mimeType", Check.string())
            .must("data", Check.base64())
            .mayAny("displayName");
    private static final Shape FILE = Shape.of()
            .may("mimeType", Check.string())
            .must("fileUri", Check.string())
            .mayAny("displayName");
    private static final Shape FUNCTION_CALL = Shape.of()
            .may("id", Check.string())
            .must("name", functionName())
            .mayBeNull("args", Check.object())
            .mayAny("partialArgs", "willContinue");
    private static final Shape FUNCTION_RESPONSE = Shape.of()
            .may("id", Check.string())
            .must("name", functionName())
            .must("response", Check.object())
            .mayAny("parts", "willContinue", "scheduling");
    private static final List<String> PART_DATA = List.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse",
            "audioTranscription");
    private static final Shape PART = Shape.of()
            .may("text", Check.string())
            .may("thought", Check.bool())
            .may("thoughtSignature", Check.base64())
            .may("inlineData", BLOB)
            .may("fileData", FILE)
            .may("functionCall", FUNCTION_CALL)
            .may("functionResponse", FUNCTION_RESPONSE)
            .mayAny("executableCode", "codeExecutionResult", "toolCall", "toolResponse", "audioTranscription")
            .mayAny("videoMetadata", "mediaResolution", "partMetadata")
            .rule(GeminiRequests::oneDatum);

    private static final Shape CONTENT = Shape.of()
            .may("role", Check.oneOf("user", "model", "function"))
            .must("parts", Check.array(PART, 1, Integer.MAX_VALUE));

    private static final Check CONTENTS = (value, path, say) -> {
        Check.array(CONTENT).check(value, path, say);
        if (value.isEmpty()) {
            throw say.broken(path, "* GenerateContentRequest.contents: contents is not specified\n");
        }
        callsAreAnswered(value, path, say);
    };

    private static final Shape DECLARATION = Shape.of()
            .must("name", functionName())
            .may("description", Check.string())
            .may("parameters", GeminiSchema.ANY)
            .may("parametersJsonSchema", Check.object())
            .mayAny("response", "responseJsonSchema", "behavior")
            .rule((value, path, say) -> {
                if (get(value, "parameters") != null && get(value, "parametersJsonSchema") != null) {
                    throw say.broken(path, "parameters and parameters_json_schema are mutually exclusive.");
                }
            });

    private static final Shape TOOL = Shape.of()
            .may("functionDeclarations", Check.array(DECLARATION))
            .mayAny(
                    "googleSearch",
                    "googleSearchRetrieval",
                    "urlContext",
                    "codeExecution",
                    "computerUse",
                    "fileSearch",
                    "googleMaps",
                    "mcpServers");

    private static final Shape TOOL_CONFIG = Shape.of()
            .may(
                    "functionCallingConfig",
                    Shape.of()
                            .may("mode", Check.oneOf("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"))
                            .may("allowedFunctionNames", Check.array(Check.string()))
                            .may("streamFunctionCallArguments", Check.bool())
                            .rule(GeminiRequests::namesNeedMode))
            .mayAny("retrievalConfig");

    private static final Shape THINKING = Shape.of()
            .may("includeThoughts", Check.bool())
            .may("thinkingBudget", Check.integer(-1, Integer.MAX_VALUE))
            .may("thinkingLevel", Check.oneOf("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"))
            .rule((value, path, say) -> {
                if (get(value, "thinkingBudget") != null && get(value, "thinkingLevel") != null) {
                    throw say.broken(path, "You can only set one of thinking budget and thinking level.");
                }
            });

    private static final Shape GENERATION = Shape.of()
            .may("temperature", Check.number(0, 2))
            .may("topP", Check.number(0, 1))
            .may("topK", Check.number(0, Integer.MAX_VALUE))
            .may("candidateCount", Check.integer(1, 8))
            .may("maxOutputTokens", Check.integer(1, Integer.MAX_VALUE))
            .may("stopSequences", Check.array(Check.string(), 0, 5))
            .may("presencePenalty", Check.number(-2, 2))
            .may("frequencyPenalty", Check.number(-2, 2))
            .may("seed", Check.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .may("responseLogprobs", Check.bool())
            .may("logprobs", Check.integer(0, 20))
            .may("responseMimeType", Check.oneOf("text/plain", "application/json", "text/x.enum"))
            .may("thinkingConfig", THINKING)
            .may("responseSchema", GeminiSchema.ANY)
            .may("responseJsonSchema", Check.object())
            .mayAny("responseModalities", "speechConfig", "imageConfig", "mediaResolution")
            .rule(GeminiRequests::formatIsOne);

    private static final Shape SAFETY =
            Shape.of().must("category", Check.string()).must("threshold", Check.string());

    private static final Shape SYSTEM = Shape.of()
            .may("role", Check.string())
            .must("parts", Check.array(Shape.of().must("text", Check.string()), 1, Integer.MAX_VALUE));

    static final Shape GENERATE = Shape.of()
            .must("contents", CONTENTS)
            .may("systemInstruction", SYSTEM)
            .may("tools", Check.array(TOOL))
            .may("toolConfig", TOOL_CONFIG)
            .may("generationConfig", GENERATION)
            .may("safetySettings", Check.array(SAFETY))
            .may("cachedContent", Check.string())
            .mayAny("serviceTier", "labels", "store", "continuationToken", "model")
            .rule(GeminiRequests::functionsAreNamedOnce);

    static final Shape COUNT = Shape.of()
            .may("contents", CONTENTS)
            .may("generateContentRequest", GENERATE)
            .rule((value, path, say) -> {
                if ((get(value, "contents") == null) == (get(value, "generateContentRequest") == null)) {
                    throw say.missing(path, "contents");
                }
            });

    static final Shape EMBED = Shape.of()
            .may("model", Check.string())
            .must("content", CONTENT)
            .mayAny("taskType", "title")
            .may("outputDimensionality", Check.integer(1, 3072));

    static final Shape BATCH_EMBED = Shape.of().must("requests", Check.array(EMBED, 1, 100));

    private GeminiRequests() {}

    /** The member of this name in either spelling. */
    static @Nullable JsonNode get(JsonNode node, String name) {
        final JsonNode camel = node.get(name);
        if (camel != null) {
            return camel;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (GeminiWording.INSTANCE.canonical(member.getKey()).equals(name)) {
                return member.getValue();
            }
        }
        return null;
    }

    /** Like {@link #get}, with an empty node for what isn't there. */
    static JsonNode path(JsonNode node, String name) {
        final JsonNode found = get(node, name);
        return found == null ? node.path("\0") : found;
    }

    private static void oneDatum(JsonNode part, String path, Wording say) {
        final long data =
                PART_DATA.stream().filter(name -> get(part, name) != null).count();
        if (data != 1 && !(data == 0 && get(part, "thoughtSignature") != null)) {
            throw say.broken(
                    path, "* " + path + ".data: required oneof field 'data' must have one initialized field\n");
        }
    }

    private static void namesNeedMode(JsonNode config, String path, Wording say) {
        final String mode = path(config, "mode").asText();
        if (get(config, "allowedFunctionNames") != null && !mode.equals("ANY") && !mode.equals("VALIDATED")) {
            throw say.broken(path, "Allowed function names should only be set when function calling mode is ANY.");
        }
    }

    private static void formatIsOne(JsonNode config, String path, Wording say) {
        final boolean schema = get(config, "responseSchema") != null;
        final boolean jsonSchema = get(config, "responseJsonSchema") != null;
        if (schema && jsonSchema) {
            throw say.broken(path, "response_schema and response_json_schema are mutually exclusive.");
        }
        if ((schema || jsonSchema)
                && path(config, "responseMimeType").asText("text/plain").equals("text/plain")) {
            throw say.broken(path, "A response schema is only supported with a JSON or enum response_mime_type.");
        }
        if (get(config, "logprobs") != null && !path(config, "responseLogprobs").asBoolean()) {
            throw say.broken(path, "Logprobs is only allowed when response_logprobs is true.");
        }
    }

    private static void functionsAreNamedOnce(JsonNode request, String path, Wording say) {
        final Set<String> names = new HashSet<>();
        for (JsonNode tool : path(request, "tools")) {
            for (JsonNode function : path(tool, "functionDeclarations")) {
                if (!names.add(function.path("name").asText())) {
                    throw say.broken(
                            "tools",
                            "Duplicate function declaration found: "
                                    + function.path("name").asText());
                }
            }
        }
        final JsonNode config = path(path(request, "toolConfig"), "functionCallingConfig");
        for (JsonNode allowed : path(config, "allowedFunctionNames")) {
            if (!names.contains(allowed.asText())) {
                throw say.broken(
                        "tool_config",
                        "allowed_function_names contains a name that is not declared: " + allowed.asText());
            }
        }
    }

    private static void callsAreAnswered(JsonNode contents, String path, Wording say) {
        long open = 0;
        JsonNode before = path(contents, "none");
        for (JsonNode content : contents) {
            final long responses = count(content, "functionResponse");
            if (responses != open) {
                throw say.broken(
                        path,
                        "Please ensure that the number of function response parts is equal to the number of function"
                                + " call parts of the function call turn.");
            }
            open = count(content, "functionCall");
            if (open > 0 && !followsTheUser(before)) {
                throw say.broken(
                        path,
                        "Please ensure that function call turn comes immediately after a user turn or after a function"
                                + " response turn.");
            }
            answersById(before, content, path, say);
            before = content;
        }
    }

    private static boolean followsTheUser(JsonNode before) {
        return path(before, "parts").isArray()
                && !path(before, "role").asText("user").equals("model");
    }

    /** A call that has an id is answered under it. */
    private static void answersById(JsonNode calls, JsonNode responses, String path, Wording say) {
        final Set<String> called = ids(calls, "functionCall");
        for (String answered : ids(responses, "functionResponse")) {
            if (!called.isEmpty() && !called.contains(answered)) {
                throw say.broken(path, "Function response id '" + answered + "' answers no function call.");
            }
        }
    }

    private static Set<String> ids(JsonNode content, String datum) {
        final Set<String> ids = new HashSet<>();
        for (JsonNode part : path(content, "parts")) {
            final JsonNode each = get(part, datum);
            if (each != null && each.hasNonNull("id")) {
                ids.add(each.path("id").asText());
            }
        }
        return ids;
    }

    static boolean holds(JsonNode content, String datum) {
        return count(content, datum) > 0;
    }

    private static long count(JsonNode content, String datum) {
        long count = 0;
        for (JsonNode part : path(content, "parts")) {
            count += get(part, datum) == null ? 0 : 1;
        }
        return count;
    }

    private static Check functionName() {
        return (value, path, say) -> {
            Check.string().check(value, path, say);
            if (!value.asText().matches("[A-Za-z_][A-Za-z0-9_.:-]{0,127}")) {
                throw say.broken(path, "Invalid function name at '" + path + "'.");
            }
        };
    }

    static Prompt prompt(String model, boolean stream, JsonNode body) {
        final Prompt.Builder prompt = new Prompt.Builder(model);
        prompt.stream = stream;
        text(path(body, "systemInstruction"), prompt);
        read(path(body, "contents"), prompt);
        for (JsonNode tool : path(body, "tools")) {
            for (JsonNode function : path(tool, "functionDeclarations")) {
                final JsonNode schema = get(function, "parametersJsonSchema");
                prompt.tools.add(new Prompt.Tool(
                        function.path("name").asText(), schema != null ? schema : get(function, "parameters")));
            }
        }
        prompt.choice = choice(path(path(body, "toolConfig"), "functionCallingConfig"));
        final JsonNode generation = path(body, "generationConfig");
        prompt.maxTokens = path(generation, "maxOutputTokens").asInt(Integer.MAX_VALUE);
        prompt.stops(get(generation, "stopSequences"));
        prompt.choices = path(generation, "candidateCount").asInt(1);
        prompt.format = format(generation);
        prompt.thinks =
                path(path(generation, "thinkingConfig"), "includeThoughts").asBoolean();
        return prompt.build();
    }

    private static @Nullable JsonNode format(JsonNode generation) {
        final JsonNode schema = get(generation, "responseJsonSchema");
        final JsonNode openApi = get(generation, "responseSchema");
        if (schema != null || openApi != null) {
            return schema != null ? schema : openApi;
        }
        return path(generation, "responseMimeType").asText().equals("application/json") ? Json.object() : null;
    }

    private static Prompt.ToolChoice choice(JsonNode config) {
        return switch (path(config, "mode").asText()) {
            case "NONE" -> Prompt.ToolChoice.NONE;
            case "ANY" -> {
                final JsonNode name = path(config, "allowedFunctionNames").get(0);
                yield new Prompt.ToolChoice(Prompt.ToolChoice.Mode.REQUIRED, name == null ? null : name.asText());
            }
            default -> Prompt.ToolChoice.AUTO;
        };
    }

    static void read(JsonNode contents, Prompt.Builder into) {
        for (JsonNode content : contents) {
            final boolean model = path(content, "role").asText("user").equals("model");
            if (model) {
                into.answered();
            }
            final String text = text(content, into);
            if (!model) {
                into.lastUserText = text;
            }
        }
    }

    /** What a function said: its output or its error when it is told by one of these, else all of it. */
    private static String result(JsonNode response) {
        final JsonNode told = response.has("output") ? response.path("output") : response.path("error");
        return told.isTextual() ? told.asText() : Json.text(response);
    }

    static String text(JsonNode content, Prompt.Builder into) {
        final StringBuilder all = new StringBuilder();
        for (JsonNode part : path(content, "parts")) {
            final JsonNode text = get(part, "text");
            final JsonNode call = get(part, "functionCall");
            final JsonNode response = get(part, "functionResponse");
            if (text != null) {
                into.text(text.asText());
                all.append(text.asText());
            } else if (call != null) {
                into.arguments(Json.text(call.path("args").isObject() ? call.path("args") : Json.object()));
            } else if (response != null) {
                into.arguments(Json.text(response.path("response")));
                into.results.add(result(response.path("response")));
            } else if (get(part, "thoughtSignature") == null) {
                into.attachment();
            }
        }
        return all.toString();
    }
}
