package io.sluice.server.media;

import io.netty.buffer.ByteBufAllocator;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.upstream.AddressRule;
import io.sluice.server.upstream.UpstreamPools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches all that one request names, side by side. Used once, on its loop; tells its result exactly once, unless it is
 * cancelled: everything, or the first thing that went wrong.
 */
public final class MediaGathering {
    /** Most addresses in one request. */
    public static final int MAX_URLS = 16;

    /** Most content of one request, before it is encoded. */
    public static final long MAX_TOTAL_BYTES = 32L * 1024 * 1024;

    /**
     * What an address led to.
     *
     * @param base64 never written to
     */
    @SuppressWarnings("ArrayRecordComponent") // told, never compared
    public record Content(String mime, byte[] base64) {}

    /** Hears how it ended. */
    public interface Result {
        /** @param byUrl the content of every address */
        void gathered(Map<String, Content> byUrl);

        /** @param message names the address and says why, for the caller */
        void failed(String message);
    }

    private final UpstreamPools pools;
    private final TimerWheel wheel;
    private final NanoClock clock;
    private final ByteBufAllocator allocator;
    private final ClientTls tls;
    private final AddressRule addresses;
    private final Result result;
    private final List<MediaFetch> fetches = new ArrayList<>();
    private final Map<String, Content> contents = new HashMap<>();
    private int wanted;
    private long totalBytes;
    private boolean over;

    /** @param tls whom to believe: the system's authorities */
    public MediaGathering(
            UpstreamPools pools,
            TimerWheel wheel,
            NanoClock clock,
            ByteBufAllocator allocator,
            ClientTls tls,
            Result result) {
        this(pools, wheel, clock, allocator, tls, PublicAddresses.ONLY, result);
    }

    MediaGathering(
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

    /**
     * Begins. The result may be told before this returns.
     *
     * @param urls at least one, each once
     */
    public void start(List<String> urls) {
        if (urls.size() > MAX_URLS) {
            end("a request may name at most " + MAX_URLS + " addresses");
            return;
        }
        wanted = urls.size();
        for (final String url : urls) {
            if (over) {
                return;
            }
            final MediaFetch fetch = new MediaFetch(pools, wheel, clock, allocator, tls, addresses, new One(url));
            fetches.add(fetch);
            fetch.start(url);
        }
    }

    /** Gives up, telling nobody. */
    public void cancel() {
        over = true;
        for (final MediaFetch fetch : fetches) {
            fetch.cancel();
        }
    }

    private void end(@Nullable String failure) {
        if (over) {
            return;
        }
        cancel();
        if (failure == null) {
            result.gathered(contents);
        } else {
            result.failed(failure);
        }
    }

    private final class One implements MediaFetch.Result {
        private static final int MAX_SHOWN = 200;

        private final String url;

        One(String url) {
            this.url = url;
        }

        @Override
        public void fetched(String mime, byte[] base64) {
            if (over) {
                return;
            }
            totalBytes += base64.length / 4 * 3L;
            if (totalBytes > MAX_TOTAL_BYTES) {
                end("what the request names is larger than " + MAX_TOTAL_BYTES + " bytes together");
                return;
            }
            contents.put(url, new Content(mime, base64));
            if (contents.size() == wanted) {
                end(null);
            }
        }

        @Override
        public void failed(String reason) {
            final String shown = url.length() <= MAX_SHOWN ? url : url.substring(0, MAX_SHOWN) + "…";
            end("'" + shown + "' can't be fetched: " + reason);
        }
    }
}
