package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.BodyInspector;
import io.sluice.codec.dialect.BodyKind;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** The relays of one connection, made when they are first needed; chooses the one that fits an answer. */
final class Relays {
    private final Answer answer;
    private final Usage usage;
    private final int maxHeldBytes;
    private final PassRelay pass;
    private @Nullable WholeRelay whole;
    private @Nullable EventRelay events;
    private @Nullable ArrayRelay array;
    private final BodyReaders readers;
    private Endpoint readersEndpoint = Endpoint.CHAT_COMPLETIONS;
    private @Nullable StreamInspector streamReader;
    private @Nullable BodyInspector bodyReader;
    private @Nullable Relay current;

    Relays(Answer answer, Usage usage, BodyReaders readers, int maxHeldBytes) {
        this.readers = readers;
        this.answer = answer;
        this.usage = usage;
        this.maxHeldBytes = maxHeldBytes;
        this.pass = new PassRelay(answer);
    }

    /**
     * Begins the answer and its relay.
     *
     * @param wantsEvents whether a stream was asked for as events
     * @param hideUsage whether the usage event is kept from the client
     * @param secrets what an error must not show
     * @param out taken: the answer's head, to be held
     */
    Relay begin(
            Endpoint endpoint,
            boolean wantsEvents,
            boolean hideUsage,
            ChannelSecrets secrets,
            ResponseHead head,
            ByteBuf out) {
        release();
        readersEndpoint = endpoint;
        final Relay chosen = choose(endpoint, wantsEvents, hideUsage, secrets, head);
        current = chosen;
        answer.begin(out, chosen == events ? -1 : head.contentLength(), head.bodiless());
        return chosen;
    }

    /** Whether the last answer begun is a stream of events, in which a failure can be told. */
    boolean isEvents() {
        return current != null && current == events;
    }

    /** Whether the last answer begun is a stream of events that was let go in the middle of one. */
    boolean isMidEvent() {
        final EventRelay relay = events;
        return relay != null && current == relay && relay.isMidEvent();
    }

    /** Whether the last answer begun is a stream in the form of a JSON array. */
    boolean isArray() {
        return current != null && current == array;
    }

    /** Under which id the answer can be asked for later, or null. Cold. */
    @Nullable
    String answerId() {
        final StreamInspector stream = streamReader;
        if (stream != null && isEvents()) {
            return stream.answerId();
        }
        final BodyInspector body = bodyReader;
        return body == null ? null : body.answerId();
    }

    /** How many events the stream has had, for the dialects that number them. */
    long eventCount() {
        final StreamInspector stream = streamReader;
        return stream == null ? 0 : stream.eventCount();
    }

    /** The answer is over: lets go of what looked into it. */
    void release() {
        current = null;
        final StreamInspector stream = streamReader;
        final EventRelay eventRelay = events;
        if (stream != null && eventRelay != null) {
            eventRelay.forget();
            streamReader = null;
            readers.give(readersEndpoint, stream);
        }
        final BodyInspector body = bodyReader;
        final WholeRelay wholeRelay = whole;
        if (body != null && wholeRelay != null) {
            wholeRelay.forget();
            bodyReader = null;
            readers.give(readersEndpoint, body);
        }
    }

    private Relay choose(
            Endpoint endpoint, boolean wantsEvents, boolean hideUsage, ChannelSecrets secrets, ResponseHead head) {
        if (head.status() >= 300) {
            return wholeOf(null, secrets, !isEncoded(head));
        }
        if (isEncoded(head) || endpoint == Endpoint.AUDIO_SPEECH) {
            pass.begin();
            return pass;
        }
        if (typeStartsWith(head, "text/event-stream")) {
            EventRelay relay = events;
            if (relay == null) {
                relay = new EventRelay(answer, usage, maxHeldBytes);
                events = relay;
            }
            final StreamInspector reader = readers.stream(endpoint);
            streamReader = reader;
            relay.begin(reader, hideUsage, secrets);
            return relay;
        }
        if (endpoint == Endpoint.STREAM_GENERATE_CONTENT && !wantsEvents) {
            ArrayRelay relay = array;
            if (relay == null) {
                relay = new ArrayRelay(answer, usage, maxHeldBytes, Inspectors.stream(endpoint));
                array = relay;
            }
            relay.begin(secrets);
            return relay;
        }
        if (endpoint.bodyKind() == BodyKind.MULTIPART && !typeStartsWith(head, "application/json")) {
            return wholeOf(null, null, true);
        }
        final BodyInspector reader = readers.body(endpoint);
        bodyReader = reader;
        return wholeOf(reader, null, true);
    }

    private WholeRelay wholeOf(@Nullable BodyInspector inspector, @Nullable ChannelSecrets secrets, boolean plain) {
        WholeRelay relay = whole;
        if (relay == null) {
            relay = new WholeRelay(answer, usage, maxHeldBytes);
            whole = relay;
        }
        relay.begin(inspector, secrets, plain);
        return relay;
    }

    /** Sent encoded although {@code identity} was asked for: passed on, but not looked into. */
    private static boolean isEncoded(ResponseHead head) {
        final int field = head.find(FieldName.CONTENT_ENCODING);
        return field >= 0 && !head.valueEqualsIgnoreCase(field, "identity");
    }

    private static boolean typeStartsWith(ResponseHead head, String lowerCase) {
        final int field = head.find(FieldName.CONTENT_TYPE);
        if (field < 0 || head.valueLength(field) < lowerCase.length()) {
            return false;
        }
        final ByteBuf bytes = head.bytes();
        final int offset = head.valueOffset(field);
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Ascii.lower(bytes.getByte(offset + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
