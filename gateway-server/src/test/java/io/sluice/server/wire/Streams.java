package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Streams that come to a good end: whatever their line ends, cuts and framing, the client gets the same bytes. */
final class Streams {
    private final List<WireCase> cases = new ArrayList<>();

    private Streams() {}

    static List<WireCase> all() {
        final Streams table = new Streams();
        table.framings();
        table.grammar();
        table.cuts();
        table.large();
        table.usage();
        table.arrays();
        table.oldClients();
        return table.cases;
    }

    /** How the upstream ends its body. */
    enum Framing {
        CHUNKED,
        LENGTH,
        CLOSE;

        String field(int length) {
            return switch (this) {
                case CHUNKED -> "transfer-encoding: chunked\r\n";
                case LENGTH -> "content-length: " + length + "\r\n";
                case CLOSE -> "";
            };
        }

        String piece(String data) {
            return this == CHUNKED ? Integer.toHexString(data.length()) + "\r\n" + data + "\r\n" : data;
        }
    }

    /**
     * The body comes in those pieces, each a read of its own; the client gets what is told, whole, in chunks or with a length.
     */
    static WireCase stream(String sentence, Speech speech, Framing framing, List<String> pieces, String told) {
        return new WireCase("stream: " + sentence, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.streamRequest());
                final WirePeer.Heard heard = rig.peer().heard();
                assertThat(heard.wire()).isEqualTo(speech.forwardedStream(rig.peerPort()));
                say(rig, heard.link(), framing, StreamText.EVENTS, pieces);
                assertBody(speech, StreamText.EVENTS, client.answer(), told);
                final WirePeer.Link next = rig.exchange(client, speech);
                assertThat(next == heard.link()).isEqualTo(framing != Framing.CLOSE);
            }
            rig.assertUnharmed();
        });
    }

    static void say(WireRig rig, WirePeer.Link link, Framing framing, String type, List<String> pieces) {
        link.say("HTTP/1.1 200 OK\r\n" + type
                + framing.field(String.join("", pieces).length()) + "\r\n");
        for (final String piece : pieces) {
            if (pieces.size() > 1) {
                rig.settle();
            }
            link.say(framing.piece(piece));
        }
        switch (framing) {
            case CHUNKED -> link.say("0\r\n\r\n");
            case CLOSE -> link.fin();
            case LENGTH -> {}
        }
    }

    /** An answer in chunks, or with a length when it was complete at once, has that body and that head. */
    static void assertBody(Speech speech, String type, String answer, String told) {
        final String masked = WireRig.masked(answer);
        final String head = WireRig.toldHead(speech, 200, "OK", type);
        if (masked.startsWith(head + "content-length: ")) {
            assertThat(masked).isEqualTo(head + "content-length: " + told.length() + "\r\n\r\n" + told);
        } else {
            assertThat(masked).startsWith(head + "transfer-encoding: chunked\r\n\r\n");
            final String body = StreamText.joined(masked.substring(masked.indexOf("\r\n\r\n") + 4));
            assertThat(body).isEqualTo(told);
        }
    }

    private void whole(String sentence, Speech speech, String body) {
        cases.add(stream(sentence + " (" + speech + ")", speech, Framing.CHUNKED, List.of(body), body));
    }

    private void framings() {
        for (final Speech speech : Speech.values()) {
            final String body = StreamText.good(speech);
            for (final Framing framing : Framing.values()) {
                cases.add(
                        stream("in one read, " + framing + " (" + speech + ")", speech, framing, List.of(body), body));
                cases.add(stream(
                        "an event a read, " + framing + " (" + speech + ")",
                        speech,
                        framing,
                        StreamText.events(body),
                        body));
            }
            final List<String> bytes = new ArrayList<>();
            for (int i = 0; i < body.length(); i++) {
                bytes.add(body.substring(i, i + 1));
            }
            cases.add(new WireCase("stream: in chunks of one byte (" + speech + ")", rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(speech.streamRequest());
                    final WirePeer.Heard heard = rig.peer().heard();
                    final StringBuilder wire = new StringBuilder(
                            "HTTP/1.1 200 OK\r\n" + StreamText.EVENTS + Framing.CHUNKED.field(0) + "\r\n");
                    bytes.forEach(one -> wire.append(Framing.CHUNKED.piece(one)));
                    heard.link().say(wire + "0\r\n\r\n");
                    assertBody(speech, StreamText.EVENTS, client.answer(), body);
                    rig.exchange(client, speech);
                }
                rig.assertUnharmed();
            }));
        }
    }

    private void grammar() {
        for (final Speech speech : Speech.values()) {
            final String body = StreamText.good(speech);
            final Map<String, String> forms = new TreeMap<>();
            forms.put("lines ended by CR", body.replace("\n", "\r"));
            forms.put("lines ended by CR LF", body.replace("\n", "\r\n"));
            forms.put("lines ended by LF and blank lines by CR", body.replace("\n\n", "\n\r"));
            forms.put("lines ended by CR and blank lines by LF", body.replace("\n\n", "\r\r\n"));
            forms.put("lines ended by CR LF and blank lines by CR", body.replace("\n\n", "\r\n\r"));
            forms.put("more blank lines than needed", body.replace("\n\n", "\n\n\n\n"));
            forms.put("a byte order mark", "\u00ef\u00bb\u00bf" + body);
            forms.put("comments between and in events", ": hi\n\n" + body.replace("data:", ": x\ndata:"));
            forms.put("ids, retries and unknown fields", body.replace("data:", "id: 1\nretry: 5\nwhatever\ndata:"));
            forms.put("no space behind the colon", body.replace("data: ", "data:"));
            forms.put("data over several lines", body.replace(",\"", ",\ndata: \""));
            forms.put("fields in capitals, which are none", body.replace("data:", "DATA: x\ndata:"));
            forms.put("letters of several bytes", body.replace("well", "\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080"));
            forms.put("letters that end lines elsewhere", body.replace("well", "\u00c2\u0085\u00e2\u0080\u00a8"));
            forms.put("a NUL in a comment", ": \0\n\n" + body);
            forms.forEach((form, text) -> whole(form, speech, text));
        }
    }

    private void cuts() {
        for (final Speech speech : Speech.values()) {
            final String body = StreamText.good(speech)
                    .replace("well", "w\u00e2\u0082\u00acll")
                    .replace("\n", "\r\n");
            final int content = body.indexOf("w\u00e2");
            final int end = body.indexOf("\r\n\r\n", content);
            final Map<String, Integer> cuts = new TreeMap<>();
            cuts.put("in the first name", 2);
            cuts.put("behind the first colon", body.indexOf(':') + 1);
            cuts.put("in a letter of several bytes", content + 2);
            cuts.put("before the line end of an event", end);
            cuts.put("between CR and LF of a line", end + 1);
            cuts.put("between an event and its blank line", end + 2);
            cuts.put("between CR and LF of a blank line", end + 3);
            cuts.put("between two events", end + 4);
            cuts.put("in the second event", end + 6);
            cuts.put("before the last byte", body.length() - 1);
            cuts.forEach((where, at) -> cases.add(stream(
                    "cut " + where + " (" + speech + ")",
                    speech,
                    Framing.CHUNKED,
                    List.of(body.substring(0, at), body.substring(at)),
                    body)));
        }
    }

    private void large() {
        for (final Speech speech : Speech.values()) {
            final String body = StreamText.good(speech).replace("well", "0123456789abcdef".repeat(300_000));
            for (final Framing framing : Framing.values()) {
                cases.add(stream(
                        "an event of megabytes, " + framing + " (" + speech + ")",
                        speech,
                        framing,
                        List.of(body),
                        body));
            }
            final String comment = ": " + "x".repeat(400_000) + "\n\n" + StreamText.good(speech);
            whole("a comment larger than what is held", speech, comment);
        }
    }

    private void usage() {
        final Speech speech = Speech.OPENAI;
        final String asked = "{\"model\":\"m-openai\",\"stream\":true";
        final String extra =
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n";
        for (final String lineEnd : List.of("\n", "\r", "\r\n")) {
            final String shown = StreamText.good(speech).replace("\n", lineEnd);
            final int done = shown.indexOf("data: [DONE]");
            final String hidden = extra.replace("\n", lineEnd);
            final String all = shown.substring(0, done) + hidden + shown.substring(done);
            for (int at = 0; at <= hidden.length(); at += at < hidden.length() - 6 ? 40 : 1) {
                final int cut = done + Math.min(at, hidden.length());
                final String name = lineEnd.replace("\r", "CR ").replace("\n", "LF ");
                cases.add(new WireCase(
                        "stream: hides the usage that the client didn't ask for, cut at " + at + " (" + name.trim()
                                + ")",
                        rig -> {
                            try (WireClient client = rig.connect()) {
                                client.send(speech.request(speech.path, "", asked + "}"));
                                final WirePeer.Heard heard = rig.peer().heard();
                                assertThat(heard.wire())
                                        .isEqualTo(speech.forwarded(
                                                rig.peerPort(),
                                                speech.path,
                                                "content-type: application/json\r\n",
                                                asked.replace("{", "{\"stream_options\":{\"include_usage\":true},")
                                                        + "}"));
                                say(
                                        rig,
                                        heard.link(),
                                        Framing.CHUNKED,
                                        StreamText.EVENTS,
                                        List.of(all.substring(0, cut), all.substring(cut)));
                                assertBody(speech, StreamText.EVENTS, client.answer(), shown);
                                rig.exchange(client, speech);
                            }
                            rig.assertUnharmed();
                        }));
            }
        }
    }

    private void arrays() {
        final Speech speech = Speech.GEMINI;
        final String body = StreamText.array();
        final Map<String, List<String>> ways = new TreeMap<>();
        ways.put("in one read", List.of(body));
        ways.put("cut in the first element", List.of(body.substring(0, 20), body.substring(20)));
        ways.put(
                "cut between two elements",
                List.of(body.substring(0, body.indexOf("},\n") + 1), body.substring(body.indexOf("},\n") + 1)));
        ways.put(
                "cut before the end", List.of(body.substring(0, body.length() - 1), body.substring(body.length() - 1)));
        ways.forEach((way, pieces) -> {
            for (final Framing framing : Framing.values()) {
                cases.add(new WireCase("stream: an array " + way + ", " + framing, rig -> {
                    try (WireClient client = rig.connect()) {
                        client.send(speech.request(StreamText.ARRAY_PATH, "", speech.body()));
                        final WirePeer.Heard heard = rig.peer().heard();
                        say(rig, heard.link(), framing, StreamText.JSON, pieces);
                        assertBody(speech, StreamText.JSON, client.answer(), body);
                        rig.exchange(client, speech);
                    }
                    rig.assertUnharmed();
                }));
            }
        });
    }

    private void oldClients() {
        for (final Speech speech : Speech.values()) {
            final String body = StreamText.good(speech);
            cases.add(new WireCase("stream: to HTTP/1.0, ended by the connection (" + speech + ")", rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(speech.streamRequest().replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n"));
                    say(rig, rig.peer().heard().link(), Framing.CHUNKED, StreamText.EVENTS, StreamText.events(body));
                    final WireClient.Rest rest = client.rest();
                    assertThat(WireRig.masked(rest.wire()))
                            .isEqualTo(WireRig.toldHead(speech, 200, "OK", StreamText.EVENTS)
                                    + "connection: close\r\n\r\n" + body);
                    assertThat(rest.end()).isEqualTo(WireClient.End.FIN);
                }
                rig.assertUnharmed();
            }));
        }
    }
}
