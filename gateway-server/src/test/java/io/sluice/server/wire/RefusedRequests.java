package io.sluice.server.wire;

import static io.sluice.codec.http.Violation.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.http.RequestCases;
import io.sluice.codec.http.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests that break a rule, each with a good request behind it: the answer is the rule's, in the caller's dialect; the
 * connection is closed; nothing reaches the upstream, the request behind included. And the codec's own examples of what is
 * accepted, each with a good request behind it that must be served as ever.
 */
final class RefusedRequests {
    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            405, "Method Not Allowed",
            413, "Content Too Large",
            417, "Expectation Failed",
            431, "Request Header Fields Too Large",
            501, "Not Implemented",
            505, "HTTP Version Not Supported");

    /** The codec's examples have bounds of their own; the bounds of this gateway are among the cases below. */
    private static final Set<Violation> BOUNDS = EnumSet.of(HEAD_TOO_LARGE, TOO_MANY_FIELDS, BODY_TOO_LARGE);

    private final List<WireCase> cases = new ArrayList<>();

    private RefusedRequests() {}

    static List<WireCase> all() {
        final RefusedRequests table = new RefusedRequests();
        table.examples();
        table.smuggling();
        table.messages();
        table.bounds();
        return table.cases;
    }

    private void examples() {
        int turn = 0;
        for (final RequestCases.RequestCase example : RequestCases.all()) {
            final Violation rule = example.rule();
            final Speech speech = Speech.values()[turn++ % Speech.values().length];
            final String wire = addressed(example.wire(), speech);
            final boolean bound =
                    example.sentence().contains("bound") || example.sentence().contains("limit");
            if (rule != null && !BOUNDS.contains(rule)) {
                refused(rule, wire.equals(example.wire()) ? Speech.OPENAI : speech, example.sentence(), wire);
            } else if (rule == null && !bound && !example.sentence().contains("as many fields as allowed")) {
                cases.add(new WireCase(
                        example.sentence() + ", and serves the request behind it", rig -> served(rig, wire)));
            }
        }
    }

    /** The same example, sent to an endpoint with a key, where its first lines allow it. */
    private static String addressed(String wire, Speech speech) {
        for (final String method : List.of("GET", "POST")) {
            final String start = method + " / HTTP/1.1\r\n";
            if (wire.startsWith(start + "Host: a\r\n")) {
                return speech.start(speech.path).replace("Host: gateway", "Host: a")
                        + wire.substring((start + "Host: a\r\n").length());
            }
            if (wire.startsWith(start + "Host: ")) {
                return "POST " + speech.path + " HTTP/1.1\r\n" + speech.credential() + wire.substring(start.length());
            }
            if (wire.startsWith(start)) {
                return "POST " + speech.path + " HTTP/1.1\r\n" + wire.substring(start.length());
            }
        }
        return wire;
    }

    private void refused(Violation rule, Speech speech, String sentence, String wire) {
        cases.add(new WireCase(sentence, rig -> {
            try (WireClient client = rig.connect()) {
                client.send(wire + Speech.OPENAI.request());
                final WireClient.Rest rest = client.rest();

                assertThat(WireRig.masked(rest.wire())).isEqualTo(told(rule, speech));
                assertThat(rest.end()).isEqualTo(WireClient.End.FIN);
            }
            rig.assertUnharmed();
        }));
    }

    private static String told(Violation rule, Speech speech) {
        final ErrorType type = switch (rule.status()) {
            case 400 -> ErrorType.INVALID_REQUEST;
            case 405 -> ErrorType.METHOD_NOT_ALLOWED;
            case 413 -> ErrorType.PAYLOAD_TOO_LARGE;
            case 417 -> ErrorType.EXPECTATION_FAILED;
            case 431 -> ErrorType.HEAD_TOO_LARGE;
            case 501 -> ErrorType.NOT_IMPLEMENTED;
            case 505 -> ErrorType.VERSION_NOT_SUPPORTED;
            default -> throw new AssertionError("no client is told " + rule);
        };
        return WireRig.error(
                speech,
                type,
                String.valueOf(REASONS.get(rule.status())),
                rule.status() == 405 ? "allow: GET, HEAD, POST, DELETE\r\n" : "",
                "connection: close\r\n",
                "malformed request: " + rule.message() + " (" + rule.section() + ")");
    }

    /** The example is a whole message, whatever comes of it; what stands behind it is the next one. */
    private static void served(WireRig rig, String wire) {
        try (WireClient client = rig.connect()) {
            client.send(wire + Speech.OPENAI.request());
            final String first = client.answer(wire.startsWith("HEAD "));

            assertThat(first)
                    .containsPattern("\\AHTTP/1\\.1 (400|401|404|405) ")
                    .doesNotContain("malformed request");
            if (first.contains("\r\nconnection: close\r\n")) {
                assertThat(client.rest()).isEqualTo(new WireClient.Rest("", WireClient.End.FIN));
            } else {
                rig.answerGood(client, Speech.OPENAI);
            }
        }
        rig.assertUnharmed();
    }

    /** A request that would be served if the message before it were read in another way than it was. */
    private static String smuggled() {
        return Speech.OPENAI.request();
    }

    private void body(Violation rule, String sentence, String fields, String body) {
        for (final Speech speech : Speech.values()) {
            refused(
                    rule,
                    speech,
                    "refuses " + sentence + " (" + speech + ")",
                    speech.start(speech.path) + fields + "\r\n" + body);
        }
    }

    private void smuggling() {
        final String chunk = "1\r\na\r\n";
        body(
                LENGTH_AND_TRANSFER_ENCODING,
                "CL.TE: a length up to a smuggled request that chunks would end before",
                "Content-Length: " + (5 + smuggled().length()) + "\r\nTransfer-Encoding: chunked\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                LENGTH_AND_TRANSFER_ENCODING,
                "TE.CL: chunks around a smuggled request that a length would begin at",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                Integer.toHexString(smuggled().length()) + "\r\n" + smuggled() + "\r\n0\r\n\r\n");
        body(
                TRANSFER_ENCODING_REPEATED,
                "TE.TE: a second coding that some don't know",
                "Transfer-Encoding: chunked\r\nTransfer-encoding: x\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                TRANSFER_ENCODING_UNKNOWN,
                "TE.TE: a coding with a letter before it",
                "Transfer-Encoding: xchunked\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                NAME_SPACE,
                "TE.TE: a space before the colon (CVE-2019-16869)",
                "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                OBS_FOLD,
                "TE.TE: a folded coding (CVE-2020-7238)",
                "X: y\r\n Transfer-Encoding: chunked\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                COLON_MISSING,
                "a framing line without a colon (CVE-2019-20444)",
                "Content-Length: 5\r\nTransfer-Encoding chunked\r\n".replace("Encoding chunked", "Encoding"),
                "0\r\n\r\n" + smuggled());
        body(
                NAME_CHARACTER,
                "control bytes at the end of a name (CVE-2021-43797)",
                "Transfer-Encoding\u001f: chunked\r\nContent-Length: 5\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                CONTENT_LENGTH_MALFORMED,
                "a length that overflows into another (CVE-2021-40346)",
                "Content-Length: 18446744073709551621\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                NAME_EMPTY,
                "an empty name that ends a list of fields (CVE-2023-25725)",
                ": x\r\nContent-Length: 5\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                CONTENT_LENGTH_MALFORMED,
                "an empty length (CVE-2023-40225)",
                "Content-Length:\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                BARE_LF,
                "a chunk line ended by LF (CVE-2025-58056)",
                "Transfer-Encoding: chunked\r\n",
                chunk + "0\n\r\n" + smuggled());
        body(
                CHUNK_EXTENSION_CHARACTER,
                "a quoted line end in a chunk extension (CVE-2026-33870)",
                "Transfer-Encoding: chunked\r\n",
                "1;a=\"\r\nb\r\n0\r\n\r\n" + smuggled() + "\"\r\n");
        body(
                TRANSFER_ENCODING_MALFORMED,
                "chunked that isn't last, behind a comma (CVE-2026-89044)",
                "Transfer-Encoding: chunked,\r\nContent-Length: 5\r\n".replace("Content-Length: 5\r\n", ""),
                "0\r\n\r\n" + smuggled());
        body(
                VALUE_CHARACTER,
                "a NUL between a coding and what follows",
                "Transfer-Encoding: chunked\0\r\n",
                "0\r\n\r\n" + smuggled());
        body(
                CHUNK_SIZE_MALFORMED,
                "a chunk size that strtol would take a prefix of",
                "Transfer-Encoding: chunked\r\n",
                "1_0\r\na\r\n0\r\n\r\n" + smuggled());
    }

    private void messages() {
        refused(
                METHOD_CHARACTER,
                Speech.OPENAI,
                "refuses control bytes before the method (CVE-2026-50020)",
                "\0\u001f" + Speech.OPENAI.request());
        refused(
                TARGET_CHARACTER,
                Speech.OPENAI,
                "refuses a fragment in a target that is served (CVE-2023-45539)",
                Speech.OPENAI.request("/v1/chat/completions#/x", "", Speech.OPENAI.body()));
        refused(
                TARGET_NOT_ORIGIN_FORM,
                Speech.OPENAI,
                "refuses an absolute target that would be served",
                Speech.OPENAI.request("http://gateway/v1/chat/completions", "", Speech.OPENAI.body()));
        refused(
                TARGET_ENCODED_SEPARATOR,
                Speech.OPENAI,
                "refuses an encoded slash in a target that is served",
                Speech.OPENAI.request("/v1%2Fchat/completions", "", Speech.OPENAI.body()));
        refused(
                TARGET_DOT_SEGMENT,
                Speech.OPENAI,
                "refuses a dot segment that leads to a target that is served",
                Speech.OPENAI.request("/v1/messages/../chat/completions", "", Speech.OPENAI.body()));
        for (final String value : List.of("a@b", "a#b", "a?b", "a b", "a\0b", "a\u007fb")) {
            final Violation rule = value.contains("\0") || value.contains("\u007f") ? VALUE_CHARACTER : HOST_MALFORMED;
            refused(
                    rule,
                    Speech.ANTHROPIC,
                    "refuses the host '" + value + "' of a request that would be served",
                    Speech.ANTHROPIC.request().replace("Host: gateway", "Host: " + value));
        }
        refused(
                VALUE_CHARACTER,
                Speech.GEMINI,
                "refuses a DEL in the key",
                Speech.GEMINI.request().replace(WireRig.KEY, WireRig.KEY + "\u007f"));
    }

    private void bounds() {
        final Speech speech = Speech.ANTHROPIC;
        refused(
                HEAD_TOO_LARGE,
                speech,
                "refuses a head past its bound",
                speech.start(speech.path) + "x: " + "a".repeat(WireRig.MAX_HEAD));
        refused(HEAD_TOO_LARGE, Speech.OPENAI, "refuses an endless target", "GET /" + "a".repeat(WireRig.MAX_HEAD));
        refused(
                TOO_MANY_FIELDS,
                speech,
                "refuses a field more than allowed",
                speech.start(speech.path) + "x: 1\r\n".repeat(WireRig.MAX_FIELDS));
        refused(
                HEAD_TOO_LARGE,
                speech,
                "refuses trailers past their bound",
                speech.start(speech.path) + "Transfer-Encoding: chunked\r\n\r\n0\r\nx: "
                        + "a".repeat(WireRig.MAX_HEAD));
        refused(
                TOO_MANY_FIELDS,
                speech,
                "refuses a trailer more than allowed",
                speech.start(speech.path) + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                        + "x: 1\r\n".repeat(WireRig.MAX_FIELDS + 1));
        refused(
                CHUNK_EXTENSIONS_TOO_LARGE,
                speech,
                "refuses chunk extensions past their bound",
                speech.start(speech.path) + "Transfer-Encoding: chunked\r\n\r\n"
                        + ("1;" + "a".repeat(1000) + "\r\n \r\n").repeat(5));
    }
}
