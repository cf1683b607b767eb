package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.server.wire.UpstreamAnswers.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Upstreams that break off, lie, overdo it, say what nobody asked for, or say nothing: the whole truth, or a typed error. */
final class UpstreamAccidents {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String TE = "transfer-encoding: chunked\r\n";

    private final List<WireCase> cases = new ArrayList<>();

    private UpstreamAccidents() {}

    static List<WireCase> all() {
        final UpstreamAccidents table = new UpstreamAccidents();
        table.brokenOff();
        table.stale();
        table.unsolicited();
        table.bounds();
        table.early();
        table.committed();
        table.silent();
        return table.cases;
    }

    private void add(String sentence, WireCase.Steps steps) {
        cases.add(new WireCase("upstream: " + sentence, steps));
    }

    /** Where an answer may break off, by what the client can be told of its status. */
    private static Map<String, String> cuts(Speech speech) {
        final String body = speech.answerBody();
        final String part = body.substring(0, 30);
        final String ok = "HTTP/1.1 200 OK\r\n";
        final Map<String, String> cuts = new TreeMap<>();
        cuts.put("0 in the version", "HTTP/1");
        cuts.put("0 in the status", "HTTP/1.1 20");
        cuts.put("0 in the reason", "HTTP/1.1 200 O");
        cuts.put("0 in a name", ok + "conte");
        cuts.put("0 in a value", ok + "content-length: 1");
        cuts.put("0 between CR and LF", ok + "content-length: 9\r");
        cuts.put("0 before the empty line", ok + JSON);
        cuts.put("0 in the empty line", ok + JSON + "\r");
        cuts.put("0 behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\n");
        cuts.put("200 behind a head with a length", ok + JSON + "content-length: 99\r\n\r\n");
        cuts.put("200 in a body of known length", ok + JSON + "content-length: 99\r\n\r\n" + part);
        cuts.put(
                "200 a byte before the length",
                ok + JSON + "content-length: " + (body.length() + 1) + "\r\n\r\n" + body);
        cuts.put("200 behind a head of chunks", ok + JSON + TE + "\r\n");
        cuts.put("200 in a chunk size", ok + JSON + TE + "\r\n1");
        cuts.put("200 in a chunk", ok + JSON + TE + "\r\nff\r\n" + part);
        cuts.put("200 behind a chunk", ok + JSON + TE + "\r\n1e\r\n" + part + "\r\n");
        cuts.put(
                "200 before the last chunk",
                ok + JSON + TE + "\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n");
        cuts.put(
                "200 in the trailers",
                ok + JSON + TE + "\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\nx: 1\r\n");
        cuts.put(
                "200 before the last LF",
                ok + JSON + TE + "\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r");
        return cuts;
    }

    private void brokenOff() {
        int turn = 0;
        for (final Speech speech : Speech.values()) {
            for (final boolean reset : List.of(false, true)) {
                for (final Map.Entry<String, String> cut : cuts(speech).entrySet()) {
                    if (speech != Speech.OPENAI && turn++ % 3 != 0) {
                        continue;
                    }
                    final int status = Integer.parseInt(
                            cut.getKey().substring(0, cut.getKey().indexOf(' ')));
                    brokenOff(
                            speech,
                            reset,
                            cut.getKey().substring(cut.getKey().indexOf(' ') + 1),
                            cut.getValue(),
                            status);
                }
            }
            final String body = speech.answerBody();
            add("resets behind a whole body that only its end ends (" + speech + ")", rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(speech.request());
                    final WirePeer.Heard heard = rig.peer().heard();
                    heard.link().say("HTTP/1.1 200 OK\r\n" + JSON + "\r\n" + body);
                    rig.settle();
                    heard.link().reset();
                    assertThat(WireRig.masked(client.answer())).isEqualTo(WireRig.badGateway(speech, 200));
                    rig.exchange(client, speech);
                }
                rig.assertUnharmed();
            });
        }
    }

    private void brokenOff(Speech speech, boolean reset, String where, String wire, int status) {
        add((reset ? "resets " : "ends ") + where + " (" + speech + ")", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request());
                final WirePeer.Heard heard = rig.peer().heard();
                heard.link().say(wire);
                if (reset) {
                    rig.settle();
                    heard.link().reset();
                } else {
                    heard.link().fin();
                }
                assertThat(WireRig.masked(client.answer())).isEqualTo(WireRig.badGateway(speech, status));
                rig.exchange(client, speech);
            }
            rig.assertUnharmed();
        });
    }

    private void stale() {
        for (final Speech speech : Speech.values()) {
            for (final boolean reset : List.of(false, true)) {
                final String how = (reset ? "resets" : "ends") + " (" + speech + ")";
                add("a kept connection that closes just as it is used is replaced unseen: " + how, rig -> {
                    try (WireClient client = rig.connect()) {
                        final WirePeer.Link kept = rig.exchange(client, speech);
                        client.send(speech.request());
                        final WirePeer.Heard heard = rig.peer().heard();
                        assertThat(heard.link()).isSameAs(kept);
                        end(heard.link(), reset);
                        assertThat(rig.answerGood(client, speech)).isNotSameAs(kept);
                    }
                    rig.assertUnharmed();
                });
                add("a kept connection that closes while idle is not used: " + how, rig -> {
                    try (WireClient client = rig.connect()) {
                        final WirePeer.Link kept = rig.exchange(client, speech);
                        end(kept, reset);
                        kept.awaitEnd();
                        assertThat(rig.exchange(client, speech)).isNotSameAs(kept);
                    }
                    rig.assertUnharmed();
                });
                add("a new connection that closes without an answer is a failure, and not tried again: " + how, rig -> {
                    rig.peer().retire();
                    try (WireClient client = rig.connect()) {
                        client.send(speech.request());
                        end(rig.peer().heard().link(), reset);
                        assertThat(WireRig.masked(client.answer())).isEqualTo(WireRig.badGateway(speech, 0));
                    }
                    rig.assertUnharmed();
                });
            }
        }
    }

    private static void end(WirePeer.Link link, boolean reset) {
        if (reset) {
            link.reset();
        } else {
            link.fin();
        }
    }

    private void unsolicited() {
        for (final Speech speech : Speech.values()) {
            final String whole = WireRig.ok("application/json", speech.answerBody());
            final String forged = WireRig.ok("application/json", "{\"forged\":true}");
            final Map<String, String> behind = new TreeMap<>(Map.of(
                    "a second answer", forged,
                    "an interim answer", "HTTP/1.1 100 Continue\r\n\r\n",
                    "an empty line", "\r\n",
                    "a byte", "x",
                    "garbage", "garbage".repeat(100)));
            behind.forEach((what, bytes) -> {
                cases.add(UpstreamAnswers.answer(
                        what + " with the answer, which nobody gets (" + speech + ")",
                        speech,
                        Fate.CLOSED,
                        false,
                        whole + bytes,
                        WireRig.told(speech)));
                add(what + " on an idle connection, which nobody gets (" + speech + ")", rig -> {
                    try (WireClient client = rig.connect()) {
                        final WirePeer.Link link = rig.exchange(client, speech);
                        link.say(bytes);
                        link.awaitEnd();
                        assertThat(rig.exchange(client, speech)).isNotSameAs(link);
                    }
                    rig.assertUnharmed();
                });
            });
        }
    }

    private void refused(String sentence, String wire) {
        cases.add(UpstreamAnswers.answer(
                sentence, Speech.GEMINI, Fate.CLOSED, false, wire, WireRig.badGateway(Speech.GEMINI, 0)));
    }

    private void bounds() {
        refused("an endless reason", "HTTP/1.1 200 " + "a".repeat(70_000));
        refused("an endless name", "HTTP/1.1 200 OK\r\n" + "a".repeat(70_000));
        refused("an endless value", "HTTP/1.1 200 OK\r\na: " + "a".repeat(70_000));
        refused("an endless head of short lines", "HTTP/1.1 200 OK\r\n" + "a: 1\r\n".repeat(20_000));
        refused("a field too many", "HTTP/1.1 200 OK\r\n" + "a: 1\r\n".repeat(257));
        refused("nine interim answers", "HTTP/1.1 102 Processing\r\n\r\n".repeat(9));
        refused("interim answers with endless heads", "HTTP/1.1 102 Processing\r\na: " + "a".repeat(70_000));
        refused("101", "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n");
        refused("a status line of HTTP/2", "HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n");
        refused("no status line, but an answer", "{\"choices\":[]}\r\n\r\n");
        cases.add(UpstreamAnswers.answer(
                "as many fields as allowed",
                Speech.GEMINI,
                Fate.SERVES_AGAIN,
                false,
                "HTTP/1.1 400 x\r\n" + "a: 1\r\n".repeat(255) + "content-length: 0\r\n\r\n",
                WireRig.told(Speech.GEMINI, 400, "Bad Request", "a: 1\r\n".repeat(255), "", "")));
    }

    private void early() {
        final Speech speech = Speech.OPENAI;
        final String body = "{\"model\":\"m-openai\",\"x\":\"" + "y".repeat(900_000) + "\"}";
        for (final String end : List.of("stays", "ends", "resets")) {
            add("an answer before the request has arrived, and then it " + end, rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(speech.request(speech.path, "", body));
                    final WirePeer.Link link = rig.peer().begun();
                    link.say("HTTP/1.1 413 No\r\ncontent-length: 3\r\n\r\nno!");
                    final String told = WireRig.told(speech, 413, "Content Too Large", "", "", "no!");
                    if (end.equals("stays")) {
                        assertThat(WireRig.masked(client.answer())).isEqualTo(told);
                        rig.peer().heard();
                    } else {
                        rig.peer().heard();
                        assertThat(WireRig.masked(client.answer())).isEqualTo(told);
                        end(link, end.equals("resets"));
                        link.awaitEnd();
                    }
                    rig.exchange(client, speech);
                }
                rig.assertUnharmed();
            });
        }
    }

    /** What the client has seen already can't be taken back: that it isn't whole must show. */
    private void committed() {
        final Speech speech = Speech.OPENAI;
        final String large = "{\"x\":\"" + "y".repeat(100_000);
        final String fields = "content-encoding: gzip\r\n" + JSON;
        for (final boolean reset : List.of(false, true)) {
            final String how = reset ? "resets" : "ends";
            for (final String framing : List.of("content-length: 200000\r\n", TE)) {
                final String framed =
                        framing.equals(TE) ? Integer.toHexString(large.length()) + "\r\n" + large + "\r\n" : large;
                final String by = framing.equals(TE) ? " in chunks" : " of known length";
                add(how + " in a large answer" + by + ": the client's framing ends short", rig -> {
                    try (WireClient client = rig.connect()) {
                        client.send(speech.request());
                        final WirePeer.Heard heard = rig.peer().heard();
                        heard.link().say("HTTP/1.1 200 OK\r\n" + fields + framing + "\r\n" + framed);
                        rig.settle();
                        end(heard.link(), reset);
                        final String got = client.rest().wire();
                        assertThat(WireRig.masked(got))
                                .startsWith(WireRig.toldHead(speech, 200, "OK", fields) + framing);
                        assertThat(got)
                                .doesNotEndWith("0\r\n\r\n")
                                .hasSizeLessThan(200_000)
                                .hasSizeGreaterThan(100_000);
                    }
                    rig.assertUnharmed();
                });
                add(how + " in a large answer" + by + ": an old client sees a reset or a short length", rig -> {
                    try (WireClient client = rig.connect()) {
                        client.send(speech.request().replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"));
                        final WirePeer.Heard heard = rig.peer().heard();
                        heard.link().say("HTTP/1.1 200 OK\r\n" + fields + framing + "\r\n" + framed);
                        client.upTo("yyyy");
                        rig.settle();
                        end(heard.link(), reset);
                        final WireClient.Rest rest = client.rest();
                        assertThat(rest.end())
                                .isEqualTo(framing.equals(TE) ? WireClient.End.RESET : WireClient.End.FIN);
                    }
                    rig.assertUnharmed();
                });
            }
        }
        add("a large answer to an old client ends with the connection", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request().replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"));
                final WirePeer.Heard heard = rig.peer().heard();
                heard.link()
                        .say("HTTP/1.1 200 OK\r\n" + fields + TE + "\r\n" + Integer.toHexString(large.length()) + "\r\n"
                                + large + "\r\n");
                rig.settle();
                heard.link().say("0\r\n\r\n");
                final WireClient.Rest rest = client.rest();
                assertThat(WireRig.masked(rest.wire()))
                        .isEqualTo(WireRig.toldHead(speech, 200, "OK", fields) + "connection: close\r\n\r\n" + large);
                assertThat(rest.end()).isEqualTo(WireClient.End.FIN);
            }
            rig.assertUnharmed();
        });
    }

    private void silent() {
        for (final Speech speech : Speech.values()) {
            for (final String said : List.of(
                    "",
                    "HTTP/1.1 100 Continue\r\n\r\n",
                    "HTTP/1.1 2",
                    "HTTP/1.1 200 OK\r\n" + JSON + "content-length: 9\r\n\r\n",
                    "HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n")) {
                final int status = said.contains(" 500 ") ? 500 : said.contains(" 200 ") ? 200 : 0;
                add("silence behind '" + said.replace("\r\n", "|") + "' (" + speech + ")", rig -> {
                    try (WireClient client = rig.connect()) {
                        client.send(speech.request(
                                speech.path.replace("m-", "quick-m-"),
                                "",
                                speech.body().replace("\"m-", "\"quick-m-")));
                        final WirePeer.Heard heard = rig.peer().heard();
                        heard.link().say(said);
                        final String told = WireRig.failed(
                                speech,
                                ErrorType.UPSTREAM_TIMEOUT,
                                "Gateway Timeout",
                                "the upstream did not answer in time"
                                        + (status == 0 ? "" : " (status " + status + ")"));
                        assertThat(WireRig.masked(client.answer()))
                                .isEqualTo(told.replace("x-sluice-channel: ", "x-sluice-channel: quick-"));
                        heard.link().awaitEnd();
                        rig.exchange(client, speech);
                    }
                    rig.assertUnharmed();
                });
            }
        }
    }
}
