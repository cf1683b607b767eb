package io.sluice.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TestAuthority;
import io.sluice.server.upstream.AddressRule;
import io.sluice.server.upstream.PoolSettings;
import io.sluice.server.upstream.UpstreamPools;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a caller's address may lead to, with real servers behind real certificates. */
@Timeout(60)
final class MediaFetchTest {
    private static final String PNG = "HTTP/1.1 200 OK\r\ncontent-type: image/png; a=b\r\ncontent-length: 3\r\n\r\nabc";

    private final EventLoopGroup group = LoopTransport.choose("auto").newLoops(1);
    private final EventLoop loop = group.next();
    private final AtomicLong nowNs = new AtomicLong(1);
    private final NanoClock clock = nowNs::get;
    private final TimerWheel wheel;
    private final UpstreamPools pools;
    private final TestAuthority authority = TestAuthority.create("Sluice Test");
    private final ClientTls tls;

    MediaFetchTest(@TempDir Path dir) throws Exception {
        wheel = loop.submit(() -> TimerWheel.manual(clock)).get();
        pools = loop.submit(
                        () -> UpstreamPools.on(loop, LoopTransport.choose("auto"), wheel, clock, PoolSettings.DEFAULT))
                .get();
        tls = new ClientTlsRegistry()
                .of(Files.writeString(dir.resolve("trust.pem"), authority.pem(), StandardCharsets.US_ASCII), false);
    }

    @AfterEach
    void stop() throws Exception {
        loop.submit(() -> {
                    assertThat(pools.stats()).isEmpty();
                    assertThat(wheel.size()).isZero();
                    pools.close();
                })
                .get();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private String fetch(String address) throws Exception {
        return fetch(address, AddressRule.ANY);
    }

    private String fetch(String address, AddressRule rule) throws Exception {
        return begin(address, rule).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> begin(String address, AddressRule rule) throws Exception {
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        loop.submit(() -> new MediaFetch(
                                pools, wheel, clock, ByteBufAllocator.DEFAULT, tls, rule, new MediaFetch.Result() {
                                    @Override
                                    public void fetched(String mime, byte[] base64) {
                                        outcome.complete(mime + " "
                                                + new String(
                                                        Base64.getDecoder().decode(base64),
                                                        StandardCharsets.ISO_8859_1));
                                    }

                                    @Override
                                    public void failed(String reason) {
                                        outcome.complete(reason);
                                    }
                                })
                        .start(address))
                .get();
        return outcome;
    }

    private ScriptedUpstream serve(ScriptedUpstream.Script script) throws Exception {
        return ScriptedUpstream.start(
                authority
                        .issue("127.0.0.1")
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                script);
    }

    private ScriptedUpstream answering(String answer) throws Exception {
        return serve((wire, number) -> {
            wire.readHead();
            wire.send(answer);
            wire.read();
        });
    }

    private static String at(ScriptedUpstream server, String target) {
        return "https://127.0.0.1:" + server.port() + target;
    }

    @Test
    void bringsAnImageAndTellsItsHostNothingOfTheCaller() throws Exception {
        final CompletableFuture<String> head = new CompletableFuture<>();
        try (ScriptedUpstream server = serve((wire, number) -> {
            head.complete(wire.readHead());
            wire.send(PNG);
            wire.read();
        })) {
            assertThat(fetch(at(server, "/a%20b?c=d"))).isEqualTo("image/png abc");
            assertThat(head.get(30, TimeUnit.SECONDS))
                    .isEqualTo("GET /a%20b?c=d HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()
                            + "\r\naccept: image/*, application/pdf\r\naccept-encoding: identity\r\n"
                            + "connection: close\r\n\r\n");
        }
    }

    @Test
    void followsARedirectAsFarAsItIsAllowed() throws Exception {
        try (ScriptedUpstream last = answering(PNG);
                ScriptedUpstream first = answering(
                        "HTTP/1.1 302 Found\r\nlocation: " + at(last, "/x") + "\r\ncontent-length: 0\r\n\r\n");
                ScriptedUpstream turning =
                        answering("HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n");
                ScriptedUpstream plain =
                        answering("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n")) {
            assertThat(fetch(at(first, "/"))).isEqualTo("image/png abc");
            assertThat(fetch(at(turning, "/"))).isEqualTo("it redirects too often");
            assertThat(fetch(at(plain, "/"))).isEqualTo("only https addresses are fetched");
        }
    }

    @Test
    void doesNotConnectWhereOnlyTheGatewayGetsIn() throws Exception {
        try (ScriptedUpstream server = answering(PNG)) {
            assertThat(fetch(at(server, "/"), PublicAddresses.ONLY)).isEqualTo("only public addresses are fetched");
            assertThat(fetch("https://localhost:" + server.port() + "/", PublicAddresses.ONLY))
                    .isEqualTo("only public addresses are fetched");
            assertThat(fetch("https://[::1]/", PublicAddresses.ONLY)).isEqualTo("only public addresses are fetched");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void checksTheAddressOfARedirectToo() throws Exception {
        try (ScriptedUpstream inside = answering(PNG);
                ScriptedUpstream outside = answering(
                        "HTTP/1.1 302 Found\r\nlocation: " + at(inside, "/") + "\r\ncontent-length: 0\r\n\r\n")) {
            final AtomicLong asked = new AtomicLong();
            final AddressRule onlyFirst = address -> asked.getAndIncrement() == 0;

            assertThat(fetch(at(outside, "/"), onlyFirst)).isEqualTo("only public addresses are fetched");
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void takesNothingButHttpsAddresses() throws Exception {
        for (final String address : new String[] {
            "http://example.com/a.png",
            "file:///etc/passwd",
            "ftp://example.com/",
            "https:///x",
            "https://user:secret@example.com/",
            "https://exa mple.com/",
            "https://example.com/\r\nx: y",
            "gopher://x",
            ""
        }) {
            assertThat(fetch(address)).as(address).isEqualTo("only https addresses are fetched");
        }
    }

    @Test
    void takesNothingButImagesAndDocuments() throws Exception {
        try (ScriptedUpstream page = answering(PNG.replace("image/png", "text/html"));
                ScriptedUpstream untyped = answering("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
                ScriptedUpstream missing = answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
                ScriptedUpstream empty =
                        answering("HTTP/1.1 200 OK\r\ncontent-type: image/gif\r\ncontent-length: 0\r\n\r\n")) {
            assertThat(fetch(at(page, "/"))).isEqualTo("it is no image and no PDF");
            assertThat(fetch(at(untyped, "/"))).isEqualTo("it is no image and no PDF");
            assertThat(fetch(at(missing, "/"))).isEqualTo("it answered with status 404");
            assertThat(fetch(at(empty, "/"))).isEqualTo("it is empty");
        }
    }

    @Test
    void takesNoMoreThanTheBound() throws Exception {
        try (ScriptedUpstream announced = answering("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: "
                        + (MediaFetch.MAX_BYTES + 1) + "\r\n\r\n");
                ScriptedUpstream endless = serve((wire, number) -> {
                    wire.readHead();
                    wire.send("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n");
                    while (true) {
                        wire.send(new byte[64 * 1024]);
                    }
                })) {
            assertThat(fetch(at(announced, "/"))).isEqualTo("it is larger than 20971520 bytes");
            assertThat(fetch(at(endless, "/"))).isEqualTo("it is larger than 20971520 bytes");
        }
    }

    @Test
    void saysWhenTheHostFails() throws Exception {
        final int unused;
        try (ScriptedUpstream gone = answering(PNG)) {
            unused = gone.port();
        }
        try (ScriptedUpstream cut = serve((wire, number) -> {
            wire.readHead();
            wire.send(PNG.substring(0, PNG.length() - 1));
        })) {
            assertThat(fetch(at(cut, "/"))).isEqualTo("its host broke off the answer");
            assertThat(fetch("https://127.0.0.1:" + unused + "/")).isEqualTo("its host can't be reached (refused)");
            assertThat(fetch("https://localhost:" + cut.port() + "/")).isEqualTo("its host can't be reached (tls)");
        }
    }

    private CompletableFuture<String> gather(List<String> urls) throws Exception {
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        loop.submit(() -> new MediaGathering(
                                pools,
                                wheel,
                                clock,
                                ByteBufAllocator.DEFAULT,
                                tls,
                                AddressRule.ANY,
                                new MediaGathering.Result() {
                                    @Override
                                    public void gathered(Map<String, MediaGathering.Content> byUrl) {
                                        outcome.complete(new TreeMap<>(byUrl).keySet() + " "
                                                + byUrl.values()
                                                        .iterator()
                                                        .next()
                                                        .mime());
                                    }

                                    @Override
                                    public void failed(String message) {
                                        outcome.complete(message);
                                    }
                                })
                        .start(urls))
                .get();
        return outcome;
    }

    @Test
    void gathersAllThatARequestNames() throws Exception {
        try (ScriptedUpstream one = answering(PNG);
                ScriptedUpstream two = answering(PNG)) {
            final List<String> urls = List.of(at(one, "/1"), at(two, "/2"), at(two, "/3"));

            assertThat(gather(urls).get(30, TimeUnit.SECONDS)).isEqualTo(new TreeSet<>(urls) + " image/png");
        }
    }

    @Test
    void tellsTheFirstThatCannotBeHadAndLeavesTheOthers() throws Exception {
        final CompletableFuture<Boolean> left = new CompletableFuture<>();
        try (ScriptedUpstream silent = serve((wire, number) -> {
                    wire.readHead();
                    try {
                        wire.read();
                    } finally {
                        left.complete(true);
                    }
                });
                ScriptedUpstream missing = answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")) {
            assertThat(gather(List.of(at(silent, "/"), at(missing, "/a.png"))).get(30, TimeUnit.SECONDS))
                    .isEqualTo("'" + at(missing, "/a.png") + "' can't be fetched: it answered with status 404");
            assertThat(left.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gather(Collections.nCopies(17, "https://example.com/")).get(30, TimeUnit.SECONDS))
                .isEqualTo("a request may name at most 16 addresses");
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        final CompletableFuture<Boolean> asked = new CompletableFuture<>();
        try (ScriptedUpstream silent = serve((wire, number) -> {
            wire.readHead();
            asked.complete(true);
            wire.read();
        })) {
            final CompletableFuture<String> outcome = begin(at(silent, "/"), AddressRule.ANY);
            asked.get(30, TimeUnit.SECONDS);
            loop.submit(() -> wheel.advance(nowNs.addAndGet(MediaFetch.MAX_NS + 2 * TimerWheel.TICK_NS)))
                    .get();
            assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo("it took longer than 10 s");
        }
    }
}
