package io.sluice.benchmarks.endtoend.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.LoadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeersTest {
    private static final Path FOLDER = Path.of("/tmp/somewhere");

    private static Site site(boolean tls) {
        final Certificate certificate = tls
                ? new Certificate(FOLDER.resolve("c.pem"), FOLDER.resolve("k.pem"), FOLDER.resolve("both.pem"))
                : null;
        return new Site(Path.of("/usr/bin/peer"), FOLDER, 20_001, 20_002, 20_003, certificate);
    }

    @Test
    void theGatewaysConfigurationHasNoFault() {
        final LoadResult loaded = ConfigLoader.parse("bench", Sluice.configuration(site(false)), Map.of(), Map.of());

        assertThat(loaded).isInstanceOfSatisfying(LoadResult.Loaded.class, good -> {
            assertThat(good.warnings()).isEmpty();
            assertThat(good.config().listen().port()).isEqualTo(20_001);
            assertThat(good.config().admin().port()).isEqualTo(20_002);
        });
    }

    @Test
    void theGatewayEncryptsOnBothSidesWhenThereIsACertificate() {
        assertThat(Sluice.configuration(site(true)))
                .contains("certificate = \"/tmp/somewhere/c.pem\"")
                .contains("base-url = \"https://127.0.0.1:20003/v1\"")
                .contains("tls { trust = \"/tmp/somewhere/c.pem\" }");
    }

    @Test
    void nginxIsToldWhereToListenAndWhereToGo() {
        final Peer.Launch launch = new Nginx().launch(site(false));

        assertThat(launch.command())
                .containsExactly("/usr/bin/peer", "-p", "/tmp/somewhere", "-c", "/tmp/somewhere/nginx.conf");
        assertThat(launch.files().get("nginx.conf"))
                .contains("listen 127.0.0.1:20001 backlog=4096;")
                .contains("server 127.0.0.1:20003;")
                .contains("proxy_pass http://vendor;")
                .doesNotContain("ssl");
    }

    @Test
    void nginxEncryptsOnBothSidesWhenThereIsACertificate() {
        assertThat(new Nginx().launch(site(true)).files().get("nginx.conf"))
                .contains("listen 127.0.0.1:20001 ssl backlog=4096;")
                .contains("ssl_certificate_key /tmp/somewhere/k.pem;")
                .contains("proxy_pass https://vendor;");
    }

    @Test
    void haproxyIsConfiguredWithAndWithoutTls() {
        assertThat(new HaProxy().launch(site(false)).files().get("haproxy.cfg"))
                .contains("bind 127.0.0.1:20001 backlog 4096\n")
                .contains("server one 127.0.0.1:20003 pool-max-conn 4096\n");
        assertThat(new HaProxy().launch(site(true)).files().get("haproxy.cfg"))
                .contains("backlog 4096 ssl crt /tmp/somewhere/both.pem\n")
                .contains("pool-max-conn 4096 ssl\n");
    }

    @Test
    void everyPeerButDirectAccessIsStartedOnItsPortAndSentToTheVendor() {
        for (final Peer peer : Peers.all()) {
            final Peer.Launch launch = peer.launch(site(false));
            final Peer.Access access = peer.access(site(false), Route.OPENAI);
            final String all = launch.command() + " " + launch.files() + launch.environment()
                    + (access == null ? "" : access.headers());

            assertThat(access).as(peer.name()).isNotNull();
            if (peer.kind() != Peer.Kind.DIRECT) {
                assertThat(all).as(peer.name()).contains("20001").contains("20003");
                assertThat(all).as(peer.name()).doesNotContain("%");
            }
        }
    }

    @Test
    void onlyWhoKnowsDialectsIsAskedToTranslate() {
        for (final Peer peer : Peers.all()) {
            final boolean knowsDialects = peer.kind() == Peer.Kind.SLUICE || peer.kind() == Peer.Kind.GATEWAY;
            if (!knowsDialects) {
                assertThat(peer.access(site(false), Route.OPENAI_TO_ANTHROPIC))
                        .as(peer.name())
                        .isNull();
            }
        }
    }

    @Test
    void anExecutableIsFoundWhereTheUserSaysThenOnThePathThenAmongThePeers(@TempDir Path folder) throws Exception {
        final Path told = Files.createFile(folder.resolve("told"));
        final Path installed = executable(folder.resolve("install/bin/thing"));
        final Path onPath = executable(folder.resolve("path/thing"));
        final Path among = executable(folder.resolve("peers/other/bin/other"));
        final String path = folder.resolve("none") + "::" + folder.resolve("path");

        final Finder finder = new Finder(
                Map.of("file", told, "folder", folder.resolve("install"), "wrong", folder.resolve("nowhere")),
                path,
                folder.resolve("peers"));

        assertThat(finder.find("file", "bin/thing")).isEqualTo(told);
        assertThat(finder.find("folder", "bin/thing")).isEqualTo(installed);
        assertThat(finder.find("wrong", "bin/thing"))
                .as("no guess instead of what was said")
                .isNull();
        assertThat(finder.find("thing", "bin/thing")).isEqualTo(onPath);
        assertThat(finder.find("other", "bin/other")).isEqualTo(among);
        assertThat(finder.find("missing", "bin/missing-for-sure")).isNull();
    }

    private static Path executable(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void aCertificateIsMadeInPem(@TempDir Path folder) throws Exception {
        final Certificate certificate = Certificate.make(folder);

        assertThat(certificate.chain()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(certificate.privateKey()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(certificate.both()).content().contains("-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----");
    }
}
