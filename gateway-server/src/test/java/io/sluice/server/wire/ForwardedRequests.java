package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Requests that are served: the exact bytes that reach the upstream, and those that the client gets. */
final class ForwardedRequests {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String CLOSE = "connection: close\r\n";

    private final List<WireCase> cases = new ArrayList<>();

    private ForwardedRequests() {}

    static List<WireCase> all() {
        final ForwardedRequests table = new ForwardedRequests();
        table.framing();
        table.delivery();
        table.targets();
        table.edits();
        table.bodies();
        table.versions();
        table.pipelines();
        table.expectations();
        table.answeredHere();
        return table.cases;
    }

    private void add(String sentence, WireCase.Steps steps) {
        cases.add(new WireCase(sentence, steps));
    }

    /** The request is forwarded as that, answered, and the connection serves another. */
    static WireCase forwarding(String sentence, Speech speech, String wire, String fields) {
        return new WireCase(sentence, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(wire);
                check(rig, client, speech, speech.forwarded(rig.peerPort(), speech.path, fields, speech.body()), "");
                rig.exchange(client, speech);
            }
            rig.assertUnharmed();
        });
    }

    private void forwarded(String sentence, Speech speech, String wire, String fields) {
        cases.add(forwarding(sentence, speech, wire, fields));
    }

    private static void check(WireRig rig, WireClient client, Speech speech, String upstream, String end) {
        final WirePeer.Heard heard = rig.peer().heard();
        assertThat(heard.wire()).isEqualTo(upstream);
        heard.link().say(WireRig.ok("application/json", speech.answerBody()));
        final String type = "content-type: application/json\r\n";
        assertThat(WireRig.masked(client.answer()))
                .isEqualTo(WireRig.told(speech, 200, "OK", type, end, speech.answerBody()));
    }

    private static String chunked(Speech speech, String body) {
        return speech.start(speech.path) + "Transfer-Encoding: chunked\r\n\r\n" + body;
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private void framing() {
        for (final Speech speech : Speech.values()) {
            final String body = speech.body();
            final String half = body.substring(0, 20);
            final String rest = body.substring(20);
            forwarded("forwards a body of known length (" + speech + ")", speech, speech.request(), JSON);
            forwarded(
                    "turns one chunk into a length (" + speech + ")",
                    speech,
                    chunked(speech, chunk(body) + "0\r\n\r\n"),
                    JSON);
            forwarded(
                    "joins chunks (" + speech + ")",
                    speech,
                    chunked(speech, chunk(half) + chunk(rest) + "0\r\n\r\n"),
                    JSON);
            forwarded(
                    "drops chunk extensions (" + speech + ")",
                    speech,
                    chunked(speech, "14;a=b;c\r\n" + half + "\r\n" + chunk(rest) + "0;last\r\n\r\n"),
                    JSON);
            forwarded(
                    "drops trailers, a credential among them (" + speech + ")",
                    speech,
                    chunked(
                            speech,
                            chunk(body) + "0\r\nx-trailer: 1\r\nauthorization: Bearer x\r\ncontent-length: 1\r\n\r\n"),
                    JSON);
            final StringBuilder single = new StringBuilder();
            for (int i = 0; i < body.length(); i++) {
                single.append(chunk(body.substring(i, i + 1)));
            }
            forwarded("joins chunks of one byte (" + speech + ")", speech, chunked(speech, single + "0\r\n\r\n"), JSON);
        }
        final Speech speech = Speech.OPENAI;
        final String body = speech.body();
        forwarded(
                "reads zeros before a chunk size",
                speech,
                chunked(
                        speech,
                        "00000000000000" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0000\r\n\r\n"),
                JSON);
        forwarded(
                "reads a chunk size in capitals",
                speech,
                chunked(
                        speech,
                        Integer.toHexString(body.length()).toUpperCase(Locale.ROOT) + "\r\n" + body + "\r\n0\r\n\r\n"),
                JSON);
        for (final String length :
                List.of("00" + body.length(), "\t" + body.length() + "\t", " " + body.length() + " \t")) {
            forwarded(
                    "reads the length '" + length.replace("\t", "<tab>") + "' and writes its own",
                    speech,
                    speech.start(speech.path) + "cOnTeNt-LeNgTh:" + length + "\r\n\r\n" + body,
                    JSON);
        }
        forwarded(
                "reads chunked in any case between tabs",
                speech,
                speech.start(speech.path) + "transfer-encoding:\tCHUNKED\t\r\n\r\n" + chunk(body) + "0\r\n\r\n",
                JSON);
        forwarded("skips one empty line before a request", speech, "\r\n" + speech.request(), JSON);
    }

    private void delivery() {
        for (final Speech speech : Speech.values()) {
            for (final boolean chunks : List.of(false, true)) {
                final String wire =
                        chunks ? chunked(speech, chunk(speech.body()) + "0\r\nx: y\r\n\r\n") : speech.request();
                add("reads a request that comes byte by byte (" + speech + (chunks ? ", chunked)" : ")"), rig -> {
                    try (WireClient client = rig.connect()) {
                        client.sendByBytes(wire);
                        rig.answerGood(client, speech);
                        rig.exchange(client, speech);
                    }
                    rig.assertUnharmed();
                });
            }
        }
        final String wire = Speech.OPENAI.request();
        final int bodyAt = wire.indexOf("\r\n\r\n") + 4;
        for (final int cut :
                List.of(1, 4, 5, 26, 27, 35, 36, 37, 50, bodyAt - 3, bodyAt - 2, bodyAt - 1, bodyAt, bodyAt + 1)) {
            add("reads a request cut behind byte " + cut, rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(wire.substring(0, cut));
                    rig.settle();
                    client.send(wire.substring(cut));
                    rig.answerGood(client, Speech.OPENAI);
                }
                rig.assertUnharmed();
            });
        }
    }

    private void target(String target, String upstream) {
        final Speech speech = Speech.GEMINI;
        add("asks the upstream for " + upstream + " when asked for " + target, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request(target, "", speech.body()));
                check(rig, client, speech, speech.forwarded(rig.peerPort(), upstream, JSON, speech.body()), "");
            }
            rig.assertUnharmed();
        });
    }

    private void targets() {
        final String path = "/v1beta/models/m-gemini:generateContent";
        target(path + "?key=" + WireRig.KEY, path);
        target(path + "?a=b&key=other&c=d", path + "?a=b&c=d");
        target(path + "?%6bey=other", path);
        target(path + "?", path);
        target(path + "?a=/../%2F%5C&b[]=?", path + "?a=/../%2F%5C&b[]=?");
        target("/v1beta/models/m-gemini%3AgenerateContent", "/v1beta/models/m-gemini%3AgenerateContent");
        target("/v1beta/models/mapped-gemini:generateContent", "/v1beta/models/their-own-name:generateContent");
        target("/v1beta/models/%6d-gemini:generateContent", "/v1beta/models/%6d-gemini:generateContent");
    }

    private void edit(String sentence, String body, String upstreamBody) {
        final Speech speech = Speech.OPENAI;
        add(sentence, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(speech.request(speech.path, "", body));
                check(rig, client, speech, speech.forwarded(rig.peerPort(), speech.path, JSON, upstreamBody), "");
            }
            rig.assertUnharmed();
        });
    }

    private void edits() {
        edit(
                "puts the upstream's name for the model in its place, and nothing else",
                "{ \"a\":1.0e5,\t\"model\" : \"mapped-openai\",\"z\":\"\u00c3\u00a9\"}\r\n",
                "{ \"a\":1.0e5,\t\"model\" : \"their-own-name\",\"z\":\"\u00c3\u00a9\"}\r\n");
        edit(
                "forwards white space, order, escapes and repeated unknown members as they came",
                "\r\n{\"x\":1,\"x\":2,\n\"model\":\"m-op\\u0065nai\" ,\"y\":[ ]}\t",
                "\r\n{\"x\":1,\"x\":2,\n\"model\":\"m-op\\u0065nai\" ,\"y\":[ ]}\t");
    }

    private void bodies() {
        final String inner = Speech.OPENAI
                .request()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r\n", "\\r\\n");
        edit(
                "leaves a request inside a text what it is: text",
                "{\"model\":\"m-openai\",\"messages\":\"" + inner + "\"}",
                "{\"model\":\"m-openai\",\"messages\":\"" + inner + "\"}");
        final String large = "{\"model\":\"m-openai\",\"messages\":\"" + "0123456789abcdef".repeat(40_000) + "\"}";
        edit("forwards a large body byte for byte", large, large);
        final String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm-openai\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
                + Speech.OPENAI.request() + "\r\n0\r\n\r\n" + Speech.OPENAI.request() + "\r\n--b--\r\n";
        final String upstreamType = "Content-Type: multipart/form-data; boundary=b\r\n";
        for (final boolean chunks : List.of(false, true)) {
            add("makes no request of those inside a form's file" + (chunks ? ", chunked" : ""), rig -> {
                final String start = "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\n"
                        + Speech.OPENAI.credential() + upstreamType;
                try (WireClient client = rig.connect()) {
                    client.send(
                            chunks
                                    ? start + "Transfer-Encoding: chunked\r\n\r\n" + chunk(form) + "0\r\n\r\n"
                                    : start + "Content-Length: " + form.length() + "\r\n\r\n" + form);
                    check(
                            rig,
                            client,
                            Speech.OPENAI,
                            Speech.OPENAI.forwarded(rig.peerPort(), "/v1/audio/transcriptions", upstreamType, form),
                            "");
                    rig.exchange(client, Speech.OPENAI);
                }
                rig.assertUnharmed();
            });
        }
        final String body = Speech.OPENAI.request();
        add("reads the body of a GET as its body, and answers by itself", rig -> {
            try (WireClient client = rig.connect()) {
                client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n" + Speech.OPENAI.credential() + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body);
                assertThat(client.answer()).startsWith("HTTP/1.1 200 OK\r\n").contains("\"m-openai\"");
                rig.exchange(client, Speech.OPENAI);
            }
            rig.assertUnharmed();
        });
        add("reads the chunked body of a GET for health as its body", rig -> {
            try (WireClient client = rig.connect()) {
                client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(body)
                        + "0\r\n\r\n");
                assertThat(client.answer()).endsWith("\r\n\r\nok\n");
                rig.exchange(client, Speech.OPENAI);
            }
            rig.assertUnharmed();
        });
    }

    private void versions() {
        for (final Speech speech : Speech.values()) {
            for (final String fields : List.of("", "Connection: keep-alive\r\n")) {
                add(
                        "serves HTTP/1.0 once " + (fields.isEmpty() ? "(" : "though it would stay (") + speech + ")",
                        rig -> {
                            try (WireClient client = rig.connect()) {
                                client.send(speech.request(speech.path, fields, speech.body())
                                                .replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n")
                                        + speech.request());
                                check(rig, client, speech, speech.forwarded(rig.peerPort()), CLOSE);
                                assertThat(client.rest()).isEqualTo(new WireClient.Rest("", WireClient.End.FIN));
                            }
                            rig.assertUnharmed();
                        });
            }
            add("closes behind the answer when asked to, whatever stands behind (" + speech + ")", rig -> {
                try (WireClient client = rig.connect()) {
                    client.send(
                            speech.request(speech.path, "Connection: x, CLOSE\r\n", speech.body()) + speech.request());
                    check(rig, client, speech, speech.forwarded(rig.peerPort()), CLOSE);
                    assertThat(client.rest()).isEqualTo(new WireClient.Rest("", WireClient.End.FIN));
                }
                rig.assertUnharmed();
            });
        }
    }

    private void pipelines() {
        add("answers pipelined requests in order, each forwarded once", rig -> {
            try (WireClient client = rig.connect()) {
                final StringBuilder all = new StringBuilder();
                for (final Speech speech : Speech.values()) {
                    all.append(speech.request());
                }
                client.send(all + "\r\n" + all);
                for (int i = 0; i < 2; i++) {
                    for (final Speech speech : Speech.values()) {
                        assertThat(rig.gateway().server().inFlight()).isLessThanOrEqualTo(1);
                        rig.answerGood(client, speech);
                    }
                }
            }
            rig.assertUnharmed();
        });
        for (final String bad : List.of(
                "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n\r\n", "\0", "POST / HTTP/1.1\r\nHost: a b\r\n\r\n", "0\r\n\r\n")) {
            add(
                    "answers a good request before it refuses what stands behind it: "
                            + bad.replace("\r\n", "|").replace("\0", "NUL"),
                    rig -> {
                        try (WireClient client = rig.connect()) {
                            client.send(Speech.OPENAI.request() + bad + Speech.OPENAI.request());
                            rig.answerGood(client, Speech.OPENAI);
                            assertThat(client.rest().wire())
                                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                                    .contains(CLOSE)
                                    .satisfies(WireRig::assertFramed);
                        }
                        rig.assertUnharmed();
                    });
        }
    }

    private void expectations() {
        for (final Speech speech : Speech.values()) {
            add("tells a client that asks first to go on (" + speech + ")", rig -> {
                try (WireClient client = rig.connect()) {
                    final String wire = speech.request(speech.path, "Expect: 100-continue\r\n", speech.body());
                    final int bodyAt = wire.indexOf("\r\n\r\n") + 4;
                    client.send(wire.substring(0, bodyAt));
                    assertThat(client.answer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                    client.send(wire.substring(bodyAt));
                    rig.answerGood(client, speech);
                }
                rig.assertUnharmed();
            });
            add(
                    "refuses a client that asks first, and closes, since its body may come or not (" + speech + ")",
                    rig -> {
                        try (WireClient client = rig.connect()) {
                            final String wire = speech.request(speech.path, "Expect: 100-continue\r\n", speech.body())
                                    .replace(WireRig.KEY, "unknown");
                            client.send(wire);
                            assertThat(WireRig.masked(client.rest().wire()))
                                    .isEqualTo(refusal(
                                            speech,
                                            ErrorType.INVALID_API_KEY,
                                            "Unauthorized",
                                            CLOSE,
                                            "no valid API key was presented"));
                        }
                        rig.assertUnharmed();
                    });
        }
    }

    private static String refusal(Speech speech, ErrorType type, String reason, String end, String message) {
        final String told = WireRig.error(speech, type, reason, "", end, message);
        if (speech == Speech.GEMINI && type == ErrorType.INVALID_API_KEY) {
            final String info =
                    "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\","
                            + "\"domain\":\"googleapis.com\"},";
            final String length = told.replaceFirst("(?s).*content-length: (\\d+)\r\n.*", "$1");
            return told.replace("\"details\":[", "\"details\":[" + info)
                    .replace(
                            "content-length: " + length,
                            "content-length: " + (Integer.parseInt(length) + info.length()));
        }
        return told;
    }

    private void refusedHere(
            String sentence, Speech speech, String wire, ErrorType type, String reason, String more, String message) {
        add(sentence + " (" + speech + ")", rig -> {
            try (WireClient client = rig.connect()) {
                client.send(wire);
                final String told = WireRig.masked(client.answer());
                assertThat(told)
                        .isEqualTo(
                                more.isEmpty()
                                        ? refusal(speech, type, reason, "", message)
                                        : WireRig.error(speech, type, reason, more, "", message));
                rig.exchange(client, speech);
            }
            rig.assertUnharmed();
        });
    }

    private void answeredHere() {
        for (final Speech speech : Speech.values()) {
            refusedHere(
                    "refuses an unknown key and serves the next request",
                    speech,
                    speech.request().replace(WireRig.KEY, "unknown"),
                    ErrorType.INVALID_API_KEY,
                    "Unauthorized",
                    "",
                    "no valid API key was presented");
            refusedHere(
                    "refuses another media type and serves the next request",
                    speech,
                    speech.request().replace("application/json", "text/plain"),
                    ErrorType.UNSUPPORTED_MEDIA_TYPE,
                    "Unsupported Media Type",
                    "",
                    "the content-type must be application/json");
            refusedHere(
                    "refuses another method and serves the next request",
                    speech,
                    speech.request().replace("POST ", "PUT "),
                    ErrorType.METHOD_NOT_ALLOWED,
                    "Method Not Allowed",
                    "allow: POST\r\n",
                    "this endpoint takes POST");
            refusedHere(
                    "refuses a body that isn't JSON and serves the next request",
                    speech,
                    speech.request(speech.path, "", "{]"),
                    ErrorType.INVALID_REQUEST,
                    "Bad Request",
                    "",
                    "the body is not valid JSON: expected a member name or '}' at byte 1");
        }
    }
}
