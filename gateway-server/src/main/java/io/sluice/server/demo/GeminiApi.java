package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Gemini's front: credentials, paths, error shape. */
final class GeminiApi implements VendorApi {
    private static final String JSON = "application/json; charset=UTF-8";
    private static final List<String> BASES = List.of("/v1beta/models", "/v1/models");
    private static final int DIMENSIONS = 8;

    private final SimOptions options;

    GeminiApi(SimOptions options) {
        this.options = options;
    }

    @Override
    public String authenticate(ReceivedRequest request) {
        final List<String> presented = request.headers("x-goog-api-key");
        final String inQuery = request.query("key");
        if (presented.isEmpty() && inQuery == null) {
            throw new Refusal(
                    403,
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API.",
                    null,
                    null);
        }
        final String key = inQuery == null ? presented.getFirst() : inQuery;
        final boolean twice = presented.size() + (inQuery == null ? 0 : 1) > 1;
        if (twice || !options.keys().contains(key)) {
            throw new Refusal(400, "API key not valid. Please pass a valid API key.", null, "API_KEY_INVALID");
        }
        return key;
    }

    @Override
    public Reply answer(ReceivedRequest request, String credential, SimScript script) {
        for (String base : BASES) {
            if (request.path().equals(base)) {
                expect("GET", request);
                return models();
            }
            if (request.path().startsWith(base + "/")) {
                final String rest = URLDecoder.decode(
                        request.path().substring(base.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
                final int colon = rest.lastIndexOf(':');
                return colon < 0
                        ? model(request, rest)
                        : call(request, served(rest.substring(0, colon)), rest.substring(colon + 1), script);
            }
        }
        throw new Refusal(404, "The requested URL " + request.path() + " was not found on this server.", null, null);
    }

    private Reply call(ReceivedRequest request, String model, String verb, SimScript script) {
        return switch (verb) {
            case "generateContent" -> json(GeminiWriter.unary(generate(request, model, false, script), script));
            case "streamGenerateContent" -> {
                final boolean sse = "sse".equals(request.query("alt"));
                final Answer answer = generate(request, model, true, script);
                yield Reply.stream(GeminiWriter.stream(answer, sse ? EventFormat.SSE_CRLF : EventFormat.ARRAY, script));
            }
            case "countTokens" -> countTokens(request, model);
            case "embedContent" -> {
                final JsonNode body = read(request, GeminiRequests.EMBED);
                final ObjectNode answer = Json.object();
                answer.set("embedding", embedding(body));
                yield json(answer);
            }
            case "batchEmbedContents" -> {
                final ObjectNode answer = Json.object();
                final ArrayNode embeddings = answer.putArray("embeddings");
                read(request, GeminiRequests.BATCH_EMBED)
                        .path("requests")
                        .forEach(each -> embeddings.add(embedding(each)));
                yield json(answer);
            }
            default ->
                throw new Refusal(
                        404,
                        "models/" + model + " is not found for API version v1beta, or is not supported for " + verb
                                + ".",
                        null,
                        null);
        };
    }

    private static Reply json(ObjectNode body) {
        return Reply.bytes(200, JSON, Json.bytes(body));
    }

    private Answer generate(ReceivedRequest request, String model, boolean stream, SimScript script) {
        final JsonNode body = read(request, GeminiRequests.GENERATE);
        GeminiThoughts.judge(model, body);
        return Answer.to(GeminiRequests.prompt(model, stream, body), script, request.number());
    }

    private Reply countTokens(ReceivedRequest request, String model) {
        final JsonNode body = read(request, GeminiRequests.COUNT);
        final JsonNode whole = GeminiRequests.get(body, "generateContentRequest");
        final Prompt prompt = GeminiRequests.prompt(model, false, whole == null ? body : whole);
        return json(Json.object().put("totalTokens", prompt.inputTokens()));
    }

    private static ObjectNode embedding(JsonNode request) {
        final Prompt.Builder prompt = new Prompt.Builder("");
        final String text = GeminiRequests.text(GeminiRequests.path(request, "content"), prompt);
        final ObjectNode embedding = Json.object();
        final ArrayNode values = embedding.putArray("values");
        final int dimensions =
                GeminiRequests.path(request, "outputDimensionality").asInt(DIMENSIONS);
        for (float value : Vectors.of(text, dimensions)) {
            values.add(value);
        }
        return embedding;
    }

    private static JsonNode read(ReceivedRequest request, Shape shape) {
        expect("POST", request);
        final String type = request.header("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw Refusal.invalid("Invalid content type: " + type + ". Expected application/json.", null);
        }
        final JsonNode body;
        try {
            body = request.json();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Invalid JSON payload received. " + e.getMessage(), null);
        }
        shape.check(body, "", GeminiWording.INSTANCE);
        return body;
    }

    private static void expect(String method, ReceivedRequest request) {
        if (!request.method().equals(method)) {
            throw new Refusal(
                    405, "The request method " + request.method() + " is inappropriate for the URL.", null, null);
        }
    }

    private String served(String model) {
        if (!options.models().contains(model)) {
            throw new Refusal(
                    404,
                    "models/" + model + " is not found for API version v1beta, or is not supported for generateContent."
                            + " Call ListModels to see the list of available models and their supported methods.",
                    null,
                    null);
        }
        return model;
    }

    private Reply models() {
        final ObjectNode list = Json.object();
        final ArrayNode models = list.putArray("models");
        options.models().forEach(model -> models.add(describe(model)));
        return json(list);
    }

    private Reply model(ReceivedRequest request, String name) {
        expect("GET", request);
        return json(describe(served(name)));
    }

    private static ObjectNode describe(String model) {
        final ObjectNode node = Json.object()
                .put("name", "models/" + model)
                .put("version", "001")
                .put("displayName", model)
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 65_536);
        node.putArray("supportedGenerationMethods")
                .add("generateContent")
                .add("countTokens")
                .add("embedContent");
        return node;
    }

    @Override
    public byte[] errorBody(Refusal refusal, long serial) {
        return Json.bytes(error(refusal));
    }

    static ObjectNode error(Refusal refusal) {
        final int status = refusal.status();
        final String param = refusal.param();
        final ObjectNode body = Json.object();
        final ObjectNode error = body.putObject("error")
                .put("code", status)
                .put("message", refusal.message())
                .put("status", status(status));
        if ("API_KEY_INVALID".equals(refusal.code())) {
            detail(error, "ErrorInfo").put("reason", refusal.code()).put("domain", "googleapis.com");
        } else if (status == 400 && param != null) {
            detail(error, "BadRequest")
                    .putArray("fieldViolations")
                    .addObject()
                    .put("field", param)
                    .put("description", refusal.message());
        } else if (refusal.retryAfter() != null) {
            detail(error, "RetryInfo").put("retryDelay", refusal.retryAfter() + "s");
        }
        return body;
    }

    @Override
    public byte[] streamError(ReceivedRequest request, EventStream events, Refusal refusal) {
        return events.bytes("", Json.text(error(refusal)));
    }

    private static ObjectNode detail(ObjectNode error, String type) {
        return error.putArray("details").addObject().put("@type", "type.googleapis.com/google.rpc." + type);
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }

    @Override
    public List<Field> fields(long serial) {
        return List.of(new Field("vary", "Origin, X-Origin, Referer"), new Field("server-timing", "gfet4t7; dur=1"));
    }

    @Override
    public int overloadedStatus() {
        return 503;
    }
}
