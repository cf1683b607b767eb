package io.sluice.benchmarks.codec;

import java.util.ArrayList;
import java.util.List;

/** Heads of messages without a body, as they are seen on the wire; each variant differs in its identifiers. */
final class Heads {
    private static final int VARIANTS = 16;

    /** As of a vendor's client in Python. */
    private static final String SDK_REQUEST = """
        POST /v1/chat/completions HTTP/1.1
        Host: gateway.example.com
        Accept-Encoding: gzip, deflate
        Connection: keep-alive
        Accept: application/json
        Content-Type: application/json
        User-Agent: OpenAI/Python 1.99.1
        X-Stainless-Lang: python
        X-Stainless-Package-Version: 1.99.1
        X-Stainless-OS: Linux
        X-Stainless-Arch: x64
        X-Stainless-Runtime: CPython
        X-Stainless-Runtime-Version: 3.12.3
        Authorization: Bearer sk-sluice-0123456789abcdef0123456789abc%03x
        X-Stainless-Async: false
        x-stainless-retry-count: 0
        x-stainless-read-timeout: 600
        Content-Length: 0

        """;

    private static final String SMALL_REQUEST = """
        POST /v1/chat/completions HTTP/1.1
        Host: 127.0.0.1:8080
        Authorization: Bearer sk-sluice-0123456789abcdef0123456789abc%03x
        Content-Type: application/json
        Content-Length: 0

        """;

    /** As of a vendor behind a content delivery network. */
    private static final String SDK_RESPONSE = """
        HTTP/1.1 200 OK
        Date: Tue, 06 Jan 2026 10:11:12 GMT
        Content-Type: application/json
        Content-Length: 0
        Connection: keep-alive
        access-control-expose-headers: X-Request-ID
        openai-organization: example-organization
        openai-processing-ms: 412
        openai-version: 2020-10-01
        x-ratelimit-limit-requests: 10000
        x-ratelimit-limit-tokens: 30000000
        x-ratelimit-remaining-requests: 9999
        x-ratelimit-remaining-tokens: 29999983
        x-ratelimit-reset-requests: 6ms
        x-ratelimit-reset-tokens: 0s
        x-request-id: req_0123456789abcdef0123456789abc%03x
        strict-transport-security: max-age=31536000; includeSubDomains; preload
        cf-cache-status: DYNAMIC
        X-Content-Type-Options: nosniff
        Server: cloudflare
        CF-RAY: 91e0a1b2c3d4e5f6-FRA
        alt-svc: h3=":443"; ma=86400

        """;

    private static final String SMALL_RESPONSE = """
        HTTP/1.1 200 OK
        Content-Type: application/json
        Content-Length: 0
        x-request-id: req_%03x

        """;

    private Heads() {}

    static Buffers requests(boolean small) {
        return variants(small ? SMALL_REQUEST : SDK_REQUEST);
    }

    static Buffers responses(boolean small) {
        return variants(small ? SMALL_RESPONSE : SDK_RESPONSE);
    }

    private static Buffers variants(String head) {
        final String onTheWire = head.replace("\n", "\r\n");
        final List<String> variants = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            variants.add(String.format(onTheWire, i * 251));
        }
        return Buffers.of(variants);
    }
}
