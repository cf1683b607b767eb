package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HAProxy as a plain reverse proxy with two threads. */
final class HaProxy implements Peer {
    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public Kind kind() {
        return Kind.PROXY;
    }

    @Override
    public @Nullable Path find(Finder finder) {
        return finder.find(name(), "sbin/haproxy");
    }

    @Override
    public String version(Path executable) {
        return MachineFacts.firstLine(executable.toString(), "-v");
    }

    @Override
    public Launch launch(Site site) {
        final Certificate certificate = site.certificate();
        final String text = """
            global
                nbthread 2
                maxconn 9900
                log /dev/null local0 emerg
                ssl-server-verify none
            defaults
                mode http
                timeout connect 5s
                timeout client 600s
                timeout server 600s
                option http-no-delay
            frontend clients
                bind 127.0.0.1:%d backlog 4096%s
                default_backend vendor
            backend vendor
                http-reuse always
                server one 127.0.0.1:%d pool-max-conn 4096%s
            """.formatted(
                        site.port(),
                        certificate == null ? "" : " ssl crt " + certificate.both(),
                        site.vendorPort(),
                        certificate == null ? "" : " ssl");
        final Path file = site.folder().resolve("haproxy.cfg");
        return new Launch(
                List.of(site.executable().toString(), "-db", "-f", file.toString()),
                Map.of("haproxy.cfg", text),
                Map.of());
    }

    @Override
    public @Nullable Access access(Site site, Route route) {
        return Direct.plain(route);
    }

    @Override
    public boolean knowsTls() {
        return true;
    }
}
