package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** nginx as a plain reverse proxy with two workers, connections to the vendor kept open, nothing buffered. */
final class Nginx implements Peer {
    @Override
    public String name() {
        return Peers.BASE;
    }

    @Override
    public Kind kind() {
        return Kind.PROXY;
    }

    @Override
    public @Nullable Path find(Finder finder) {
        return finder.find(name(), "sbin/nginx");
    }

    @Override
    public String version(Path executable) {
        return MachineFacts.firstLine(executable.toString(), "-v");
    }

    @Override
    public Launch launch(Site site) {
        final Certificate certificate = site.certificate();
        final String tls = certificate == null ? "" : """
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:bench:10m;
            """.formatted(certificate.chain(), certificate.privateKey());
        final String text = """
            daemon off;
            master_process on;
            worker_processes 2;
            worker_rlimit_nofile 20000;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log warn;
            events { worker_connections 18000; }
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                upstream vendor {
                    server 127.0.0.1:%2$d;
                    keepalive 1024;
                    keepalive_requests 1000000000;
                }
                server {
                    listen 127.0.0.1:%3$d%4$s backlog=4096;
            %5$s        keepalive_requests 1000000000;
                    keepalive_timeout 600s;
                    client_max_body_size 64m;
                    client_body_buffer_size 128k;
                    location / {
                        proxy_pass %6$s://vendor;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_buffering off;
                        proxy_request_buffering off;
                        proxy_read_timeout 600s;
                        proxy_send_timeout 600s;
                    }
                }
            }
            """.formatted(
                        site.folder(),
                        site.vendorPort(),
                        site.port(),
                        certificate == null ? "" : " ssl",
                        tls,
                        certificate == null ? "http" : "https");
        final Path file = site.folder().resolve("nginx.conf");
        return new Launch(
                List.of(site.executable().toString(), "-p", site.folder().toString(), "-c", file.toString()),
                Map.of("nginx.conf", text),
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
