package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/responses} and what is kept under it. A stored response belongs to the credential that made it. */
final class OpenAiResponses {
    private static final int MAX_STORED = 10_000;
    private static final String BASE = "/v1/responses";

    private final OpenAiApi api;
    private final Map<String, Stored> stored = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Stored> eldest) {
            return size() > MAX_STORED;
        }
    });

    OpenAiResponses(OpenAiApi api) {
        this.api = api;
    }

    private record Stored(String credential, JsonNode input, ObjectNode response) {}

    Reply answer(ReceivedRequest request, String credential, SimScript script) {
        final String path = request.path();
        if (path.equals(BASE)) {
            return create(request, credential, script);
        }
        final String[] rest = path.substring(BASE.length() + 1).split("/", 2);
        if (rest.length == 1 && rest[0].equals("input_tokens")) {
            return countTokens(request);
        }
        final String verb = rest.length == 1 ? request.method() : request.method() + " " + rest[1];
        return switch (verb) {
            case "GET" -> json(find(rest[0], credential).response());
            case "DELETE" -> delete(rest[0], credential);
            case "GET input_items" -> inputItems(find(rest[0], credential));
            case "POST cancel" -> cancel(find(rest[0], credential));
            default ->
                throw new Refusal(404, "Invalid URL (" + request.method() + " " + path + ")", null, "unknown_url");
        };
    }

    private Reply create(ReceivedRequest request, String credential, SimScript script) {
        final JsonNode body = api.read(request, OpenAiResponsesRequest.CREATE);
        api.servedModel(body);
        final JsonNode previous = body.path("previous_response_id");
        if (previous.isTextual()) {
            continued(previous.asText(), credential);
        }
        final Prompt prompt = OpenAiResponsesRequest.prompt(body);
        final Answer answer = Answer.to(prompt, script, request.number());
        final ObjectNode finished = OpenAiResponsesWriter.finished(answer, body);
        if (body.path("store").asBoolean(true)) {
            stored.put(answer.id("resp_"), new Stored(credential, body.path("input"), finished));
        }
        return prompt.stream() ? Reply.stream(OpenAiResponsesWriter.stream(answer, body)) : json(finished);
    }

    private Reply countTokens(ReceivedRequest request) {
        final JsonNode body = api.read(request, OpenAiResponsesRequest.CREATE);
        return json(Json.object()
                .put("object", "response.input_tokens")
                .put("input_tokens", OpenAiResponsesRequest.prompt(body).inputTokens()));
    }

    private Reply delete(String id, String credential) {
        find(id, credential);
        stored.remove(id);
        return json(Json.object().put("id", id).put("object", "response").put("deleted", true));
    }

    private static Reply inputItems(Stored response) {
        final ObjectNode list = Json.object().put("object", "list");
        if (response.input().isTextual()) {
            list.putArray("data")
                    .addObject()
                    .put("id", "msg_input")
                    .put("type", "message")
                    .put("role", "user")
                    .putArray("content")
                    .addObject()
                    .put("type", "input_text")
                    .put("text", response.input().asText());
        } else {
            list.set("data", response.input());
        }
        return json(
                list.put("first_id", "msg_input").put("last_id", "msg_input").put("has_more", false));
    }

    private static Reply cancel(Stored response) {
        if (!response.response().path("background").asBoolean()) {
            throw Refusal.invalid("Cannot cancel a synchronous response.", null);
        }
        return json(response.response());
    }

    private void continued(String id, String credential) {
        final Stored previous = stored.get(id);
        if (previous == null || !previous.credential().equals(credential)) {
            throw new Refusal(
                    400,
                    "Previous response with id '" + id + "' not found.",
                    "previous_response_id",
                    "previous_response_not_found");
        }
    }

    private Stored find(String id, String credential) {
        final @Nullable Stored found = stored.get(id);
        if (found == null || !found.credential().equals(credential)) {
            throw new Refusal(404, "Response with id '" + id + "' not found.", null, "not_found");
        }
        return found;
    }

    private static Reply json(ObjectNode body) {
        return Reply.json(200, Json.bytes(body));
    }

    /** As seen on the wire: a nested error, then a failed response. */
    static byte[] streamError(ReceivedRequest request, EventStream events, ObjectNode error) {
        return OpenAiResponsesWriter.failure(request, events, error);
    }
}
