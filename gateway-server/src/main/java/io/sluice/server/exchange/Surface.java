package io.sluice.server.exchange;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.translate.Codecs;

/** The forms in which clients speak to the gateway, as far as they can be translated. */
enum Surface {
    CHAT,
    COMPLETIONS,
    RESPONSES,
    MESSAGES,
    GEMINI,
    /** Gemini's stream in the form of a JSON array. */
    GEMINI_ARRAY;

    static Surface of(Inquiry inquiry) {
        final Endpoint endpoint = inquiry.endpoint();
        if (endpoint == Endpoint.COMPLETIONS) {
            return COMPLETIONS;
        }
        if (inquiry.asksForArray()) {
            return GEMINI_ARRAY;
        }
        return switch (endpoint.dialect()) {
            case OPENAI -> CHAT;
            case OPENAI_RESPONSES -> RESPONSES;
            case ANTHROPIC -> MESSAGES;
            case GEMINI -> GEMINI;
            case BEDROCK, COHERE -> throw new IllegalArgumentException("no client speaks " + endpoint.dialect());
        };
    }

    DialectCodec codec() {
        return switch (this) {
            case CHAT -> Codecs.of(Dialect.OPENAI);
            case COMPLETIONS -> Codecs.completions();
            case RESPONSES -> Codecs.of(Dialect.OPENAI_RESPONSES);
            case MESSAGES -> Codecs.of(Dialect.ANTHROPIC);
            case GEMINI -> Codecs.of(Dialect.GEMINI);
            case GEMINI_ARRAY -> Codecs.geminiArray();
        };
    }
}
