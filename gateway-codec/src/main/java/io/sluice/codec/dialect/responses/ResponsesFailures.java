package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.UpstreamError;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.FailureReader;
import io.sluice.codec.dialect.neutral.FailureWriter;
import io.sluice.codec.dialect.neutral.VendorFailures;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Refusals, and failures told inside an answer or a stream. Cold; any thread. */
final class ResponsesFailures implements FailureReader, FailureWriter {
    private static final byte[] REQUEST_ID = JsonWriter.name("request_id");
    /** What {@link UpstreamError} judges when neither code nor type says anything. */
    private static final int UNSAID = 502;

    @Override
    public Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs) {
        return VendorFailures.of(UpstreamError.read(body, index, length, status), retryAfterMs);
    }

    /** What an {@code error} event tells: a code nobody knows blames the request. */
    static Failure ofErrorEvent(ByteBuf data, int index, int length) {
        final UpstreamError error = UpstreamError.read(data, index, length, 0);
        final Failure failure = VendorFailures.of(error, -1);
        final boolean strange =
                error.status() == UNSAID && error.code() != null && failure.type() == ErrorType.UPSTREAM_ERROR;
        return strange
                ? new Failure(
                        ErrorType.INVALID_REQUEST,
                        ErrorType.INVALID_REQUEST.status(Dialect.OPENAI_RESPONSES),
                        failure.message(),
                        failure.code(),
                        failure.param(),
                        -1)
                : failure;
    }

    /** What a failed response tells: a code nobody knows is the vendor's own trouble. */
    static Failure ofResponse(ByteBuf data, int index, int length) {
        return VendorFailures.of(UpstreamError.read(data, index, length, 0), -1);
    }

    static Failure ofResponse(JsonValue body) {
        final ByteBuf bytes = Unpooled.buffer(body.length());
        body.writeTo(bytes);
        return ofResponse(bytes, 0, bytes.readableBytes());
    }

    @Override
    public int status(Failure failure) {
        final int own = failure.type().status(Dialect.OPENAI_RESPONSES);
        final boolean callersFault = failure.type() == ErrorType.INVALID_REQUEST && failure.status() / 100 == 4;
        return callersFault ? failure.status() : own;
    }

    @Override
    public void write(Failure failure, String requestId, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object().member(Json.ERROR);
        error(json, failure);
        json.member(REQUEST_ID).string(requestId).endObject();
    }

    /** Writes the error object as a member's value. */
    static void error(JsonWriter json, Failure failure) {
        json.object().member(Json.MESSAGE).string(failure.message());
        json.member(Json.TYPE).string(failure.type().openAiType());
        nullable(json.member(Json.PARAM), failure.param());
        nullable(json.member(Json.CODE), code(failure));
        json.endObject();
    }

    /** The upstream's own code where it says more than the kind and is one this dialect's clients may know. */
    static @Nullable String code(Failure failure) {
        final String code = failure.code();
        return code == null || failure.type() != ErrorType.INVALID_REQUEST
                ? failure.type().openAiCode()
                : code;
    }

    private static void nullable(JsonWriter json, @Nullable String text) {
        if (text == null) {
            json.nul();
        } else {
            json.string(text);
        }
    }
}
