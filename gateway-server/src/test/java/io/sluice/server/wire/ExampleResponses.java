package io.sluice.server.wire;

import static io.sluice.codec.http.Violation.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.http.ResponseCases;
import io.sluice.codec.http.ResponseCases.Fate;
import io.sluice.codec.http.ResponseCases.Peer;
import io.sluice.codec.http.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The codec's own examples of responses, said by the upstream. They come for speech, which is passed on unread. The client
 * gets the whole answer, or an error of the gateway's own, or one that any client can see is cut; the upstream connection
 * serves again exactly when nothing was odd about it.
 */
final class ExampleResponses {
    private static final Set<Violation> BOUNDS = EnumSet.of(HEAD_TOO_LARGE, TOO_MANY_FIELDS, BODY_TOO_LARGE);
    private static final Pattern HOP = Pattern.compile(
            "(?im)^(content-length|transfer-encoding|connection|keep-alive|expect|host|upgrade):.*\r\n");
    private static final String SPEECH = "/v1/audio/speech";
    private static final String BODY = "{\"model\":\"m-openai\",\"input\":\"hi\",\"voice\":\"x\"}";

    private ExampleResponses() {}

    static List<WireCase> all() {
        final List<WireCase> cases = new ArrayList<>();
        for (final ResponseCases.ResponseCase example : ResponseCases.all()) {
            final Violation rule = example.rule();
            final boolean elsewhere = example.peer() == Peer.ANSWERS_HEAD
                    || BOUNDS.contains(rule)
                    || example.wire().isEmpty()
                    || example.sentence().contains("limit");
            if (!elsewhere) {
                cases.add(new WireCase("upstream: " + example.sentence(), rig -> run(rig, example)));
            }
        }
        return cases;
    }

    private static void run(WireRig rig, ResponseCases.ResponseCase example) {
        try (WireClient client = rig.connect()) {
            client.send(Speech.OPENAI.request(SPEECH, "", BODY));
            final WirePeer.Heard heard = rig.peer().heard();
            heard.link().say(example.wire());
            if (example.peer() == Peer.CLOSES || example.fate() == Fate.OPEN) {
                heard.link().fin();
            }

            final Violation rule = example.rule();
            if (rule == null || rule == UNSOLICITED_RESPONSE) {
                assertWhole(example.wire(), client.answer());
            } else {
                assertErrorOrCut(client);
            }
            if (rule != null || example.fate() != Fate.REUSED) {
                heard.link().awaitEnd();
            }
        }
        try (WireClient next = rig.connect()) {
            final boolean serves = example.rule() == null && example.fate() == Fate.REUSED;
            final int before = rig.peer().connections();
            rig.exchange(next, Speech.OPENAI);
            assertThat(rig.peer().connections() - before)
                    .as("connections opened for the next request")
                    .isEqualTo(serves ? 0 : 1);
        }
        rig.assertUnharmed();
    }

    private static void assertWhole(String upstream, String answer) {
        final String whole = finalOf(upstream);
        final int status = Integer.parseInt(whole.substring(9, 12));
        if (status == 304 || status >= 500) {
            assertThat(answer).startsWith("HTTP/1.1 502 Bad Gateway\r\n").contains("(status " + status + ")");
            return;
        }
        final int bodyAt = whole.indexOf("\r\n\r\n") + 4;
        final int lineEnd = whole.indexOf("\r\n") + 2;
        final String fields = HOP.matcher(whole.substring(lineEnd, bodyAt - 2)).replaceAll("");
        final String reason = switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 404 -> "Not Found";
            default -> "";
        };
        final String head = WireRig.toldHead(Speech.OPENAI, status, reason, fields);
        final String body = bodyOf(whole, bodyAt, status);

        assertThat(WireRig.masked(answer))
                .isIn(
                        head + "\r\n",
                        head + "content-length: " + body.length() + "\r\n\r\n" + body,
                        head + "transfer-encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                                + "\r\n0\r\n\r\n");
        assertThat(answer.endsWith("\r\n\r\n")).isEqualTo(body.isEmpty() || answer.endsWith("0\r\n\r\n"));
    }

    private static String finalOf(String wire) {
        String text = wire;
        while (text.startsWith("HTTP/1.1 1")) {
            text = text.substring(text.indexOf("\r\n\r\n") + 4);
        }
        return text;
    }

    private static String bodyOf(String wire, int bodyAt, int status) {
        final String rest = wire.substring(bodyAt);
        if (status == 204) {
            return "";
        }
        final String head = wire.substring(0, bodyAt).toLowerCase(Locale.ROOT);
        if (head.contains("transfer-encoding: chunked")) {
            final int sizeEnd = rest.indexOf("\r\n");
            final int size = Integer.parseInt(rest.substring(0, sizeEnd).replaceFirst(";.*", ""), 16);
            return rest.substring(sizeEnd + 2, sizeEnd + 2 + size);
        }
        final int at = head.indexOf("content-length: ");
        return at < 0 ? rest : rest.substring(0, head.charAt(at + "content-length: ".length()) - '0');
    }

    /** Either an error of the gateway's own, or what is passed on already ends short of what its framing promises. */
    private static void assertErrorOrCut(WireClient client) {
        final String head = client.upTo("\r\n\r\n");
        if (head.startsWith("HTTP/1.1 502 ")) {
            final String body =
                    client.exactly(Integer.parseInt(head.replaceFirst("(?s).*\r\ncontent-length: (\\d+)\r\n.*", "$1")));
            assertThat(WireRig.masked(head + body))
                    .isIn(WireRig.badGateway(Speech.OPENAI, 0), WireRig.badGateway(Speech.OPENAI, 200));
            return;
        }
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
        final String rest = client.rest().wire();
        if (head.contains("transfer-encoding: chunked")) {
            assertThat(rest).doesNotEndWith("0\r\n\r\n");
        } else {
            assertThat(head).containsPattern("\r\ncontent-length: \\d+\r\n");
            assertThat(rest.length())
                    .isLessThan(Integer.parseInt(head.replaceFirst("(?s).*\r\ncontent-length: (\\d+)\r\n.*", "$1")));
        }
    }
}
