package io.sluice.server.exchange;

import io.sluice.codec.dialect.Endpoint;
import io.sluice.core.billing.RecordDialect;

/** What the books say of each endpoint, prepared once. */
final class EndpointNames {
    private static final byte[][] NAMES = new byte[Endpoint.values().length][];
    private static final RecordDialect[] DIALECTS = new RecordDialect[Endpoint.values().length];

    static {
        for (final Endpoint endpoint : Endpoint.values()) {
            NAMES[endpoint.ordinal()] = Ascii.of(endpoint.configName());
            DIALECTS[endpoint.ordinal()] = RecordDialect.of(endpoint.dialect().configName());
        }
    }

    private EndpointNames() {}

    static byte[] of(Endpoint endpoint) {
        return NAMES[endpoint.ordinal()];
    }

    static RecordDialect dialect(Endpoint endpoint) {
        return DIALECTS[endpoint.ordinal()];
    }

    /** Whether what it costs is counted in tokens, so that an estimate means something. */
    static boolean usesTokens(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, RERANK, RESPONSES, MESSAGES, GENERATE_CONTENT -> true;
            case STREAM_GENERATE_CONTENT, EMBED_CONTENT, BATCH_EMBED_CONTENTS -> true;
            default -> false;
        };
    }

    /** Whether the vendor charges nothing for it, even where its answer repeats what another one used. */
    static boolean isFree(Endpoint endpoint) {
        return switch (endpoint) {
            case RESPONSE_GET, RESPONSE_DELETE, RESPONSE_CANCEL, RESPONSE_INPUT_ITEMS, RESPONSE_INPUT_TOKENS -> true;
            case COUNT_MESSAGE_TOKENS, COUNT_TOKENS, MODERATIONS -> true;
            default -> false;
        };
    }

    /** Whether it produces text, however much of it. */
    static boolean generates(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES, GENERATE_CONTENT, STREAM_GENERATE_CONTENT -> true;
            default -> false;
        };
    }
}
