package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** How the items of a Responses request hang together. What a stored response holds isn't asked for again. */
final class OpenAiResponsesItems {
    /** What a reasoning model wants back, in the vendor's hand. */
    static final String ENCRYPTED = "gAAAAABsimulated-reasoning==";

    private OpenAiResponsesItems() {}

    static void check(JsonNode body, String path, Wording say) {
        final JsonNode input = body.path("input");
        callsAreAnswered(body, input, say);
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).path("type").asText().equals("reasoning")) {
                reasoning(body, input, i);
            }
        }
    }

    private static void callsAreAnswered(JsonNode body, JsonNode input, Wording say) {
        final Set<String> open = new LinkedHashSet<>();
        for (JsonNode item : input) {
            final String id = item.path("call_id").asText();
            switch (item.path("type").asText()) {
                case "function_call" -> open.add(id);
                case "function_call_output" -> {
                    if (!open.remove(id) && !continues(body)) {
                        throw say.broken(
                                "input", "No tool call found for function call output with call_id " + id + ".");
                    }
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw say.broken(
                    "input",
                    "No tool output found for function call " + open.iterator().next() + ".");
        }
    }

    private static boolean continues(JsonNode body) {
        return body.hasNonNull("previous_response_id") || body.hasNonNull("conversation");
    }

    private static void reasoning(JsonNode body, JsonNode input, int at) {
        final JsonNode item = input.get(at);
        final String id = item.path("id").asText();
        final JsonNode encrypted = item.path("encrypted_content");
        if (encrypted.isTextual() && !encrypted.asText().equals(ENCRYPTED)) {
            throw new Refusal(
                    400,
                    "The encrypted content for item " + id + " could not be verified.",
                    null,
                    "invalid_encrypted_content");
        }
        if (!encrypted.isTextual() && !body.path("store").asBoolean(true)) {
            throw new Refusal(
                    404,
                    "Item with id '" + id + "' not found. Items are not persisted when `store` is set to false. Try"
                            + " again with `store` set to true, or remove this item from your input.",
                    "input",
                    "not_found");
        }
        final JsonNode next = input.path(at + 1);
        final String type = next.path("type").asText("message");
        final boolean follows = switch (type) {
            case "message" -> next.path("role").asText().equals("assistant");
            case "function_call_output" -> false;
            default -> true;
        };
        if (!follows) {
            throw new Refusal(
                    400,
                    "Item '" + id + "' of type 'reasoning' was provided without its required following item.",
                    "input",
                    null);
        }
    }
}
