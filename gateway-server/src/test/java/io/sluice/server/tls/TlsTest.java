package io.sluice.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.sluice.server.loop.LoopTransport;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TlsTest {
    private static final long HANDSHAKE_NS = 20_000_000_000L;

    @TempDir
    Path dir;

    private final LoopTransport transport = LoopTransport.choose("auto");
    private EventLoopGroup group;
    private TestAuthority authority;
    private Path certificate;
    private Path key;
    private Path trust;

    @BeforeEach
    void open() throws Exception {
        group = transport.newLoops(1);
        authority = TestAuthority.create("Test Authority");
        certificate = dir.resolve("server.pem");
        key = dir.resolve("server.key");
        trust = Files.writeString(dir.resolve("trust.pem"), authority.pem());
        authority.issue("localhost").write(certificate, key);
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void shakesHandsWithEitherKindOfKey(String algorithm) throws Exception {
        authority
                .issue(algorithm, "localhost", Instant.now().plus(Duration.ofDays(1)))
                .write(certificate, key);

        final SSLSession session = shake(ServerTls.load(certificate, key), trusting());

        assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void resumesTheSessionOfTheSameTrustAndOfNoOther() throws Exception {
        final ClientTls client = trusting();
        try (Listening listening = new Listening(ServerTls.load(certificate, key))) {
            assertThat(listening.resumes(client)).isFalse();
            assertThat(listening.resumes(client)).isTrue();
            assertThat(listening.resumes(client)).isTrue();

            assertThat(listening.resumes(trusting())).isFalse();
        }
    }

    @Test
    void letsItsClientsResume() throws Exception {
        final AtomicInteger certificatesChecked = new AtomicInteger();
        final SSLContext context = authority.clientContext(certificatesChecked::incrementAndGet);
        try (Listening listening = new Listening(ServerTls.load(certificate, key))) {
            for (int i = 0; i < 3; i++) {
                final InetSocketAddress address = listening.address();
                try (Socket socket = context.getSocketFactory().createSocket("localhost", address.getPort())) {
                    assertThat(socket.getInputStream().read()).isEqualTo('!');
                }
            }
        }

        assertThat(certificatesChecked).hasValue(1);
    }

    @Test
    void servesTheNewCertificateToNewConnectionsAndLeavesOpenOnesAlone() throws Exception {
        final ServerTls server = ServerTls.load(certificate, key);
        try (Listening listening = new Listening(server)) {
            final Channel before = listening.connect(trusting());
            assertThat(server.reloadIfChanged()).isFalse();

            final TestAuthority.Issued renewed = authority.issue("localhost");
            renewed.write(certificate, key);
            assertThat(server.reloadIfChanged()).isTrue();
            assertThat(server.reloadIfChanged()).isFalse();

            final SSLSession after = listening.shake(trusting());
            assertThat((X509Certificate) after.getPeerCertificates()[0]).isEqualTo(renewed.certificate());
            assertThat(server.notAfter())
                    .isEqualTo(renewed.certificate().getNotAfter().toInstant());
            assertThat(before.isActive()).isTrue();
        }
    }

    @Test
    void keepsTheOldCertificateWhenTheNewFilesDoNotFitAndSaysSoOnce() throws Exception {
        final ServerTls server = ServerTls.load(certificate, key);
        final Instant notAfter = server.notAfter();
        Files.writeString(certificate, authority.issue("localhost").certificatePem());

        assertThatThrownBy(server::reloadIfChanged)
                .isInstanceOf(TlsSetupException.class)
                .hasMessage("the private key in " + key + " doesn't belong to the certificate in " + certificate);
        assertThat(server.reloadIfChanged()).isFalse();
        assertThat(server.notAfter()).isEqualTo(notAfter);
        shake(server, trusting());
    }

    @Test
    void believesWhoeverTheTrustFileNamesNow() throws Exception {
        final TestAuthority other = TestAuthority.create("Other Authority");
        final ServerTls server = ServerTls.load(certificate, key);
        final ClientTlsRegistry registry = new ClientTlsRegistry();
        Files.writeString(trust, other.pem());
        final ClientTls client = registry.of(trust, false);
        final List<String> faults = new ArrayList<>();
        assertThatThrownBy(() -> shake(server, client)).isNotNull();

        Files.writeString(trust, other.pem() + "\n# and the one that counts\n" + authority.pem());
        assertThat(registry.reloadChanged(faults::add)).isEqualTo(1);
        shake(server, client);

        Files.writeString(trust, "nothing");
        assertThat(registry.reloadChanged(faults::add)).isZero();
        assertThat(registry.reloadChanged(faults::add)).isZero();
        assertThat(faults).containsExactly("no certificate in " + trust + " (expected '-----BEGIN CERTIFICATE-----')");
        shake(server, client);
    }

    @Test
    void makesOneContextForEachTrust() throws Exception {
        final ClientTlsRegistry registry = new ClientTlsRegistry();

        assertThat(registry.of(trust, false)).isSameAs(registry.of(trust, false));
        assertThat(registry.of(null, false)).isSameAs(registry.of(null, false)).isNotSameAs(registry.of(trust, false));
        assertThat(registry.of(trust, true)).isSameAs(registry.of(null, true));
        assertThat(registry.of(trust, true).isInsecure()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        final Path missing = dir.resolve("missing.pem");
        assertThatThrownBy(() -> ServerTls.load(missing, key))
                .hasMessage("can't read " + missing + ": NoSuchFileException");

        assertThatThrownBy(() -> ServerTls.load(key, certificate))
                .hasMessage("no certificate in " + key + " (expected '-----BEGIN CERTIFICATE-----')");
        assertThatThrownBy(() -> ServerTls.load(certificate, certificate))
                .hasMessage("no private key in " + certificate + " (expected '-----BEGIN PRIVATE KEY-----')");

        Files.writeString(key, TestAuthority.pem("EC PRIVATE KEY", new byte[] {1}));
        assertThatThrownBy(() -> ServerTls.load(certificate, key))
                .hasMessage(key + " holds an 'EC PRIVATE KEY', only unencrypted PKCS#8 is read: "
                        + "openssl pkcs8 -topk8 -nocrypt -in " + key);
        Files.writeString(key, TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        assertThatThrownBy(() -> ServerTls.load(certificate, key))
                .hasMessageStartingWith(key + " holds an 'ENCRYPTED PRIVATE KEY', only unencrypted PKCS#8 is read: ");
        Files.writeString(key, TestAuthority.pem("PRIVATE KEY", new byte[] {1}));
        assertThatThrownBy(() -> ServerTls.load(certificate, key)).hasMessageContaining("neither EC, RSA nor Ed25519");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nabc");
        assertThatThrownBy(() -> ServerTls.load(certificate, key))
                .hasMessage("malformed PEM in " + key + ": no END of 'PRIVATE KEY'");
        Files.writeString(certificate, TestAuthority.pem("CERTIFICATE", new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> ServerTls.load(certificate, key))
                .hasMessageStartingWith("malformed certificate in " + certificate);
    }

    private ClientTls trusting() throws TlsSetupException {
        return new ClientTlsRegistry().of(trust, false);
    }

    private SSLSession shake(ServerTls server, ClientTls client) throws Exception {
        try (Listening listening = new Listening(server)) {
            return listening.shake(client);
        }
    }

    private Channel connect(ClientTls client, InetSocketAddress address) throws Exception {
        final Greeted greeted = new Greeted();
        final AtomicReference<SslHandler> handler = new AtomicReference<>();
        final Channel channel = new Bootstrap()
                .group(group)
                .channel(transport.socketChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connecting) {
                        handler.set(client.newHandler(connecting.alloc(), "localhost", address.getPort()));
                        connecting.pipeline().addLast(handler.get(), greeted);
                    }
                })
                .connect(address)
                .sync()
                .channel();
        handler.get().handshakeFuture().sync();
        greeted.seen.get(20, TimeUnit.SECONDS); // behind it, the session to resume has arrived too
        return channel;
    }

    /** A server that only shakes hands. */
    private final class Listening implements AutoCloseable {
        private final Channel listening;

        Listening(ServerTls server) {
            listening = new ServerBootstrap()
                    .group(group)
                    .channel(transport.serverChannel())
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel accepted) {
                            accepted.pipeline()
                                    .addLast(server.newHandler(accepted.alloc(), HANDSHAKE_NS), new Greeting());
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .syncUninterruptibly()
                    .channel();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listening.localAddress();
        }

        Channel connect(ClientTls client) throws Exception {
            return TlsTest.this.connect(client, address());
        }

        boolean resumes(ClientTls client) throws Exception {
            final Channel channel = connect(client);
            final SSLEngine engine = channel.pipeline().get(SslHandler.class).engine();
            // BoringSSL counts no resumed sessions, and only the engine itself can tell.
            final Method reused = Class.forName("io.netty.handler.ssl.ReferenceCountedOpenSslEngine")
                    .getDeclaredMethod("isSessionReused");
            reused.setAccessible(true);
            final boolean resumed = (boolean) reused.invoke(engine);
            channel.close().sync();
            return resumed;
        }

        SSLSession shake(ClientTls client) throws Exception {
            final Channel channel = connect(client);
            final SSLSession session =
                    channel.pipeline().get(SslHandler.class).engine().getSession();
            channel.close().sync();
            return session;
        }

        @Override
        public void close() {
            listening.close().syncUninterruptibly();
        }
    }

    /** Sends a byte after each handshake. */
    private static final class Greeting extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent shaken && shaken.isSuccess()) {
                context.writeAndFlush(context.alloc().buffer(1).writeByte('!'));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Waits for that byte. */
    private static final class Greeted extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Boolean> seen = new CompletableFuture<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            seen.complete(true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
