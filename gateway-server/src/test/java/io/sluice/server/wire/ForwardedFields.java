package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Which of a client's fields go upstream, and in which form. */
final class ForwardedFields {
    private static final String JSON = "content-type: application/json\r\n";

    private final List<WireCase> cases = new ArrayList<>();

    private ForwardedFields() {}

    static List<WireCase> all() {
        final ForwardedFields table = new ForwardedFields();
        table.hops();
        table.credentials();
        table.keptFields();
        return table.cases;
    }

    private void forwarded(String sentence, Speech speech, String wire, String fields) {
        cases.add(ForwardedRequests.forwarding(sentence, speech, wire, fields));
    }

    private void hops() {
        for (final String line : List.of(
                "Connection: keep-alive",
                "Keep-Alive: timeout=5, max=9",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic eDp5",
                "Proxy-Authenticate: Basic",
                "Proxy-Anything: 1",
                "Proxy-Instruction: 1",
                "Proxy: http://elsewhere",
                "TE: trailers",
                "Trailer: x-trailer",
                "Upgrade: websocket",
                "Connection: Upgrade\r\nUpgrade: h2c",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
                "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
                "Connection: x-private\r\nx-private: 1",
                "x-private: 1\r\nConnection: X-PRIVATE",
                "x-private: 1\r\nConnection: a, , x-private ,b,,",
                "x-private: 1\r\nx-other: 2\r\nConnection: x-private\r\nConnection: x-other",
                "x-private: 1\r\nx-private: 2\r\nConnection: x-private")) {
            final Speech speech = Speech.ANTHROPIC;
            forwarded(
                    "keeps the hop's own fields to itself: " + line.replace("\r\n", " | "),
                    speech,
                    speech.request(speech.path, line + "\r\n", speech.body()),
                    JSON);
        }
        final Speech speech = Speech.OPENAI;
        forwarded(
                "forwards what only resembles a field named by Connection",
                speech,
                speech.request(speech.path, "Connection: x-private\r\nx-privat: 1\r\nx-private2: 2\r\n", speech.body()),
                JSON + "x-privat: 1\r\nx-private2: 2\r\n");
        forwarded(
                "drops even the media type when Connection names it",
                speech,
                speech.request(speech.path, "Connection: content-type\r\n", speech.body()),
                "");
    }

    private void credentials() {
        final Speech speech = Speech.OPENAI;
        for (final String line : List.of(
                "x-goog-api-key: other",
                "x-api-key: other",
                "api-key: other",
                "cookie: a=b",
                "accept-encoding: gzip, br",
                "openai-organization: org",
                "openai-project: p",
                "anthropic-workspace-id: w",
                "anthropic-user-profile-id: u",
                "x-goog-user-project: p",
                "x-sluice-anything: 1",
                "X-SLUICE-CHANNEL: forged")) {
            forwarded(
                    "keeps to itself: " + line,
                    speech,
                    speech.request(speech.path, line + "\r\n", speech.body()),
                    JSON);
        }
        cases.add(new WireCase("echoes the client's request id and keeps it to itself", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request(speech.path, "x-request-id: mine\r\n", speech.body()));
                final WirePeer.Heard heard = rig.peer().heard();
                assertThat(heard.wire()).isEqualTo(speech.forwarded(rig.peerPort()));
                heard.link().say(WireRig.ok("application/json", speech.answerBody()));
                assertThat(WireRig.masked(client.answer()))
                        .isEqualTo(WireRig.told(speech)
                                .replace("x-request-id: ID\r\n", "x-request-id: ID\r\nx-client-request-id: mine\r\n"));
            }
            rig.assertUnharmed();
        }));
    }

    private void keptFields() {
        final Speech speech = Speech.OPENAI;
        for (final String lines : List.of(
                "x-custom: 1\r\nX-Custom: 2\r\nx-CUSTOM: 3\r\n",
                "User-Agent: client/1 (x; y)\r\n",
                "x-latin: caf\u00e9 \u0085\u00ff\r\n",
                "x-empty: \r\n",
                "!#$%&'*+-.^_`|~09azAZ: every character of a name\r\n",
                "x-inside: a \t b, \"c\" ; d=e\r\n",
                "X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nVia: 1.1 x\r\n",
                "Accept: text/event-stream\r\nx-stainless-lang: java\r\nIdempotency-Key: k\r\n")) {
            forwarded(
                    "forwards as they came: " + lines.trim().replace("\r\n", " | "),
                    speech,
                    speech.request(speech.path, lines, speech.body()),
                    JSON + lines);
        }
        forwarded(
                "writes one space before a value and none behind it",
                speech,
                speech.request(speech.path, "x-a:1\r\nx-b:\t 2 \t\r\n", speech.body()),
                JSON + "x-a: 1\r\nx-b: 2\r\n");
        forwarded(
                "keeps the version of the API that the client asks for",
                Speech.ANTHROPIC,
                Speech.ANTHROPIC.request(
                        Speech.ANTHROPIC.path, "anthropic-version: 2024-01-01\r\n", Speech.ANTHROPIC.body()),
                JSON + "anthropic-version: 2024-01-01\r\n");
    }
}
