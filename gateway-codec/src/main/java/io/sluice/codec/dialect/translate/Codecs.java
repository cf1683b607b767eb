package io.sluice.codec.dialect.translate;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.anthropic.AnthropicCodec;
import io.sluice.codec.dialect.gemini.GeminiCodec;
import io.sluice.codec.dialect.gemini.GeminiEmbeddings;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.EmbeddingCodec;
import io.sluice.codec.dialect.openai.CompletionsCodec;
import io.sluice.codec.dialect.openai.OpenAiCodec;
import io.sluice.codec.dialect.openai.OpenAiEmbeddings;
import io.sluice.codec.dialect.responses.ResponsesCodec;
import org.jspecify.annotations.Nullable;

/** The readers and writers of every dialect that can be translated. */
public final class Codecs {
    private Codecs() {}

    /** Whether there is a translation to and from that dialect. */
    public static boolean knows(Dialect dialect) {
        return find(dialect) != null;
    }

    /**
     * A dialect's.
     *
     * @throws IllegalArgumentException for a dialect that can't be translated
     */
    public static DialectCodec of(Dialect dialect) {
        final DialectCodec codec = find(dialect);
        if (codec == null) {
            throw new IllegalArgumentException("no translation to or from " + dialect.configName());
        }
        return codec;
    }

    /** Gemini's, for clients that want a stream as one array. */
    public static DialectCodec geminiArray() {
        return GeminiCodec.ARRAY;
    }

    /** How that endpoint's clients ask for embeddings; null where it isn't for that. */
    public static @Nullable EmbeddingCodec embeddings(Endpoint endpoint) {
        return switch (endpoint) {
            case EMBEDDINGS -> OpenAiEmbeddings.INSTANCE;
            case EMBED_CONTENT -> GeminiEmbeddings.SINGLE;
            case BATCH_EMBED_CONTENTS -> GeminiEmbeddings.BATCH;
            default -> null;
        };
    }

    /** Plain completions, which only clients speak: upstreams are asked to chat. */
    public static DialectCodec completions() {
        return CompletionsCodec.INSTANCE;
    }

    private static @Nullable DialectCodec find(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC -> AnthropicCodec.INSTANCE;
            case OPENAI_RESPONSES -> ResponsesCodec.INSTANCE;
            case OPENAI -> OpenAiCodec.INSTANCE;
            case GEMINI -> GeminiCodec.EVENTS;
            case BEDROCK, COHERE -> null;
        };
    }
}
