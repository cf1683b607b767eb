package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an upstream's answer in one piece, or its refusal, in the client's dialect. One for each translation, reused. */
final class WholeRewriting implements TranslatedAnswer.Rewriting {
    private static final long MS_PER_SECOND = 1_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final int INITIAL_BYTES = 1_024;

    private final ByteBufAllocator allocator;
    private final Answer answer;
    private final Usage usage;
    private final Work work;
    private final TokenEstimator estimator = new TokenEstimator();

    private @Nullable Embedding embedding;
    private @Nullable UpstreamSide upstream;
    private @Nullable ClientSide client;
    private @Nullable Inquiry inquiry;
    private @Nullable ChannelSecrets secrets;
    private @Nullable ByteBuf fields;
    private @Nullable String faultMessage;
    private int status;
    private int toldStatus;
    private long retryAfterNs;

    WholeRewriting(ByteBufAllocator allocator, Answer answer, Usage usage, Work work) {
        this.allocator = allocator;
        this.answer = answer;
        this.usage = usage;
        this.work = work;
    }

    /**
     * Begins another answer.
     *
     * @param vectors what was asked for when vectors were, else null
     * @param ownFields taken: the gateway's own fields of the head
     */
    void begin(
            @Nullable Embedding vectors,
            UpstreamSide from,
            ClientSide to,
            int upstreamStatus,
            long waitNs,
            ByteBuf ownFields,
            Inquiry asked,
            ChannelSecrets withheld) {
        dropped();
        embedding = vectors;
        upstream = from;
        client = to;
        inquiry = asked;
        secrets = withheld;
        fields = ownFields;
        faultMessage = null;
        status = upstreamStatus;
        toldStatus = 0;
        retryAfterNs = waitNs;
        estimator.reset();
    }

    @Override
    public @Nullable Fault rewrite(JsonValue body, ByteBuf bytes) {
        final UpstreamSide from = upstream;
        final ClientSide to = client;
        final Inquiry asked = inquiry;
        if (from == null || to == null || asked == null) {
            throw new IllegalStateException("no answer was begun");
        }
        if (status >= 300) {
            return refusal(from, to, asked, bytes);
        }
        final Embedding vectors = embedding;
        return vectors == null ? answer(from, to, asked, body) : vectors(vectors, asked, body);
    }

    private @Nullable Fault answer(UpstreamSide from, ClientSide to, Inquiry asked, JsonValue body) {
        final Response response = from.responseReader().read(body, work);
        if (response == null) {
            final Failure failure = from.responseReader().failure();
            faultMessage = failure.message();
            dropped();
            return Fault.ERROR_UNDER_200;
        }
        estimate(response.choices());
        usage.copyFrom(response.usage());
        if (!usage.isKnown() && asked.endpoint().purpose() != Endpoint.Purpose.COUNT) {
            response.usage().set(work.estimatedInputTokens(), 0, 0, estimator.tokens(), 0);
            work.losses().estimate("usage");
        }
        final ByteBuf out = allocator.directBuffer(INITIAL_BYTES + body.length());
        if (asked.endpoint().purpose() == Endpoint.Purpose.COUNT) {
            to.responseWriter().writeCount(response.usage().inputTotal(), out);
        } else {
            to.responseWriter().write(response, work, out);
        }
        begin(asked, 200, 0, out);
        return null;
    }

    private @Nullable Fault vectors(Embedding vectors, Inquiry asked, JsonValue body) {
        final EmbeddingResponse response = vectors.upstream().readResponse(body, vectors.request());
        if (response == null) {
            faultMessage = "its answer doesn't hold the vectors that were asked for";
            dropped();
            return Fault.GARBAGE;
        }
        usage.copyFrom(response.usage());
        if (!usage.isInputKnown()) {
            work.losses().estimate("usage");
        }
        final ByteBuf out = allocator.directBuffer(INITIAL_BYTES + body.length());
        vectors.client().writeResponse(response, vectors.request(), work, out);
        begin(asked, 200, 0, out);
        return null;
    }

    private @Nullable Fault refusal(UpstreamSide from, ClientSide to, Inquiry asked, ByteBuf bytes) {
        final long retryAfterMs = retryAfterNs == RetryAfter.NONE ? -1 : retryAfterNs / NS_PER_MS;
        final Failure read =
                from.failureReader().read(bytes, bytes.readerIndex(), bytes.readableBytes(), status, retryAfterMs);
        final ChannelSecrets withheld = secrets;
        final Failure failure = withheld == null
                ? read
                : new Failure(
                        read.type(),
                        read.status(),
                        withheld.maskedIn(read.message()),
                        read.code(),
                        read.param(),
                        read.retryAfterMs());
        toldStatus = to.failureWriter().status(failure);
        final ByteBuf out = allocator.directBuffer(INITIAL_BYTES);
        to.failureWriter().write(failure, new String(asked.requestId(), StandardCharsets.US_ASCII), out);
        final long retryAfterS =
                failure.retryAfterMs() < 0 ? 0 : (failure.retryAfterMs() + MS_PER_SECOND - 1) / MS_PER_SECOND;
        begin(asked, toldStatus, retryAfterS, out);
        return null;
    }

    private void begin(Inquiry asked, int told, long retryAfterS, ByteBuf body) {
        final ByteBuf own = fields;
        if (own == null) {
            throw new IllegalStateException("no answer was begun");
        }
        fields = null;
        answer.begin(
                TranslatedHead.ofWhole(told, retryAfterS, own, asked, work.losses(), allocator),
                body.readableBytes(),
                false);
        answer.span(body);
    }

    private void estimate(List<Choice> choices) {
        for (final Choice choice : choices) {
            for (final Part part : choice.parts()) {
                switch (part) {
                    case Part.Text text -> estimator.addJson(text.text());
                    case Part.Reasoning reasoning -> estimator.addJson(reasoning.text());
                    case Part.Call call -> estimator.addText(call.args());
                    default -> {}
                }
            }
        }
    }

    /** The status the client is told in an error; 0 for the upstream's. */
    int toldStatus() {
        return toldStatus;
    }

    @Override
    public @Nullable String faultMessage() {
        return faultMessage;
    }

    @Override
    public long estimatedOutputTokens() {
        return estimator.tokens();
    }

    @Override
    public void dropped() {
        final ByteBuf own = fields;
        if (own != null) {
            fields = null;
            own.release();
        }
    }
}
