package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenAI's front: credentials, paths, error shape. */
final class OpenAiApi implements VendorApi {
    private static final String BEARER = "bearer ";
    private static final String MODELS = "/v1/models";
    private static final String RESPONSES = "/v1/responses";

    private final SimOptions options;
    private final OpenAiResponses responses;

    OpenAiApi(SimOptions options) {
        this.options = options;
        this.responses = new OpenAiResponses(this);
    }

    @Override
    public String authenticate(ReceivedRequest request) {
        final List<String> presented = request.headers("authorization");
        if (presented.isEmpty()) {
            throw new Refusal(
                    401,
                    "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                            + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                    null,
                    null);
        }
        final String value = presented.getFirst();
        final boolean bearer = value.toLowerCase(Locale.ROOT).startsWith(BEARER);
        final String key = bearer ? value.substring(BEARER.length()).strip() : "";
        if (presented.size() > 1 || !options.keys().contains(key)) {
            throw new Refusal(401, "Incorrect API key provided.", null, "invalid_api_key");
        }
        return key;
    }

    @Override
    public Reply answer(ReceivedRequest request, String credential, SimScript script) {
        final String path = request.path();
        if (path.equals(RESPONSES) || path.startsWith(RESPONSES + "/")) {
            return responses.answer(request, credential, script);
        }
        if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
            expect("GET", request);
            return path.equals(MODELS) ? models() : model(path.substring(MODELS.length() + 1));
        }
        return switch (path) {
            case "/v1/chat/completions" -> OpenAiChat.answer(this, request, script);
            case "/v1/completions" -> OpenAiCompletions.answer(this, request, script);
            case "/v1/embeddings" -> OpenAiOther.embeddings(this, request);
            case "/v1/moderations" -> OpenAiOther.moderations(this, request);
            case "/v1/rerank" -> OpenAiOther.rerank(this, request);
            case "/v1/images/generations" -> OpenAiOther.images(this, request);
            case "/v1/audio/speech" -> OpenAiOther.speech(this, request);
            case "/v1/audio/transcriptions" -> OpenAiOther.transcription(this, request);
            default ->
                throw new Refusal(404, "Invalid URL (" + request.method() + " " + path + ")", null, "unknown_url");
        };
    }

    /** The body of a POST as a tree that fits {@code shape} and names a model served here. */
    JsonNode read(ReceivedRequest request, Shape shape) {
        expect("POST", request);
        final String type = request.header("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new Refusal(
                    415,
                    "Unsupported Media Type: expected application/json, but got " + type + ".",
                    null,
                    "unsupported_content_type");
        }
        final JsonNode body;
        try {
            body = request.json();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(
                    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your"
                            + " HTTP library correctly.) "
                            + e.getMessage(),
                    null);
        }
        shape.check(body, "", OpenAiWording.INSTANCE);
        return body;
    }

    void expect(String method, ReceivedRequest request) {
        if (!request.method().equals(method)) {
            throw new Refusal(
                    405,
                    "Not allowed to " + request.method() + " on " + request.path() + ". (HINT: Perhaps you meant to use"
                            + " a different HTTP method?)",
                    null,
                    "method_not_supported");
        }
    }

    String servedModel(JsonNode body) {
        return served(body.path("model").asText());
    }

    String served(String model) {
        if (!options.models().contains(model)) {
            throw new Refusal(
                    404,
                    "The model `" + model + "` does not exist or you do not have access to it.",
                    null,
                    "model_not_found");
        }
        return model;
    }

    private Reply models() {
        final ObjectNode list = Json.object().put("object", "list");
        final ArrayNode data = list.putArray("data");
        options.models().forEach(model -> data.add(describe(model)));
        return Reply.json(200, Json.bytes(list));
    }

    private Reply model(String id) {
        return Reply.json(200, Json.bytes(describe(served(id))));
    }

    private static ObjectNode describe(String model) {
        return Json.object()
                .put("id", model)
                .put("object", "model")
                .put("created", Answer.CREATED_S)
                .put("owned_by", "simulator");
    }

    @Override
    public byte[] errorBody(Refusal refusal, long serial) {
        return Json.bytes(error(refusal));
    }

    static ObjectNode error(Refusal refusal) {
        final ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", refusal.message())
                .put("type", type(refusal.status()))
                .put("param", refusal.param())
                .put("code", refusal.code() == null ? defaultCode(refusal.status()) : refusal.code());
        return body;
    }

    @Override
    public byte[] streamError(ReceivedRequest request, EventStream events, Refusal refusal) {
        final ObjectNode error = error(refusal);
        return request.path().equals(RESPONSES)
                ? OpenAiResponses.streamError(request, events, error)
                : events.bytes("", Json.text(error));
    }

    private static String type(int status) {
        return switch (status) {
            case 409 -> "conflict";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static @Nullable String defaultCode(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 402 -> "billing_hard_limit_reached";
            case 403 -> "permission_denied";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            case 503 -> "overloaded";
            default -> null;
        };
    }

    @Override
    public List<Field> fields(long serial) {
        return List.of(
                new Field("x-request-id", "req_sim%016x".formatted(serial)),
                new Field("openai-organization", "org-simulated"),
                new Field("openai-processing-ms", "1"),
                new Field("openai-version", "2020-10-01"),
                new Field("x-ratelimit-limit-requests", "10000"),
                new Field("x-ratelimit-remaining-requests", "9999"),
                new Field("x-ratelimit-reset-requests", "6ms"));
    }

    @Override
    public int overloadedStatus() {
        return 503;
    }
}
