package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import java.util.ArrayList;
import java.util.List;

/** Answers in every framing and of every status, as the client gets them; and what is left of the upstream connection. */
final class UpstreamAnswers {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String CLOSE = "connection: close\r\n";

    private final List<WireCase> cases = new ArrayList<>();

    private UpstreamAnswers() {}

    static List<WireCase> all() {
        final UpstreamAnswers table = new UpstreamAnswers();
        table.framings();
        table.withheldFields();
        table.passedFields();
        table.statuses();
        table.encodings();
        table.oldClients();
        return table.cases;
    }

    /** What becomes of the connection that brought the answer. */
    enum Fate {
        SERVES_AGAIN,
        CLOSED
    }

    /** The upstream says that, ends its side when {@code fin}, and the client gets exactly what is told. */
    static WireCase answer(String sentence, Speech speech, Fate fate, boolean fin, String upstream, String told) {
        return new WireCase("upstream: " + sentence, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request());
                final WirePeer.Heard heard = rig.peer().heard();
                assertThat(heard.wire()).isEqualTo(speech.forwarded(rig.peerPort()));
                heard.link().say(upstream);
                if (fin) {
                    heard.link().fin();
                }
                assertThat(WireRig.masked(client.answer())).isEqualTo(told);
                if (fate == Fate.CLOSED) {
                    heard.link().awaitEnd();
                }
                final WirePeer.Link next = rig.exchange(client, speech);
                assertThat(next == heard.link())
                        .as("the connection served again")
                        .isEqualTo(fate == Fate.SERVES_AGAIN);
            }
            rig.assertUnharmed();
        });
    }

    private void add(String sentence, Speech speech, Fate fate, boolean fin, String upstream, String told) {
        cases.add(answer(sentence, speech, fate, fin, upstream, told));
    }

    private static String chunked(String body, int size) {
        final StringBuilder wire = new StringBuilder();
        for (int at = 0; at < body.length(); at += size) {
            final String piece = body.substring(at, Math.min(body.length(), at + size));
            wire.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return wire + "0\r\n\r\n";
    }

    private void framings() {
        for (final Speech speech : Speech.values()) {
            final String body = speech.answerBody();
            final String told = WireRig.told(speech);
            final String by = " (" + speech + ")";
            final String te = "HTTP/1.1 200 OK\r\n" + JSON + "transfer-encoding: chunked\r\n\r\n";
            add(
                    "a body of known length" + by,
                    speech,
                    Fate.SERVES_AGAIN,
                    false,
                    WireRig.ok("application/json", body),
                    told);
            add("one chunk" + by, speech, Fate.SERVES_AGAIN, false, te + chunked(body, 9999), told);
            add("chunks of one byte" + by, speech, Fate.SERVES_AGAIN, false, te + chunked(body, 1), told);
            add(
                    "chunks with extensions and trailers, which are dropped" + by,
                    speech,
                    Fate.SERVES_AGAIN,
                    false,
                    te + Integer.toHexString(body.length()) + ";a=b\r\n" + body
                            + "\r\n0;z\r\nx-trailer: 1\r\nset-cookie: a\r\n\r\n",
                    told);
            add(
                    "a body that ends with the connection" + by,
                    speech,
                    Fate.CLOSED,
                    true,
                    "HTTP/1.1 200 OK\r\n" + JSON + "\r\n" + body,
                    told);
            add(
                    "HTTP/1.0 with a length" + by,
                    speech,
                    Fate.CLOSED,
                    false,
                    WireRig.ok("application/json", body).replace("HTTP/1.1", "HTTP/1.0"),
                    told);
            add(
                    "HTTP/1.0 that would stay" + by,
                    speech,
                    Fate.CLOSED,
                    false,
                    "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n" + JSON + "content-length: " + body.length()
                            + "\r\n\r\n" + body,
                    told);
            add(
                    "HTTP/1.0 that ends with the connection" + by,
                    speech,
                    Fate.CLOSED,
                    true,
                    "HTTP/1.0 200 OK\r\n" + JSON + "\r\n" + body,
                    told);
            add(
                    "an answer that says close" + by,
                    speech,
                    Fate.CLOSED,
                    false,
                    WireRig.ok("application/json", body)
                            .replace("\r\ncontent-type", "\r\nConnection: x, Close\r\ncontent-type"),
                    told);
            add(
                    "interim answers, which are swallowed" + by,
                    speech,
                    Fate.SERVES_AGAIN,
                    false,
                    "HTTP/1.1 100 Continue\r\n\r\n" + "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(3)
                            + WireRig.ok("application/json", body),
                    told);
            cases.add(new WireCase("upstream: an answer that comes byte by byte" + by, rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(speech.request());
                    final WirePeer.Heard heard = rig.peer().heard();
                    final String wire = WireRig.ok("application/json", body);
                    for (int i = 0; i < wire.length(); i++) {
                        heard.link().say(wire.substring(i, i + 1));
                    }
                    assertThat(WireRig.masked(client.answer())).isEqualTo(told);
                    assertThat(rig.exchange(client, speech)).isSameAs(heard.link());
                }
                rig.assertUnharmed();
            }));
        }
    }

    private void fields(String sentence, String upstream, String told) {
        final Speech speech = Speech.ANTHROPIC;
        final String body = speech.answerBody();
        add(
                sentence + ": " + upstream.trim().replace("\r\n", " | "),
                speech,
                upstream.toLowerCase(java.util.Locale.ROOT).contains("close") ? Fate.CLOSED : Fate.SERVES_AGAIN,
                false,
                "HTTP/1.1 200 OK\r\n" + upstream + "content-length: " + body.length() + "\r\n\r\n" + body,
                WireRig.told(speech, 200, "OK", told, "", body));
    }

    private void withheldFields() {
        for (final String line : List.of(
                "connection: keep-alive",
                "Connection: close",
                "keep-alive: timeout=50, max=99",
                "proxy-authenticate: Basic",
                "Proxy-Anything: 1",
                "te: trailers",
                "trailer: x",
                "upgrade: h2c",
                "connection: upgrade\r\nupgrade: h2c",
                "connection: X-Hop\r\nx-hop: 1",
                "x-hop: 1\r\nx-HOP: 2\r\nconnection: ,x-hop,, b",
                "set-cookie: a=b\r\nSet-Cookie: c=d",
                "alt-svc: h3=\":443\"",
                "strict-transport-security: max-age=1",
                "server-timing: a;dur=1",
                "x-client-request-id: forged",
                "proxy-status: x",
                "nel: {}",
                "report-to: {}",
                "x-sluice-channel: forged",
                "X-Sluice-Dropped: forged",
                "x-ratelimit-limit-requests: 5",
                "expect: 100-continue",
                "host: a")) {
            fields("withholds", line + "\r\n" + JSON, JSON);
        }
    }

    private void passedFields() {
        for (final String lines : List.of(
                "date: Thu, 01 Jan 2026 00:00:00 GMT\r\nserver: x\r\n",
                "x-custom: 1\r\nX-Custom: 2\r\n",
                "x-latin: caf\u00e9\u0085\u00ff\r\n",
                "x-empty: \r\n",
                "Location: /elsewhere\r\nvia: 1.1 x\r\n",
                "vary: accept, cookie\r\ncache-control: no-store\r\n",
                "openai-processing-ms: 5\r\nanthropic-organization-id: o\r\n",
                "content-encoding: identity\r\n")) {
            fields("passes on", lines + JSON, lines + JSON);
        }
        fields(
                "passes on its id under another name",
                "x-request-id: theirs\r\n" + JSON,
                "x-upstream-request-id: theirs\r\n" + JSON);
        fields("writes one space before a value", "x-a:1\r\nx-b:\t 2 \t\r\n" + JSON, "x-a: 1\r\nx-b: 2\r\n" + JSON);
    }

    private void statuses() {
        for (final Speech speech : Speech.values()) {
            for (final String status : List.of(
                    "400 Bad Request",
                    "404 Not Found",
                    "409 Conflict",
                    "413 Content Too Large",
                    "422 Unprocessable Content",
                    "418 ")) {
                final int code = Integer.parseInt(status.substring(0, 3));
                final String body = "whatever { it says";
                add(
                        "a fault of the caller's own is passed on: " + status.trim() + " (" + speech + ")",
                        speech,
                        Fate.SERVES_AGAIN,
                        false,
                        "HTTP/1.1 " + code + " Any Reason\r\ncontent-type: text/plain\r\ncontent-length: "
                                + body.length() + "\r\n\r\n" + body,
                        WireRig.told(speech, code, status.substring(4), "content-type: text/plain\r\n", "", body));
            }
            for (final int code :
                    List.of(300, 301, 302, 303, 304, 307, 308, 401, 402, 403, 500, 501, 502, 505, 511, 599)) {
                final String body = code == 304 ? "" : "x";
                add(
                        "a failure is told as one: " + code + " (" + speech + ")",
                        speech,
                        Fate.SERVES_AGAIN,
                        false,
                        "HTTP/1.1 " + code + " \r\nlocation: http://127.0.0.1:1/\r\ncontent-length: " + body.length()
                                + "\r\n\r\n" + body,
                        WireRig.failed(
                                speech,
                                ErrorType.UPSTREAM_ERROR,
                                "Bad Gateway",
                                "the upstream failed (status " + code + ")" + (body.isEmpty() ? "" : ": " + body)));
            }
        }
        final Speech speech = Speech.OPENAI;
        for (final int code : List.of(408, 504)) {
            add(
                    "its own timeout is told as one: " + code,
                    speech,
                    Fate.SERVES_AGAIN,
                    false,
                    "HTTP/1.1 " + code + " \r\ncontent-length: 1\r\n\r\nx",
                    WireRig.failed(
                            speech,
                            ErrorType.UPSTREAM_TIMEOUT,
                            "Gateway Timeout",
                            "the upstream did not answer in time (status " + code + "): x"));
        }
        add(
                "its own limit is told as one",
                speech,
                Fate.SERVES_AGAIN,
                false,
                "HTTP/1.1 429 \r\ncontent-length: 1\r\n\r\nx",
                WireRig.failed(
                        speech,
                        ErrorType.RATE_LIMIT_EXCEEDED,
                        "Too Many Requests",
                        "the upstream is asking callers to slow down (status 429): x"));
        add(
                "204, which is no answer to a question",
                speech,
                Fate.SERVES_AGAIN,
                false,
                "HTTP/1.1 204 No Content\r\n\r\n",
                WireRig.badGateway(speech, 204));
        add(
                "an error under status 200",
                speech,
                Fate.SERVES_AGAIN,
                false,
                WireRig.ok("application/json", "{\"error\":{\"message\":\"no\"}}"),
                WireRig.badGateway(speech, 200));
        for (final String body : List.of("", "{", "{} x", "<html>", "{\"a\":1,}", "\0")) {
            add(
                    "what isn't JSON under status 200: '" + body.replace("\0", "NUL") + "'",
                    speech,
                    Fate.SERVES_AGAIN,
                    false,
                    WireRig.ok("application/json", body),
                    WireRig.badGateway(speech, 200));
        }
    }

    private void encodings() {
        final StringBuilder noise = new StringBuilder("\u001f\u008b");
        for (int i = 0; i < 512; i++) {
            noise.append((char) (i * 37 & 0xff));
        }
        for (final Speech speech : Speech.values()) {
            for (final String encoding : List.of("gzip", "br", "zstd, x")) {
                final String fields = "content-encoding: " + encoding + "\r\n" + JSON;
                add(
                        "a body encoded as " + encoding + ", passed on as it is (" + speech + ")",
                        speech,
                        Fate.SERVES_AGAIN,
                        false,
                        "HTTP/1.1 200 OK\r\n" + fields + "content-length: " + noise.length() + "\r\n\r\n" + noise,
                        WireRig.told(speech, 200, "OK", fields, "", noise.toString()));
            }
        }
    }

    private void oldClients() {
        for (final Speech speech : Speech.values()) {
            final String body = speech.answerBody();
            for (final boolean chunks : List.of(false, true)) {
                cases.add(new WireCase(
                        "upstream: an answer to HTTP/1.0 " + (chunks ? "in chunks (" : "(") + speech + ")", rig -> {
                            try (WireClient client = rig.connect()) {
                                client.send(speech.request().replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"));
                                final WirePeer.Heard heard = rig.peer().heard();
                                heard.link()
                                        .say(
                                                chunks
                                                        ? "HTTP/1.1 200 OK\r\n" + JSON
                                                                + "transfer-encoding: chunked\r\n\r\n"
                                                                + chunked(body, 7)
                                                        : WireRig.ok("application/json", body));
                                final WireClient.Rest rest = client.rest();
                                assertThat(WireRig.masked(rest.wire()))
                                        .isEqualTo(WireRig.told(speech, 200, "OK", JSON, CLOSE, body));
                                assertThat(rest.end()).isEqualTo(WireClient.End.FIN);
                            }
                            rig.assertUnharmed();
                        }));
            }
        }
    }
}
