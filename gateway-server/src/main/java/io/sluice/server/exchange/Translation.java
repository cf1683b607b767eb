package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingCodec;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.PromptEstimate;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.dialect.translate.Codecs;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.server.media.MediaGathering;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.upstream.UpstreamConnection;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an upstream of another dialect and back. The client's body is read once; for each attempt the
 * request is written anew in that upstream's dialect, and its answer is written in the client's. Made by an exchange when it
 * first meets a foreign upstream, reused for its next requests. Confined to the loop.
 */
final class Translation {
    private final LoopContext loop;
    private final Answer answer;
    private final Work work = new Work();
    private final Map<Dialect, UpstreamSide> upstreams = new EnumMap<>(Dialect.class);
    private final Map<Surface, ClientSide> clients = new EnumMap<>(Surface.class);
    private final TranslatedStream stream;
    private final TranslatedAnswer whole;
    private final WholeRewriting rewriting;

    private @Nullable ByteBuf source;
    private @Nullable Request request;
    private @Nullable ByteBuf body;
    private long bodyBytes;
    private @Nullable Embedding embedding;
    private @Nullable MediaGathering gathering;
    private @Nullable String mediaFailure;
    private boolean needsMedia;
    private long mediaBytes;
    private @Nullable ClientSide client;
    private @Nullable UpstreamSide upstream;
    private @Nullable Endpoint upstreamEndpoint;
    private @Nullable MappedName model;

    Translation(LoopContext loop, Answer answer, Usage usage) {
        this.loop = loop;
        this.answer = answer;
        this.stream = new TranslatedStream(answer, usage, loop.allocator());
        this.rewriting = new WholeRewriting(loop.allocator(), answer, usage, work);
        this.whole = new TranslatedAnswer(loop.allocator(), loop.memory(), rewriting);
    }

    /** Forgets the last request. */
    void release() {
        releaseBody();
        final ByteBuf kept = source;
        if (kept != null) {
            source = null;
            loop.memory().give(kept.capacity());
            kept.release();
        }
        request = null;
        embedding = null;
        upstream = null;
        mediaFailure = null;
        loop.memory().give(mediaBytes);
        mediaBytes = 0;
        final MediaGathering running = gathering;
        if (running != null) {
            gathering = null;
            running.cancel();
        }
        rewriting.dropped();
    }

    /** The next attempt is at an upstream of the client's own dialect. */
    void leave() {
        releaseBody();
        upstream = null;
    }

    /** Whether the attempt in hand is at an upstream of another dialect. */
    boolean isActive() {
        return upstream != null;
    }

    /**
     * Writes the request for an upstream.
     *
     * @throws UnsupportedException when it can't be said there without changing what it means
     */
    void prepare(Inquiry inquiry, RequestBody received, boolean streaming, Course course, int maxHeldBytes)
            throws UnsupportedException {
        releaseBody();
        final Dialect dialect = course.destination().dialect();
        final Endpoint endpoint = inquiry.endpoint();
        final Endpoint target = endpoint.in(dialect, streaming);
        if (target == null) {
            throw Losses.unsupported("model", dialect);
        }
        work.begin(course.translateSettings(), idTail(), loop.epochMs() / 1_000, maxHeldBytes);
        work.estimatedInputTokens(received.length() / Settlement.BYTES_PER_TOKEN);
        client = clients.computeIfAbsent(Surface.of(inquiry), surface -> new ClientSide(surface.codec()));
        final UpstreamSide side = upstreams.computeIfAbsent(dialect, UpstreamSide::of);
        if (endpoint.purpose() == Endpoint.Purpose.EMBED) {
            prepareEmbedding(inquiry, received, course, target);
            upstream = side;
            upstreamEndpoint = target;
            return;
        }
        final Request asked = read(inquiry, received, streaming);
        work.request(asked);
        upstream = side;
        upstreamEndpoint = target;
        if (mustFetch(dialect)) {
            return;
        }
        final MappedName mapped = course.mapped();
        final MappedName name = mapped == null ? MappedName.of(work.clientModel()) : mapped;
        model = name;
        final ByteBuf out = loop.allocator().directBuffer(Math.max(1024, (int) received.length() + 512));
        body = out;
        side.requestWriter()
                .write(
                        asked,
                        new String(name.utf8(), StandardCharsets.UTF_8),
                        work,
                        endpoint.purpose() == Endpoint.Purpose.COUNT,
                        out);
        bodyBytes = out.capacity();
        loop.memory().take(bodyBytes);
    }

    private void prepareEmbedding(Inquiry inquiry, RequestBody received, Course course, Endpoint target)
            throws UnsupportedException {
        final EmbeddingCodec asking = Codecs.embeddings(inquiry.endpoint());
        final EmbeddingCodec asked = Codecs.embeddings(target);
        if (asking == null || asked == null) {
            throw Losses.unsupported("model", course.destination().dialect());
        }
        final Embedding known = embedding;
        final EmbeddingRequest request = known == null
                ? asking.readRequest(gather(received), new RequestReader.Hints(inquiry.pathName(), false, false))
                : known.request();
        embedding = new Embedding(request, asking, asked);
        needsMedia = false;
        final MappedName mapped = course.mapped();
        final MappedName name = mapped == null ? MappedName.of(request.model().text()) : mapped;
        model = name;
        final ByteBuf out = loop.allocator().directBuffer(Math.max(1024, (int) received.length() + 512));
        body = out;
        asked.writeRequest(request, new String(name.utf8(), StandardCharsets.UTF_8), work, out);
        bodyBytes = out.capacity();
        loop.memory().take(bodyBytes);
    }

    /** Whether what the request only names has to be fetched first: then nothing was written yet. */
    private boolean mustFetch(Dialect dialect) throws UnsupportedException {
        needsMedia = false;
        final Request asked = request;
        if (dialect != Dialect.GEMINI || asked == null || work.settings().remoteMedia() != RemoteMedia.FETCH) {
            return false;
        }
        final String failure = mediaFailure;
        if (failure != null) {
            throw new UnsupportedException("messages.content", failure);
        }
        needsMedia = !io.sluice.codec.dialect.neutral.RemoteMedia.urls(asked).isEmpty();
        return needsMedia;
    }

    /** Whether {@link #fetchMedia} has to be called, and {@link #prepare} again, before the request can be sent. */
    boolean needsMedia() {
        return needsMedia;
    }

    /**
     * Fetches what the request only names.
     *
     * @param done called once, unless the request is over before: {@link #prepare} then writes the request or says why not
     */
    void fetchMedia(ClientTls tls, Runnable done) {
        final Request asked = work.request();
        final MediaGathering begun = new MediaGathering(
                loop.pools(), loop.wheel(), loop.clock(), loop.allocator(), tls, new MediaGathering.Result() {
                    @Override
                    public void gathered(Map<String, MediaGathering.Content> byUrl) {
                        gathering = null;
                        request = io.sluice.codec.dialect.neutral.RemoteMedia.withContent(asked, contents(byUrl));
                        done.run();
                    }

                    @Override
                    public void failed(String message) {
                        gathering = null;
                        mediaFailure = message;
                        done.run();
                    }
                });
        gathering = begun;
        begun.start(io.sluice.codec.dialect.neutral.RemoteMedia.urls(asked));
    }

    private Map<String, Media.Bytes> contents(Map<String, MediaGathering.Content> byUrl) {
        final Map<String, Media.Bytes> contents = new HashMap<>();
        byUrl.forEach((url, content) -> {
            mediaBytes += content.base64().length;
            contents.put(
                    url,
                    new Media.Bytes(
                            JsonString.of(content.mime()),
                            JsonString.view(content.base64(), 0, content.base64().length, false)));
        });
        loop.memory().take(mediaBytes);
        return contents;
    }

    /** The client's body in one piece; gathered once, however often it is read. */
    private JsonValue gather(RequestBody received) {
        ByteBuf whole = source;
        if (whole == null) {
            whole = loop.allocator().heapBuffer((int) received.length());
            source = whole;
            received.copyTo(whole);
            loop.memory().take(whole.capacity());
        }
        return JsonValue.view(whole.array(), whole.arrayOffset() + whole.readerIndex(), whole.readableBytes());
    }

    private Request read(Inquiry inquiry, RequestBody received, boolean streaming) throws UnsupportedException {
        final Request known = request;
        if (known != null) {
            return known;
        }
        final RequestReader.Hints hints = new RequestReader.Hints(
                inquiry.pathName(), streaming, inquiry.endpoint().purpose() == Endpoint.Purpose.COUNT);
        final Request asked = client().requestReader().read(gather(received), hints);
        request = asked;
        return asked;
    }

    /**
     * Answers a request to count tokens with an estimate, where no upstream counts.
     *
     * @param fields taken: the gateway's own fields of the client's head
     * @throws UnsupportedException when the request is none
     */
    void tellEstimate(Inquiry inquiry, RequestBody received, ByteBuf fields) throws UnsupportedException {
        work.begin(TranslateSettings.DEFAULT, "", loop.epochMs() / 1_000, 0);
        client = clients.computeIfAbsent(Surface.of(inquiry), surface -> new ClientSide(surface.codec()));
        final long tokens;
        try {
            tokens = PromptEstimate.of(read(inquiry, received, false));
        } catch (UnsupportedException malformed) {
            fields.release();
            throw malformed;
        }
        work.losses().estimate("tokens");
        final ByteBuf out = loop.allocator().directBuffer(64);
        client().responseWriter().writeCount(tokens, out);
        answer.begin(
                TranslatedHead.ofWhole(200, 0, fields, inquiry, work.losses(), loop.allocator()),
                out.readableBytes(),
                false);
        answer.span(out);
    }

    /** Sends the request. */
    void send(UpstreamConnection connection, Destination destination, RequestFields fields) {
        final ByteBuf ready = body;
        final Endpoint endpoint = upstreamEndpoint;
        final MappedName name = model;
        if (ready == null || endpoint == null || name == null) {
            throw new IllegalStateException("nothing was prepared");
        }
        final ByteBuf head = loop.allocator().directBuffer(1024);
        destination.writeTranslatedHead(
                head, endpoint, name, fields, work.settings().anthropicVersion(), ready.readableBytes());
        connection.write(head);
        connection.write(ready.retainedDuplicate());
    }

    /**
     * An answer begins.
     *
     * @param fields taken: the gateway's own fields of the client's head, without a status line
     */
    Relay answerBegins(ResponseHead head, boolean streaming, ByteBuf fields, Inquiry inquiry, ChannelSecrets secrets) {
        final UpstreamSide from = upstreamSide();
        final ClientSide to = client();
        if (streaming && head.status() < 300) {
            stream.begin(from.streamReader(), to.streamWriter(), work, secrets);
            answer.begin(TranslatedHead.ofStream(fields, inquiry, work.losses(), loop.allocator()), -1, false);
            return stream;
        }
        rewriting.begin(
                embedding, from, to, head.status(), RetryAfter.read(head, loop.epochMs()), fields, inquiry, secrets);
        whole.begin();
        return whole;
    }

    /** Whether the answer that began last is a stream in which a failure can be told. */
    boolean isStream(@Nullable Relay relay) {
        return relay == stream;
    }

    /** Tells a failure of the gateway's own finding in the middle of a stream. Returns whether the body may end properly after it. */
    boolean tellInStream(Failure failure) {
        stream.tell(failure);
        return !stream.mustCutAfterFailure();
    }

    /** Whether the body may end properly after a failure that the stream has told. */
    boolean mayEndAfterFailure() {
        return !stream.mustCutAfterFailure();
    }

    /** The status the client is told in an error, 0 when it is the upstream's. */
    int toldStatus() {
        return rewriting.toldStatus();
    }

    Work work() {
        return work;
    }

    private String idTail() {
        final StringBuilder hex = new StringBuilder(48);
        for (int i = 0; i < 3; i++) {
            final String digits = Long.toHexString(loop.random().nextLong());
            hex.append("0".repeat(16 - digits.length())).append(digits);
        }
        return hex.toString();
    }

    private ClientSide client() {
        final ClientSide side = client;
        if (side == null) {
            throw new IllegalStateException("no client was read");
        }
        return side;
    }

    private UpstreamSide upstreamSide() {
        final UpstreamSide side = upstream;
        if (side == null) {
            throw new IllegalStateException("no upstream was prepared for");
        }
        return side;
    }

    private void releaseBody() {
        final ByteBuf written = body;
        if (written != null) {
            body = null;
            loop.memory().give(bodyBytes);
            bodyBytes = 0;
            written.release();
        }
    }
}
