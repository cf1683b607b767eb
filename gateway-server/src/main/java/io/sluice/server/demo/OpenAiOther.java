package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** OpenAI's endpoints beside the conversation: embeddings, moderations, rerank, images, audio. */
final class OpenAiOther {
    private static final int DIMENSIONS = 8;
    private static final byte[] ONE_PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    private static final Shape EMBEDDINGS = Shape.of()
            .must("model", Check.string())
            .must("input", OpenAiCompletions.TEXT_OR_TOKENS)
            .may("dimensions", Check.integer(1, 3072))
            .may("encoding_format", Check.oneOf("float", "base64"))
            .may("user", Check.string());
    private static final Shape MODERATIONS = Shape.of()
            .may("model", Check.string())
            .must("input", Check.stringOr(Check.array(Check.stringOr(Check.object()), 1, Integer.MAX_VALUE)));
    private static final Shape RERANK = Shape.of()
            .must("model", Check.string())
            .must("query", Check.string())
            .must("documents", Check.array(Check.stringOr(Shape.of().must("text", Check.string()))))
            .may("top_n", Check.integer(1, Integer.MAX_VALUE))
            .may("return_documents", Check.bool())
            .mayAny("max_tokens_per_doc", "max_chunks_per_doc");
    private static final Shape IMAGES = Shape.of()
            .must("prompt", Check.string())
            .may("model", Check.string())
            .mayBeNull("n", Check.integer(1, 10))
            .mayAny("size", "quality", "background", "output_format", "output_compression", "moderation")
            .mayAny("style", "user", "stream", "partial_images")
            .mayBeNull("response_format", Check.oneOf("url", "b64_json"));
    private static final Shape SPEECH = Shape.of()
            .must("model", Check.string())
            .must("input", Check.string())
            .must("voice", Check.stringOr(Check.object()))
            .may("response_format", Check.oneOf("mp3", "opus", "aac", "flac", "wav", "pcm"))
            .may("speed", Check.number(0.25, 4))
            .may("instructions", Check.string())
            .may("stream_format", Check.oneOf("audio", "sse"));

    private OpenAiOther() {}

    static Reply embeddings(OpenAiApi api, ReceivedRequest request) {
        final JsonNode body = api.read(request, EMBEDDINGS);
        final String model = api.servedModel(body);
        final boolean base64 = body.path("encoding_format").asText().equals("base64");
        final int dimensions = body.path("dimensions").asInt(DIMENSIONS);
        final ObjectNode answer = Json.object().put("object", "list");
        final ArrayNode data = answer.putArray("data");
        for (JsonNode input : inputs(body.path("input"))) {
            final ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            final float[] vector = Vectors.of(input.isTextual() ? input.asText() : input.toString(), dimensions);
            if (base64) {
                entry.put("embedding", Vectors.base64(vector));
            } else {
                final ArrayNode values = entry.putArray("embedding");
                for (float value : vector) {
                    values.add(value);
                }
            }
        }
        final Prompt.Builder counted = new Prompt.Builder(model);
        OpenAiCompletions.read(body.path("input"), counted);
        answer.put("model", model)
                .putObject("usage")
                .put("prompt_tokens", counted.inputTokens)
                .put("total_tokens", counted.inputTokens);
        return Reply.json(200, Json.bytes(answer));
    }

    /** One text or one list of token ids is one input; anything else is a list of inputs. */
    private static Iterable<JsonNode> inputs(JsonNode input) {
        return input.isTextual() || input.path(0).isNumber() ? List.of(input) : input;
    }

    static Reply moderations(OpenAiApi api, ReceivedRequest request) {
        final JsonNode body = api.read(request, MODERATIONS);
        final String model = api.served(body.path("model").asText("omni-moderation-latest"));
        final ObjectNode answer = Json.object()
                .put("id", "modr-sim%08x".formatted(request.number()))
                .put("model", model);
        final ArrayNode results = answer.putArray("results");
        for (JsonNode input : inputs(body.path("input"))) {
            final boolean flagged = input.toString().contains("simulated-violence");
            final ObjectNode result = results.addObject().put("flagged", flagged);
            result.putObject("categories").put("violence", flagged).put("hate", false);
            result.putObject("category_scores")
                    .put("violence", flagged ? 0.99 : 0.01)
                    .put("hate", 0.01);
            final ObjectNode types = result.putObject("category_applied_input_types");
            types.putArray("violence").add("text");
            types.putArray("hate").add("text");
        }
        return Reply.json(200, Json.bytes(answer));
    }

    static Reply rerank(OpenAiApi api, ReceivedRequest request) {
        final JsonNode body = api.read(request, RERANK);
        final String model = api.servedModel(body);
        final Set<String> query = words(body.path("query").asText());
        final List<ObjectNode> results = new ArrayList<>();
        long tokens = Tokens.count(body.path("query").asText());
        for (JsonNode document : body.path("documents")) {
            final String text = document.isTextual()
                    ? document.asText()
                    : document.path("text").asText();
            tokens += Tokens.count(text);
            final Set<String> shared = words(text);
            shared.retainAll(query);
            final ObjectNode result = Json.object()
                    .put("index", results.size())
                    .put("relevance_score", (double) shared.size() / Math.max(1, query.size()));
            if (body.path("return_documents").asBoolean()) {
                result.putObject("document").put("text", text);
            }
            results.add(result);
        }
        results.sort(Comparator.comparingDouble(
                        (ObjectNode result) -> result.path("relevance_score").asDouble())
                .reversed());
        final ObjectNode answer = Json.object().put("model", model);
        final ArrayNode top = answer.putArray("results");
        results.stream().limit(body.path("top_n").asInt(results.size())).forEach(top::add);
        answer.putObject("usage").put("total_tokens", tokens).put("prompt_tokens", tokens);
        return Reply.json(200, Json.bytes(answer));
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("\\W+", -1)));
    }

    static Reply images(OpenAiApi api, ReceivedRequest request) {
        final JsonNode body = api.read(request, IMAGES);
        api.served(body.path("model").asText("gpt-image-1"));
        final int count = body.path("n").asInt(1);
        final long input = Tokens.count(body.path("prompt").asText());
        final long output = (long) count * Tokens.PER_ATTACHMENT;
        final ObjectNode answer = Json.object().put("created", Answer.CREATED_S);
        final ArrayNode data = answer.putArray("data");
        for (int i = 0; i < count; i++) {
            data.addObject().put("b64_json", Base64.getEncoder().encodeToString(ONE_PIXEL));
        }
        final ObjectNode usage = answer.putObject("usage")
                .put("input_tokens", input)
                .put("output_tokens", output)
                .put("total_tokens", input + output);
        usage.putObject("input_tokens_details").put("text_tokens", input).put("image_tokens", 0);
        return Reply.json(200, Json.bytes(answer));
    }

    static Reply speech(OpenAiApi api, ReceivedRequest request) {
        final JsonNode body = api.read(request, SPEECH);
        api.servedModel(body);
        final String input = body.path("input").asText();
        final byte[] frame = ("simulated sound of " + input + "\u0000").getBytes(StandardCharsets.UTF_8);
        final byte[] sound = new byte[Math.max(frame.length, 4096)];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = frame[i % frame.length];
        }
        return Reply.bytes(200, "audio/mpeg", sound);
    }

    static Reply transcription(OpenAiApi api, ReceivedRequest request) {
        api.expect("POST", request);
        final Multipart form = Multipart.of(request);
        final String model = form.text("model");
        if (model == null) {
            throw OpenAiWording.INSTANCE.missing("", "model");
        }
        api.served(model);
        final byte[] file = form.file("file");
        if (file == null) {
            throw OpenAiWording.INSTANCE.missing("", "file");
        }
        final String text = "Heard " + file.length + " bytes.";
        if ("text".equals(form.text("response_format"))) {
            return Reply.bytes(200, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
        final ObjectNode answer = Json.object().put("text", text);
        answer.putObject("usage")
                .put("type", "tokens")
                .put("input_tokens", Tokens.PER_ATTACHMENT)
                .put("output_tokens", Tokens.count(text))
                .put("total_tokens", Tokens.PER_ATTACHMENT + Tokens.count(text));
        return Reply.json(200, Json.bytes(answer));
    }
}
