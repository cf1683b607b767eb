package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.BodyKind;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.EndpointMatch;
import io.sluice.codec.dialect.EndpointMatcher;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.ModelPlace;
import io.sluice.codec.dialect.QueryParam;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.RequestHead;
import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.RequestIds;
import io.sluice.core.limit.RateLimits;
import io.sluice.server.pins.Pin;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for and who asks: endpoint, caller, model, and the parts of its head that attempts will need. Read
 * once, head first and body when it has arrived; every reading either succeeds or says why the request is refused.
 */
final class Inquiry {
    /** Longest client's request id that is echoed. */
    private static final int MAX_CLIENT_ID_BYTES = 128;

    /** How ids begin of responses that the gateway has put together itself; nobody keeps those. */
    private static final String OWN_RESPONSE = "resp_sl";

    private static final byte[] JSON = Ascii.of("application/json");
    private static final byte[] MULTIPART = Ascii.of("multipart/form-data");

    private final LoopContext loop;
    private final EndpointMatch match = new EndpointMatch();
    private final RequestFields fields = new RequestFields();
    private final RequestTarget target = new RequestTarget();
    private final byte[] requestId = new byte[RequestIds.TEXT_LENGTH];

    private byte @Nullable [] clientRequestId;
    private @Nullable Endpoint endpoint;
    private @Nullable Caller caller;
    private @Nullable ModelPlan plan;
    private @Nullable String pathName;
    private Dialect surface = Dialect.OPENAI;
    private byte[] modelName = {};
    private int modelLength;
    private boolean events;
    private boolean headOnly;
    private boolean placed;
    private @Nullable ByteBuf copy;

    Inquiry(LoopContext loop) {
        this.loop = loop;
    }

    /** Forgets the last request and gives this one its id. */
    void begin(BillingDraft draft) {
        release();
        clientRequestId = null;
        endpoint = null;
        caller = null;
        plan = null;
        pathName = null;
        surface = Dialect.OPENAI;
        modelLength = 0;
        events = false;
        headOnly = false;
        loop.requestIds().next(draft, loop.epochMs());
        RequestIds.write(draft.idHigh, draft.idLow, requestId, 0);
    }

    /**
     * Reads the head.
     *
     * @param head borrowed
     * @param address of the client, 4 or 16 bytes
     * @param surplus whether its connection is one too many
     * @return why the request is refused, or null
     */
    @Nullable
    Refusal read(RequestHead head, Snapshot snapshot, byte[] address, boolean surplus) {
        clientRequestId = readClientId(head);
        final Endpoint found = match(head);
        endpoint = found;
        if (found == null) {
            return match.error() == ErrorType.METHOD_NOT_ALLOWED
                    ? Refusal.wrongMethod(match.allow())
                    : Refusal.of(ErrorType.UNKNOWN_URL, "unknown URL: " + head.path());
        }
        if (found.isHealth()) {
            return null;
        }
        if (loop.gateway().isDraining()) {
            return Refusal.later(ErrorType.DRAINING, "the gateway is draining; try again", 1_000_000_000L);
        }
        final Refusal full = surplus
                ? loop.shed(Capacity.Shed.CONNECTIONS)
                : enter(head.contentLength() > snapshot.maxBodyBytes() ? 0 : head.contentLength());
        if (full != null) {
            return full;
        }
        final Refusal refused = identify(head, snapshot, found, address);
        if (refused != null) {
            return refused;
        }
        if (head.contentLength() > snapshot.maxBodyBytes()) {
            return Refusals.bodyTooLarge(snapshot.maxBodyBytes());
        }
        if (match.nameLength() > 0) {
            pathName = match.name(head.bytes());
        }
        if (!isMediaTypeFor(found.bodyKind(), head)) {
            return Refusal.of(
                    ErrorType.UNSUPPORTED_MEDIA_TYPE,
                    found.bodyKind() == BodyKind.JSON
                            ? "the content-type must be application/json"
                            : "the content-type must be multipart/form-data");
        }
        events = asksForEvents(head, found);
        copyHead(head, found);
        return null;
    }

    /** What attempts need of the head, which is gone when they need it. */
    private void copyHead(RequestHead head, Endpoint found) {
        final ByteBuf kept = loop.lend();
        target.capture(head, found, match, kept);
        fields.capture(head, kept);
        copy = kept;
        loop.memory().take(kept.capacity());
    }

    /** Reads of a head that is refused as it stands how its answer is to be worded. Borrows {@code head}. */
    void readRefused(RequestHead head) {
        match(head);
    }

    private @Nullable Endpoint match(RequestHead head) {
        headOnly = head.method() == io.sluice.codec.http.Method.HEAD;
        final boolean anthropic = head.find(FieldName.ANTHROPIC_VERSION) >= 0;
        final Endpoint found = geminiIfItsClient(
                head,
                EndpointMatcher.match(
                        head.method(), anthropic, head.bytes(), head.targetOffset(), head.pathLength(), match));
        surface = found == null ? match.surface() : found.surface();
        return found;
    }

    /** Reads what the body says, when it has arrived: the model, and whether it may be used. */
    @Nullable
    Refusal readBody(RequestBody body, Snapshot snapshot) {
        final String malformed = body.finish();
        if (malformed != null) {
            return Refusal.of(ErrorType.INVALID_REQUEST, malformed);
        }
        if (!body.isStreamWellFormed()) {
            return Refusal.field("stream", "'stream' must be true or false");
        }
        if (endpoint().modelPlace() == ModelPlace.PIN) {
            return readPin(String.valueOf(pathName), snapshot);
        }
        final Refusal noModel = readModel(body);
        if (noModel != null) {
            return noModel;
        }
        if (!caller().key().mayUseModel(modelName, 0, modelLength)) {
            return Refusal.of(ErrorType.PERMISSION_DENIED, "this key may not use the model '" + modelText() + "'");
        }
        final String previous = endpoint() == Endpoint.RESPONSES ? body.previousResponse() : null;
        if (previous != null) {
            return continueResponse(previous, snapshot);
        }
        plan = snapshot.plan(modelName, 0, modelLength);
        return plan == null
                ? new Refusal(
                        ErrorType.MODEL_NOT_FOUND,
                        "the model '" + modelText() + "' does not exist",
                        "model",
                        RetryAfter.NONE,
                        null)
                : null;
    }

    Endpoint endpoint() {
        final Endpoint known = endpoint;
        if (known == null) {
            throw new IllegalStateException("no endpoint was found");
        }
        return known;
    }

    /** Whether the gateway answers from its own tables. */
    boolean isLocal() {
        return endpoint != null && endpoint.isLocal();
    }

    /** The dialect that errors are told in. */
    Dialect surface() {
        return surface;
    }

    Caller caller() {
        final Caller known = caller;
        if (known == null) {
            throw new IllegalStateException("no caller was identified");
        }
        return known;
    }

    boolean hasCaller() {
        return caller != null;
    }

    ModelPlan plan() {
        final ModelPlan known = plan;
        if (known == null) {
            throw new IllegalStateException("no model was found");
        }
        return known;
    }

    /** The name in the path: a model's, or a response's id; null when it has none. */
    @Nullable
    String pathName() {
        return pathName;
    }

    byte[] modelName() {
        return modelName;
    }

    int modelLength() {
        return modelLength;
    }

    byte[] requestId() {
        return requestId;
    }

    byte @Nullable [] clientRequestId() {
        return clientRequestId;
    }

    RequestFields fields() {
        return fields;
    }

    RequestTarget target() {
        return target;
    }

    /** The limits that the caller's key has by itself: those its headers tell of. */
    RateLimits rateLimits() {
        final Caller known = caller;
        return known == null ? RateLimits.NONE : known.key().limits();
    }

    boolean hasRateLimits() {
        final RateLimits limits = rateLimits();
        return limits.requests() != null || limits.tokens() != null;
    }

    /** Whether a stream is wanted as events; a Gemini stream without {@code alt=sse} is a JSON array. */
    boolean asksForEvents() {
        return events;
    }

    /** Whether the answer is a stream in the form of a JSON array. */
    boolean asksForArray() {
        return endpoint == Endpoint.STREAM_GENERATE_CONTENT && !events;
    }

    /** The client wants the head of the answer alone. */
    boolean isHeadOnly() {
        return headOnly;
    }

    /** No attempt will need the head any more. */
    void release() {
        final ByteBuf kept = copy;
        if (kept != null) {
            copy = null;
            fields.forget();
            target.forget();
            loop.memory().give(kept.capacity());
            loop.giveBack(kept);
        }
    }

    /** Takes a place among the requests that are served, before any work is done for this one. */
    private @Nullable Refusal enter(long announcedBytes) {
        if (!loop.memory().hasRoom(Math.max(1, announcedBytes))) {
            return loop.shed(Capacity.Shed.MEMORY);
        }
        if (!loop.gateway().capacity().tryBegin()) {
            return loop.shed(Capacity.Shed.IN_FLIGHT);
        }
        placed = true;
        return null;
    }

    /** Gives the place to another; may be called more than once. */
    void leave() {
        if (placed) {
            placed = false;
            loop.gateway().capacity().end();
        }
    }

    private @Nullable Refusal identify(RequestHead head, Snapshot snapshot, Endpoint found, byte[] address) {
        final Caller known = snapshot.isOpen() ? snapshot.anonymous() : presented(head, snapshot);
        if (known == null) {
            return Refusal.of(ErrorType.INVALID_API_KEY, "no valid API key was presented");
        }
        caller = known;
        if (!known.key().mayComeFrom(address)) {
            return Refusal.of(ErrorType.PERMISSION_DENIED, "this key may not be used from this address");
        }
        if (!known.mayUse(found)) {
            return Refusal.of(
                    ErrorType.PERMISSION_DENIED, "this key may not use the endpoint '" + found.configName() + "'");
        }
        return null;
    }

    private @Nullable Caller presented(RequestHead head, Snapshot snapshot) {
        final Presented key = loop.presented();
        if (!key.find(head)) {
            return null;
        }
        loop.digester().digest(key.bytes(), 0, key.length(), loop.digest());
        return snapshot.caller(loop.digest(), loop.epochMs());
    }

    /** A stored response is asked for, or to be continued: only the account that made it has it. */
    private @Nullable Refusal readPin(String responseId, Snapshot snapshot) {
        final Pin pin = pin(responseId);
        if (pin == null) {
            return new Refusal(
                    ErrorType.MODEL_NOT_FOUND,
                    "Response with id '" + responseId + "' not found.",
                    null,
                    RetryAfter.NONE,
                    null);
        }
        final Refusal gone = goTo(pin, snapshot);
        if (gone != null) {
            return gone;
        }
        modelName = pin.model().getBytes(StandardCharsets.UTF_8);
        modelLength = modelName.length;
        return null;
    }

    private @Nullable Refusal continueResponse(String responseId, Snapshot snapshot) {
        if (responseId.startsWith(OWN_RESPONSE)) {
            return Refusal.field(
                    "previous_response_id",
                    "the response '" + responseId + "' was not stored: it needs an upstream that keeps responses");
        }
        final Pin pin = pin(responseId);
        return pin == null
                ? Refusal.field("previous_response_id", "Previous response with id '" + responseId + "' not found.")
                : goTo(pin, snapshot);
    }

    private @Nullable Pin pin(String responseId) {
        return loop.gateway().pins().find(responseId, caller().key().app(), loop.epochMs());
    }

    /** Only the account that made a response has it: it is asked, or nobody. */
    private @Nullable Refusal goTo(Pin pin, Snapshot snapshot) {
        final ModelPlan model = snapshot.plan(pin.model());
        plan = model == null ? null : model.to(pin);
        return plan == null
                ? Refusal.later(
                        ErrorType.NO_CHANNEL_AVAILABLE,
                        "the channel that keeps this response isn't available",
                        60_000_000_000L)
                : null;
    }

    private @Nullable Refusal readModel(RequestBody body) {
        final ModelPlace place = endpoint().modelPlace();
        if (place == ModelPlace.PATH) {
            modelName = String.valueOf(pathName).getBytes(StandardCharsets.UTF_8);
            modelLength = modelName.length;
        } else {
            modelName = loop.modelName();
            modelLength = body.copyModel(modelName);
        }
        if (modelLength <= 0 || modelLength > BillingDraft.MAX_MODEL_BYTES) {
            modelLength = 0;
            return Refusal.field(
                    "model", "'model' must be a string of 1 to " + BillingDraft.MAX_MODEL_BYTES + " bytes");
        }
        return null;
    }

    private String modelText() {
        return new String(modelName, 0, modelLength, StandardCharsets.UTF_8);
    }

    private static boolean asksForEvents(RequestHead head, Endpoint found) {
        return found != Endpoint.STREAM_GENERATE_CONTENT
                || (head.queryOffset() >= 0
                        && QueryParam.asksForEvents(head.bytes(), head.queryOffset(), head.queryLength()));
    }

    /** Google's client lists models at {@code /v1/models} too: its way of presenting the key tells it from OpenAI's. */
    private static @Nullable Endpoint geminiIfItsClient(RequestHead head, @Nullable Endpoint found) {
        if (found == Endpoint.OPENAI_MODELS && head.find(FieldName.X_GOOG_API_KEY) >= 0) {
            return Endpoint.GEMINI_MODELS;
        }
        if (found == Endpoint.OPENAI_MODEL && head.find(FieldName.X_GOOG_API_KEY) >= 0) {
            return Endpoint.GEMINI_MODEL;
        }
        return found;
    }

    /** A missing type is taken for the right one; a wrong one is refused before the body is read. */
    private static boolean isMediaTypeFor(BodyKind kind, RequestHead head) {
        final int type = head.find(FieldName.CONTENT_TYPE);
        return switch (kind) {
            case JSON -> type < 0 || isType(head, type, JSON);
            case MULTIPART -> type >= 0 && isType(head, type, MULTIPART);
            case NONE -> true;
        };
    }

    /** Whether the field's value is the type, with or without parameters. */
    private static boolean isType(RequestHead head, int field, byte[] lowerCase) {
        final int length = head.valueLength(field);
        if (length < lowerCase.length) {
            return false;
        }
        final ByteBuf bytes = head.bytes();
        final int offset = head.valueOffset(field);
        for (int i = 0; i < lowerCase.length; i++) {
            if (Ascii.lower(bytes.getByte(offset + i)) != lowerCase[i]) {
                return false;
            }
        }
        final byte next = length == lowerCase.length ? (byte) ';' : bytes.getByte(offset + lowerCase.length);
        return next == ';' || next == ' ' || next == '\t';
    }

    /** The client's own request id, when it is short and made of visible characters. */
    private static byte @Nullable [] readClientId(RequestHead head) {
        final int field = head.find(FieldName.X_REQUEST_ID);
        if (field < 0) {
            return null;
        }
        final int length = head.valueLength(field);
        if (length == 0 || length > MAX_CLIENT_ID_BYTES) {
            return null;
        }
        final ByteBuf bytes = head.bytes();
        final byte[] id = new byte[length];
        bytes.getBytes(head.valueOffset(field), id);
        for (final byte b : id) {
            if (b <= ' ' || b == 0x7f) {
                return null;
            }
        }
        return id;
    }
}
