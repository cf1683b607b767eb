package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.UpstreamError;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.FailureReader;
import io.sluice.codec.dialect.neutral.FailureWriter;
import io.sluice.codec.dialect.neutral.VendorFailures;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Refusals, and failures told inside a stream. Stateless, cold. */
final class OpenAiFailures implements FailureReader, FailureWriter {
    static final OpenAiFailures INSTANCE = new OpenAiFailures();

    private static final byte[] ERROR = JsonWriter.name("error");
    private static final byte[] MESSAGE = JsonWriter.name("message");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] PARAM = JsonWriter.name("param");
    private static final byte[] CODE = JsonWriter.name("code");
    private static final byte[] REQUEST_ID = JsonWriter.name("request_id");
    private static final int SERVER_ERROR = 500;

    private OpenAiFailures() {}

    @Override
    public Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs) {
        return VendorFailures.of(UpstreamError.read(body, index, length, status), retryAfterMs);
    }

    @Override
    public int status(Failure failure) {
        final int own = failure.type().status(Dialect.OPENAI);
        return switch (failure.type()) {
            case INVALID_REQUEST -> failure.status() / 100 == 4 ? failure.status() : own;
            case UPSTREAM_ERROR -> failure.status() == SERVER_ERROR ? SERVER_ERROR : own;
            default -> own;
        };
    }

    @Override
    public void write(Failure failure, String requestId, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object();
        error(json, failure);
        json.member(REQUEST_ID).string(requestId).endObject();
    }

    /** Writes the data of an error in a stream. */
    static void writeEvent(Failure failure, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object();
        error(json, failure);
        json.endObject();
    }

    private static void error(JsonWriter json, Failure failure) {
        json.member(ERROR).object().member(MESSAGE).string(failure.message());
        json.member(TYPE).string(failure.type().openAiType());
        json.member(PARAM);
        orNull(json, failure.param());
        json.member(CODE);
        orNull(json, code(failure));
        json.endObject();
    }

    /** Only what this dialect's clients know by code: another vendor's own words stay behind. */
    private static @Nullable String code(Failure failure) {
        final String told = failure.code();
        return failure.type() == ErrorType.INVALID_REQUEST
                ? told
                : failure.type().openAiCode();
    }

    private static void orNull(JsonWriter json, @Nullable String text) {
        if (text == null) {
            json.nul();
        } else {
            json.string(text);
        }
    }
}
