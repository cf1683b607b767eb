package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.server.wire.Streams.Framing;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams that break off or fail. Before the first content the client gets a plain error; behind it whole events, and then
 * one that says what happened; behind the end of the answer nothing is missing, whatever becomes of the connection.
 */
final class StreamAccidents {
    private static final String EARLY = "the upstream ended its answer early";
    private static final String SILENT = "the upstream went silent in the middle of its answer";

    private final List<WireCase> cases = new ArrayList<>();

    private StreamAccidents() {}

    static List<WireCase> all() {
        final StreamAccidents table = new StreamAccidents();
        for (final Speech speech : Speech.values()) {
            for (final Framing framing : Framing.values()) {
                table.cuts(speech, framing);
            }
            table.vendorErrors(speech);
            table.brokenChunks(speech);
            table.silence(speech);
            table.noStream(speech);
            table.large(speech);
        }
        table.arrays();
        return table.cases;
    }

    /** How the upstream ends what it has begun. */
    private enum End {
        FIN,
        RESET
    }

    private void cuts(Speech speech, Framing framing) {
        final List<String> events = StreamText.events(StreamText.good(speech));
        for (final End end : End.values()) {
            for (int whole = 0; whole < events.size(); whole++) {
                final String next = events.get(whole);
                for (final int more : new int[] {0, 1, next.length() / 2, next.length() - 2, next.length() - 1}) {
                    final boolean sampled = (whole + more + framing.ordinal() + end.ordinal()) % 3 == 0 || more == 0;
                    if (sampled) {
                        cut(speech, framing, end, whole, more, events);
                    }
                }
            }
        }
    }

    private void cut(Speech speech, Framing framing, End end, int whole, int more, List<String> events) {
        final String shown = String.join("", events.subList(0, whole));
        final String sent = shown + events.get(whole).substring(0, more);
        final String name = "stream: " + (end == End.FIN ? "ends " : "resets ") + more + " bytes behind event " + whole
                + ", " + framing + " (" + speech + ")";
        cases.add(new WireCase(name, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.streamRequest());
                final WirePeer.Link link = rig.peer().heard().link();
                final String piece = framing == Framing.CHUNKED ? Integer.toHexString(9999) + "\r\n" + sent : sent;
                link.say("HTTP/1.1 200 OK\r\n" + StreamText.EVENTS + framing.field(9999) + "\r\n" + piece);
                rig.settle();
                if (end == End.FIN) {
                    link.fin();
                } else {
                    link.reset();
                }
                assertCut(rig, client, speech, shown, whole, sent, framing == Framing.CLOSE && end == End.FIN);
            }
            rig.assertUnharmed();
        }));
    }

    /** @param ended whether the body ended as its framing has it, so that only its events can tell that it was cut */
    private static void assertCut(
            WireRig rig, WireClient client, Speech speech, String shown, int whole, String sent, boolean ended) {
        // the end of the body ends its last event too, when nothing but a line end is missing of it
        final List<String> events = StreamText.events(StreamText.good(speech));
        final boolean completedByEnd = ended
                && sent.length() > shown.length()
                && events.get(whole).trim().length() <= sent.length() - shown.length();
        final int seen = completedByEnd ? whole + 1 : whole;
        if (whole <= StreamText.before(speech) && (!completedByEnd || seen <= StreamText.before(speech))) {
            assertThat(WireRig.masked(client.answer())).isEqualTo(WireRig.badGateway(speech, 200));
            rig.exchange(client, speech);
        } else if (seen >= StreamText.complete(speech) && (ended || isTerminated(speech, seen))) {
            Streams.assertBody(speech, StreamText.EVENTS, client.answer(), ended ? sent : shown);
            rig.exchange(client, speech);
        } else {
            assertTold(rig, client, speech, shown, speech.errorEvent(ErrorType.UPSTREAM_ERROR, EARLY));
        }
    }

    /** Whether the stream's own terminator was seen; Gemini has none. */
    private static boolean isTerminated(Speech speech, int events) {
        return speech != Speech.GEMINI
                && events == StreamText.events(StreamText.good(speech)).size();
    }

    /** Whole events and the last of them the error; Gemini's clients are cut off as well, since some overlook the event. */
    private static void assertTold(WireRig rig, WireClient client, Speech speech, String shown, String error) {
        if (speech == Speech.GEMINI) {
            final String got = WireRig.masked(client.rest().wire());
            assertThat(got)
                    .startsWith(WireRig.toldHead(speech, 200, "OK", StreamText.EVENTS)
                            + "transfer-encoding: chunked\r\n\r\n")
                    .doesNotEndWith("0\r\n\r\n");
            final String chunks = got.substring(got.indexOf("\r\n\r\n") + 4);
            assertThat(StreamText.joined(chunks + "0\r\n\r\n")).isEqualTo(shown + error);
            return;
        }
        Streams.assertBody(speech, StreamText.EVENTS, client.answer(), shown + error);
        rig.exchange(client, speech);
    }

    private void vendorErrors(Speech speech) {
        final List<String> events = StreamText.events(StreamText.good(speech));
        final String error = StreamText.vendorError(speech);
        for (int whole = 0; whole < events.size() - 1; whole++) {
            final String shown = String.join("", events.subList(0, whole));
            final boolean early = whole <= StreamText.before(speech);
            cases.add(new WireCase(
                    "stream: an error of the vendor's behind event " + whole + " (" + speech + ")", rig -> {
                        try (WireClient client = rig.connect()) {
                            client.send(speech.streamRequest());
                            final WirePeer.Link link = rig.peer().heard().link();
                            Streams.say(rig, link, Framing.CHUNKED, StreamText.EVENTS, List.of(shown + error));
                            if (early) {
                                assertThat(client.answer())
                                        .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                                        .contains("no");
                            } else {
                                Streams.assertBody(speech, StreamText.EVENTS, client.answer(), shown + error);
                            }
                            rig.exchange(client, speech);
                        }
                        rig.assertUnharmed();
                    }));
        }
    }

    private void brokenChunks(Speech speech) {
        final List<String> events = StreamText.events(StreamText.good(speech));
        final int seen = StreamText.before(speech) + 1;
        final String shown = String.join("", events.subList(0, seen));
        cases.add(new WireCase("stream: an error of the vendor's without its blank line (" + speech + ")", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.streamRequest());
                final WirePeer.Link link = rig.peer().heard().link();
                final String error = StreamText.vendorError(speech).stripTrailing();
                Streams.say(rig, link, Framing.CHUNKED, StreamText.EVENTS, List.of(shown + error));
                assertTold(rig, client, speech, shown, speech.errorEvent(ErrorType.UPSTREAM_ERROR, EARLY + ": no"));
            }
            rig.assertUnharmed();
        }));
        for (final String broken : List.of(
                "xyz\r\n",
                "\r\n",
                "5\n",
                "-1\r\n",
                "ffffffffffffffff1\r\n",
                "5;a=\"b\"\r\n",
                "0\r\ngarbage\r\n\r\n",
                "1\r\nab",
                "0\n\r\n")) {
            cases.add(new WireCase(
                    "stream: broken chunks behind content: '"
                            + broken.replace("\r", "CR").replace("\n", "LF") + "' (" + speech + ")",
                    rig -> {
                        try (WireClient client = rig.connect()) {
                            client.send(speech.streamRequest());
                            final WirePeer.Link link = rig.peer().heard().link();
                            link.say("HTTP/1.1 200 OK\r\n" + StreamText.EVENTS + Framing.CHUNKED.field(0) + "\r\n"
                                    + Framing.CHUNKED.piece(shown) + broken);
                            assertTold(rig, client, speech, shown, speech.errorEvent(ErrorType.UPSTREAM_ERROR, EARLY));
                            link.awaitEnd();
                        }
                        rig.assertUnharmed();
                    }));
        }
    }

    private void silence(Speech speech) {
        final List<String> events = StreamText.events(StreamText.good(speech));
        final int seen = StreamText.before(speech) + 1;
        final String shown = String.join("", events.subList(0, seen));
        for (final String more : List.of("", events.get(seen).substring(0, 5))) {
            cases.add(new WireCase(
                    "stream: silence " + (more.isEmpty() ? "between events" : "in an event") + " (" + speech + ")",
                    rig -> {
                        try (WireClient client = rig.connect()) {
                            client.send(speech.request(
                                    speech.streamPath.replace("m-", "quick-m-"),
                                    "",
                                    speech.streamBody().replace("\"m-", "\"quick-m-")));
                            final WirePeer.Link link = rig.peer().heard().link();
                            link.say("HTTP/1.1 200 OK\r\n" + StreamText.EVENTS + "\r\n" + shown + more);
                            final String got =
                                    speech == Speech.GEMINI ? client.rest().wire() : client.answer();
                            final String chunks = got.substring(got.indexOf("\r\n\r\n") + 4);
                            assertThat(StreamText.joined(speech == Speech.GEMINI ? chunks + "0\r\n\r\n" : chunks))
                                    .isEqualTo(shown + speech.errorEvent(ErrorType.UPSTREAM_TIMEOUT, SILENT));
                            link.awaitEnd();
                        }
                        rig.assertUnharmed();
                    }));
        }
    }

    private void noStream(Speech speech) {
        for (final String body :
                List.of("", "\n\n", ": only a comment\n\n", "garbage", "data: {]\n\n", "<html></html>")) {
            cases.add(new WireCase(
                    "stream: no stream under its name: '" + body.replace("\n", "LF") + "' (" + speech + ")", rig -> {
                        try (WireClient client = rig.connect()) {
                            client.send(speech.streamRequest());
                            final WirePeer.Link link = rig.peer().heard().link();
                            Streams.say(
                                    rig,
                                    link,
                                    Framing.CHUNKED,
                                    StreamText.EVENTS,
                                    List.of(body.isEmpty() ? "\n" : body));
                            final String answer = client.answer();
                            assertThat(answer)
                                    .satisfiesAnyOf(
                                            got -> assertThat(WireRig.masked(got))
                                                    .isEqualTo(WireRig.badGateway(speech, 200)),
                                            got -> assertThat(got)
                                                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                                                    .contains("(status 200): {]"),
                                            got -> assertThat(got).contains(EARLY));
                            rig.exchange(client, speech);
                        }
                        rig.assertUnharmed();
                    }));
        }
    }

    /** Part of an event too large to be held has gone on already: no error can be told behind it, but the cut is seen. */
    private void large(Speech speech) {
        final String part = StreamText.good(speech);
        final String sent = part.substring(0, part.indexOf("well")) + "0123456789abcdef".repeat(20_000);
        cases.add(new WireCase("stream: ends in an event of megabytes (" + speech + ")", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.streamRequest());
                final WirePeer.Link link = rig.peer().heard().link();
                link.say("HTTP/1.1 200 OK\r\n" + StreamText.EVENTS + Framing.LENGTH.field(9_999_999) + "\r\n" + sent);
                client.upTo("0123456789abcdef".repeat(1000));
                link.fin();
                assertThat(client.rest().wire()).doesNotContain(EARLY).doesNotEndWith("0\r\n\r\n");
            }
            rig.assertUnharmed();
        }));
    }

    private void arrays() {
        final Speech speech = Speech.GEMINI;
        final String body = StreamText.array();
        final int first = body.indexOf("},\n") + 1;
        for (final End end : End.values()) {
            for (final int at :
                    new int[] {0, 1, 20, first, first + 1, first + 20, body.length() - 2, body.length() - 1}) {
                cases.add(new WireCase(
                        "stream: an array that " + (end == End.FIN ? "ends" : "resets") + " behind byte " + at, rig -> {
                            try (WireClient client = rig.connect()) {
                                client.send(speech.request(StreamText.ARRAY_PATH, "", speech.body()));
                                final WirePeer.Link link = rig.peer().heard().link();
                                link.say("HTTP/1.1 200 OK\r\n" + StreamText.JSON + Framing.CHUNKED.field(0)
                                        + "\r\n270f\r\n" + body.substring(0, at));
                                rig.settle();
                                if (end == End.FIN) {
                                    link.fin();
                                } else {
                                    link.reset();
                                }
                                assertArrayCut(client, speech, body, first, at);
                            }
                            rig.assertUnharmed();
                        }));
            }
        }
    }

    private static void assertArrayCut(WireClient client, Speech speech, String body, int first, int at) {
        if (at < first) {
            final String got = client.answer();
            assertThat(got).startsWith("HTTP/1.1 502 Bad Gateway\r\n").contains("[{\"error\":");
            return;
        }
        final String got = client.rest().wire();
        assertThat(got).doesNotEndWith("0\r\n\r\n");
        final String shown = body.substring(0, at >= body.length() - 1 ? body.length() - 1 : first);
        final String error = speech.errorEvent(ErrorType.UPSTREAM_ERROR, EARLY)
                .replace("data: ", ",\n")
                .replace("\n\n", "\n]");
        assertThat(StreamText.joined(got.substring(got.indexOf("\r\n\r\n") + 4) + "0\r\n\r\n"))
                .isEqualTo(shown + error);
    }
}
