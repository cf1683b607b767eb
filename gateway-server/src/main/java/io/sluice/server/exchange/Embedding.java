package io.sluice.server.exchange;

import io.sluice.codec.dialect.neutral.EmbeddingCodec;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;

/**
 * Value: a request for vectors on its way between dialects.
 *
 * @param client how it was asked and is answered
 * @param upstream how it is asked there
 */
record Embedding(EmbeddingRequest request, EmbeddingCodec client, EmbeddingCodec upstream) {}
