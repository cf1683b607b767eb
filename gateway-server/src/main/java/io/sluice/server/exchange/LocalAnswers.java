package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.ModelListWriter;
import io.sluice.codec.http.HeadWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway answers from its own tables: health, and the models that a key may use. Cold. */
final class LocalAnswers {
    private static final byte[] CONTENT_TYPE = Ascii.of("content-type");
    private static final byte[] JSON = Ascii.of("application/json; charset=utf-8");
    private static final byte[] TEXT = Ascii.of("text/plain; charset=utf-8");
    private static final byte[] OK = Ascii.of("ok\n");
    private static final byte[] DRAINING = Ascii.of("draining\n");

    private LocalAnswers() {}

    /** Begins and fills the answer; returns a refusal instead when there is no such model. */
    static @Nullable Refusal tell(Inquiry inquiry, Snapshot snapshot, LoopContext loop, Answer answer) {
        final Endpoint endpoint = inquiry.endpoint();
        if (endpoint.isHealth()) {
            final boolean ready = endpoint == Endpoint.HEALTH || !loop.gateway().isDraining();
            final ByteBuf body = loop.allocator().buffer(16).writeBytes(ready ? OK : DRAINING);
            send(inquiry, loop, answer, ready ? 200 : 503, TEXT, body);
            return null;
        }
        final long createdS = loop.gateway().startedEpochMs() / 1_000;
        final List<String> models = snapshot.modelsFor(inquiry.caller());
        final String name = inquiry.pathName();
        if (name == null) {
            send(
                    inquiry,
                    loop,
                    answer,
                    200,
                    JSON,
                    ModelListWriter.list(inquiry.surface(), models, createdS, loop.allocator()));
            return null;
        }
        if (!models.contains(name)) {
            return new Refusal(
                    ErrorType.MODEL_NOT_FOUND,
                    "the model '" + name + "' does not exist",
                    "model",
                    RetryAfter.NONE,
                    null);
        }
        send(
                inquiry,
                loop,
                answer,
                200,
                JSON,
                ModelListWriter.one(inquiry.surface(), name, createdS, loop.allocator()));
        return null;
    }

    private static void send(Inquiry inquiry, LoopContext loop, Answer answer, int status, byte[] type, ByteBuf body) {
        final ByteBuf out = loop.allocator().directBuffer(256);
        HeadWriter.statusLine(out, status);
        HeadWriter.field(out, CONTENT_TYPE, type);
        AnswerHead.ids(out, inquiry.requestId(), inquiry.clientRequestId());
        answer.begin(out, body.readableBytes(), inquiry.isHeadOnly());
        answer.span(body);
    }
}
