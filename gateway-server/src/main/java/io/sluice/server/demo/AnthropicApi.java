package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's front: credentials, version, paths, error shape. */
final class AnthropicApi implements VendorApi {
    private static final Set<String> VERSIONS = Set.of("2023-06-01", AnthropicRequests.NEW_VERSION);
    private static final String BEARER = "bearer ";
    private static final String MODELS = "/v1/models";

    private final SimOptions options;

    AnthropicApi(SimOptions options) {
        this.options = options;
    }

    @Override
    public String authenticate(ReceivedRequest request) {
        final String apiKey = request.header("x-api-key");
        final String authorization = request.header("authorization");
        if (apiKey == null && authorization == null) {
            throw new Refusal(401, "x-api-key header is required", null, null);
        }
        final String key = apiKey != null ? apiKey : bearer(authorization);
        final int presented = request.headers("x-api-key").size()
                + request.headers("authorization").size();
        if (presented > 1 || !options.keys().contains(key)) {
            throw new Refusal(401, "invalid x-api-key", null, null);
        }
        return key;
    }

    private static String bearer(@Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    @Override
    public Reply answer(ReceivedRequest request, String credential, SimScript script) {
        final String version = version(request);
        final String path = request.path();
        if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
            expect("GET", request);
            return path.equals(MODELS)
                    ? models()
                    : Reply.json(200, Json.bytes(describe(served(path.substring(MODELS.length() + 1)))));
        }
        return switch (path) {
            case "/v1/messages" -> messages(request, version, script);
            case "/v1/messages/count_tokens" -> countTokens(request, version);
            default -> throw new Refusal(404, "Not found", null, null);
        };
    }

    private Reply messages(ReceivedRequest request, String version, SimScript script) {
        final JsonNode body = read(request, AnthropicRequests.MESSAGE, version);
        final Answer answer = Answer.to(AnthropicRequests.prompt(body), script, request.number());
        return body.path("stream").asBoolean()
                ? Reply.stream(AnthropicWriter.stream(answer))
                : Reply.json(200, Json.bytes(AnthropicWriter.unary(answer)));
    }

    private Reply countTokens(ReceivedRequest request, String version) {
        final JsonNode body = read(request, AnthropicRequests.COUNT, version);
        final long tokens = AnthropicRequests.prompt(body).inputTokens();
        return Reply.json(200, Json.bytes(Json.object().put("input_tokens", tokens)));
    }

    private static String version(ReceivedRequest request) {
        final String version = request.header("anthropic-version");
        if (version == null) {
            throw Refusal.invalid("anthropic-version: header is required", null);
        }
        if (!VERSIONS.contains(version)) {
            throw Refusal.invalid("anthropic-version: \"" + version + "\" is not a valid version", null);
        }
        return version;
    }

    private JsonNode read(ReceivedRequest request, Shape shape, String version) {
        expect("POST", request);
        final String type = request.header("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw Refusal.invalid("content-type: must be application/json, was " + type, null);
        }
        final JsonNode body;
        try {
            body = request.json();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("The request body is not valid JSON: " + e.getMessage(), null);
        }
        shape.check(body, "", AnthropicWording.INSTANCE);
        AnthropicRequests.judgeVersion(body, version);
        served(body.path("model").asText());
        return body;
    }

    private static void expect(String method, ReceivedRequest request) {
        if (!request.method().equals(method)) {
            throw new Refusal(405, "Method Not Allowed", null, null);
        }
    }

    private String served(String model) {
        if (!options.models().contains(model)) {
            throw new Refusal(404, "model: " + model, null, null);
        }
        return model;
    }

    private Reply models() {
        final ObjectNode list = Json.object();
        final ArrayNode data = list.putArray("data");
        options.models().forEach(model -> data.add(describe(model)));
        list.put("has_more", false);
        list.put(
                "first_id", options.models().isEmpty() ? null : options.models().getFirst());
        list.put("last_id", options.models().isEmpty() ? null : options.models().getLast());
        return Reply.json(200, Json.bytes(list));
    }

    private static ObjectNode describe(String model) {
        return Json.object()
                .put("type", "model")
                .put("id", model)
                .put("display_name", model)
                .put("created_at", "2026-01-01T00:00:00Z");
    }

    @Override
    public byte[] errorBody(Refusal refusal, long serial) {
        return Json.bytes(error(refusal).put("request_id", requestId(serial)));
    }

    static ObjectNode error(Refusal refusal) {
        final ObjectNode body = Json.object().put("type", "error");
        body.putObject("error")
                .put("type", refusal.code() == null ? type(refusal.status()) : refusal.code())
                .put("message", refusal.message());
        return body;
    }

    @Override
    public byte[] streamError(ReceivedRequest request, EventStream events, Refusal refusal) {
        return events.bytes("error", Json.text(error(refusal)));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    private static String requestId(long serial) {
        return "req_sim%016x".formatted(serial);
    }

    @Override
    public List<Field> fields(long serial) {
        return List.of(
                new Field("request-id", requestId(serial)),
                new Field("anthropic-organization-id", "org-simulated"),
                new Field("anthropic-ratelimit-requests-limit", "4000"),
                new Field("anthropic-ratelimit-requests-remaining", "3999"),
                new Field("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z"));
    }

    @Override
    public int overloadedStatus() {
        return 529;
    }
}
