package io.sluice.server.e2e;

import io.sluice.server.support.RawClient;

/** The surfaces that stream, with a request for a stream on each. */
enum Surface {
    CHAT(
            "openai",
            "/v1/chat/completions",
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"one two three four five six\"}]}",
            "\"delta\":{\"content\":"),
    RESPONSES(
            "responses",
            "/v1/responses",
            "{\"model\":\"gpt-4o\",\"stream\":true,\"input\":\"one two three four five six\"}",
            "response.output_text.delta"),
    MESSAGES(
            "anthropic",
            "/v1/messages",
            "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":100,\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"one two three four five six\"}]}",
            "content_block_delta"),
    GEMINI(
            "gemini",
            "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one two three four five six\"}]}]}",
            "\"text\":");

    /** How its fixtures' files begin. */
    final String fixtures;

    final String target;
    final String stream;
    /** What an event with content holds, and no other. */
    final String contentMark;

    Surface(String fixtures, String target, String stream, String contentMark) {
        this.fixtures = fixtures;
        this.target = target;
        this.stream = stream;
        this.contentMark = contentMark;
    }

    static Surface ofFixtures(String dialect) {
        for (final Surface surface : values()) {
            if (surface.fixtures.equals(dialect)) {
                return surface;
            }
        }
        throw new IllegalArgumentException(dialect);
    }

    RawClient ask(RawClient client) {
        return client.post(target, "anthropic-version: 2023-06-01\r\n", stream);
    }
}
