package io.sluice.server.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.ResponseHead;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.Timeout;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.upstream.Acquirer;
import io.sluice.server.upstream.AddressRule;
import io.sluice.server.upstream.ConnectFailure;
import io.sluice.server.upstream.Origin;
import io.sluice.server.upstream.Ticket;
import io.sluice.server.upstream.UpstreamConnection;
import io.sluice.server.upstream.UpstreamFailure;
import io.sluice.server.upstream.UpstreamListener;
import io.sluice.server.upstream.UpstreamPools;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one image or document from an address a caller named. Used once, on its loop; tells its result exactly once unless
 * it is cancelled. Nothing but {@code https} at addresses the rule allows is asked, on the first way and on each redirect; no
 * credential, cookie or address of the caller's goes along.
 */
public final class MediaFetch implements Acquirer, UpstreamListener {
    /** Largest content. */
    public static final int MAX_BYTES = 20 * 1024 * 1024;

    /** The longest it may take, redirects and all. */
    public static final long MAX_NS = 10_000_000_000L;

    private static final int MAX_REDIRECTS = 3;
    private static final int FIRST_CAPACITY = 64 * 1024;

    /** Hears how it ended. */
    public interface Result {
        /**
         * The content.
         *
         * @param mime its type, without parameters
         * @param base64 in the standard alphabet
         */
        void fetched(String mime, byte[] base64);

        /** Why there is none, in words for the caller. */
        void failed(String reason);
    }

    private final UpstreamPools pools;
    private final TimerWheel wheel;
    private final NanoClock clock;
    private final ByteBufAllocator allocator;
    private final ClientTls tls;
    private final AddressRule addresses;
    private final Result result;
    private final Deadline deadline = new Deadline();

    private @Nullable MediaUrl url;
    private @Nullable Origin origin;
    private @Nullable Ticket ticket;
    private @Nullable UpstreamConnection connection;
    private @Nullable ByteBuf content;
    private @Nullable String redirect;
    private String mime = "";
    private int redirects;
    private long untilNs;
    private boolean over;

    /** @param tls whom to believe: the system's authorities */
    public MediaFetch(
            UpstreamPools pools,
            TimerWheel wheel,
            NanoClock clock,
            ByteBufAllocator allocator,
            ClientTls tls,
            Result result) {
        this(pools, wheel, clock, allocator, tls, PublicAddresses.ONLY, result);
    }

    MediaFetch(
            UpstreamPools pools,
            TimerWheel wheel,
            NanoClock clock,
            ByteBufAllocator allocator,
            ClientTls tls,
            AddressRule addresses,
            Result result) {
        this.pools = pools;
        this.wheel = wheel;
        this.clock = clock;
        this.allocator = allocator;
        this.tls = tls;
        this.addresses = addresses;
        this.result = result;
    }

    /** Begins. The result may be told before this returns. */
    public void start(String address) {
        final long nowNs = clock.nanoTime();
        untilNs = nowNs + MAX_NS;
        wheel.schedule(deadline, untilNs);
        go(MediaUrl.parse(address), nowNs);
    }

    /** Gives up, telling nobody. */
    public void cancel() {
        if (!over) {
            stop();
        }
    }

    private void go(@Nullable MediaUrl next, long nowNs) {
        if (next == null) {
            fail("only https addresses are fetched");
            return;
        }
        url = next;
        final Origin to =
                new Origin("media", next.host(), next.port(), tls, null, 1, Math.max(1, untilNs - nowNs), addresses);
        origin = to;
        final Ticket waiting = pools.acquire(to, nowNs, this);
        if (!over && connection == null) {
            ticket = waiting;
        }
    }

    @Override
    public void acquired(UpstreamConnection upstream, boolean reused) {
        ticket = null;
        connection = upstream;
        upstream.start(this, false);
        final MediaUrl asked = url;
        if (over || asked == null) {
            return;
        }
        final ByteBuf head = allocator.directBuffer(512);
        head.writeCharSequence(
                "GET " + asked.target() + " HTTP/1.1\r\nhost: " + asked.authority()
                        + "\r\n"
                        + "accept: image/*, application/pdf\r\n"
                        + "accept-encoding: identity\r\n"
                        + "connection: close\r\n\r\n",
                StandardCharsets.US_ASCII);
        upstream.write(head);
        upstream.requestComplete();
        upstream.flush();
    }

    @Override
    public void failed(ConnectFailure kind, String message) {
        fail(
                kind == ConnectFailure.FORBIDDEN
                        ? "only public addresses are fetched"
                        : "its host can't be reached (" + kind.name().toLowerCase(Locale.ROOT) + ")");
    }

    @Override
    public void head(ResponseHead head) {
        final int status = head.status();
        if (status >= 300 && status < 400) {
            redirect = head.value(FieldName.of("location"));
            if (redirect == null) {
                fail("it answered with status " + status);
            }
            return;
        }
        if (status != 200) {
            fail("it answered with status " + status);
            return;
        }
        final String type = head.value(FieldName.CONTENT_TYPE);
        mime = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!isMedia(mime)) {
            fail("it is no image and no PDF");
        } else if (head.contentLength() > MAX_BYTES) {
            fail("it is larger than " + MAX_BYTES + " bytes");
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        if (over || redirect != null) {
            return;
        }
        ByteBuf kept = content;
        if (kept == null) {
            kept = allocator.heapBuffer(FIRST_CAPACITY);
            content = kept;
        }
        if (kept.readableBytes() + length > MAX_BYTES) {
            fail("it is larger than " + MAX_BYTES + " bytes");
        } else {
            kept.writeBytes(in, index, length);
        }
    }

    @Override
    public void readComplete() {
        // Nothing is passed on before the end.
    }

    @Override
    public void end() {
        final String location = redirect;
        if (over) {
            return;
        }
        if (location != null) {
            follow(location);
            return;
        }
        final ByteBuf whole = content == null ? Unpooled.EMPTY_BUFFER : content;
        if (!whole.isReadable()) {
            fail("it is empty");
            return;
        }
        final byte[] bytes = new byte[whole.readableBytes()];
        whole.getBytes(whole.readerIndex(), bytes);
        final String type = mime;
        stop();
        result.fetched(type, Base64.getEncoder().encode(bytes));
    }

    private void follow(String location) {
        final MediaUrl from = url;
        leave();
        redirect = null;
        if (from == null || ++redirects > MAX_REDIRECTS) {
            fail("it redirects too often");
            return;
        }
        go(from.resolve(location), clock.nanoTime());
    }

    @Override
    public void failed(UpstreamFailure kind, boolean anyBytes) {
        fail("its host broke off the answer");
    }

    @Override
    public void writabilityChanged(boolean writable) {
        // The request is a few hundred bytes.
    }

    private void fail(String reason) {
        if (!over) {
            stop();
            result.failed(reason);
        }
    }

    private void stop() {
        over = true;
        wheel.cancel(deadline);
        final Ticket waiting = ticket;
        if (waiting != null) {
            ticket = null;
            waiting.cancel();
        }
        leave();
        final ByteBuf kept = content;
        if (kept != null) {
            content = null;
            kept.release();
        }
    }

    private void leave() {
        final UpstreamConnection open = connection;
        if (open != null) {
            connection = null;
            open.cancel();
        }
        final Origin visited = origin;
        if (visited != null) {
            origin = null;
            pools.forget(visited);
        }
    }

    private static boolean isMedia(String type) {
        return type.startsWith("image/") || type.equals("application/pdf");
    }

    private final class Deadline extends Timeout {
        @Override
        protected void expired(long nowNs) {
            fail("it took longer than " + MAX_NS / 1_000_000_000L + " s");
        }
    }
}
