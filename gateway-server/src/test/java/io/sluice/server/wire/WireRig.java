package io.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One gateway with everything switched on, its upstream, and the steps that examples are made of. */
final class WireRig implements AutoCloseable {
    static final String KEY = "sk-sluice-wire-key";

    /** Bounds that examples run into. */
    static final int MAX_HEAD = 4096;

    static final int MAX_FIELDS = 32;
    static final int MAX_BODY = 1024 * 1024;

    private static final String RATE =
            "rate { requests-per-minute = 1000000000, tokens-per-minute = 10000000000, concurrent = 1000 }\n";
    private static final Pattern ID = Pattern.compile("\r\nx-request-id: (req_[0-9A-Z]{26})\r\n");
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

    private final WirePeer peer = new WirePeer();
    private final TestGateway gateway;
    private final WireClient probe;
    private WireClient regular;

    WireRig(Path dataDir) {
        gateway = TestGateway.start(dataDir, config(peer.port()));
        probe = new WireClient(gateway.port());
        regular = new WireClient(gateway.port());
    }

    private static String config(int port) {
        final StringBuilder hocon = new StringBuilder("event-loops = 1\n limits { max-head = " + MAX_HEAD
                + " B, max-headers = " + MAX_FIELDS + ", max-body = " + MAX_BODY
                + " B, max-buffered-per-stream = 64 KiB }\n retry.max-attempts = 1\n breaker.min-calls = 1000000\n"
                + " routing.health.floor = 1.0\n apps.app-wire { " + RATE + " }\n"
                + TestGateway.key("wire", KEY, RATE));
        for (final Speech speech : Speech.values()) {
            final String dialect = speech.name().toLowerCase(java.util.Locale.ROOT);
            channel(hocon, speech.channel, dialect, port, speech == Speech.OPENAI ? "/v1" : "", "");
            model(hocon, speech.model, speech.channel, "");
            channel(
                    hocon,
                    "quick-" + speech.channel,
                    dialect,
                    port,
                    speech == Speech.OPENAI ? "/v1" : "",
                    "timeouts { first-token = 60ms, stream-idle = 60ms }");
            model(hocon, "quick-" + speech.model, "quick-" + speech.channel, "");
        }
        model(hocon, "mapped-openai", "oa", ", model = \"their-own-name\"");
        model(hocon, "mapped-gemini", "ge", ", model = \"their-own-name\"");
        return hocon.toString();
    }

    private static void channel(StringBuilder hocon, String name, String dialect, int port, String path, String more) {
        hocon.append("channels.")
                .append(name)
                .append(" { dialect = ")
                .append(dialect)
                .append(", base-url = \"http://127.0.0.1:")
                .append(port)
                .append(path)
                .append("\", credential = \"")
                .append(Speech.UPSTREAM_KEY)
                .append("\"\n")
                .append(more)
                .append(" }\n");
    }

    private static void model(StringBuilder hocon, String name, String channel, String more) {
        hocon.append("models.\"")
                .append(name)
                .append("\" { routes = [ { channel = ")
                .append(channel)
                .append(more)
                .append(" } ], price { input = 1, output = 2 }, ")
                .append(RATE)
                .append(" }\n");
    }

    WirePeer peer() {
        return peer;
    }

    TestGateway gateway() {
        return gateway;
    }

    int peerPort() {
        return peer.port();
    }

    /** A new connection to the gateway; the caller closes it. */
    WireClient connect() {
        return new WireClient(gateway.port());
    }

    /**
     * Waits until the gateway has read what was sent to it before now, so that what is sent next is a read of its own: its one
     * loop answers the second question only after it has seen to all that was ready with the first.
     */
    void settle() {
        for (int i = 0; i < 2; i++) {
            assertThat(probe.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").answer())
                    .endsWith("ok\n");
        }
    }

    /** A good request on a connection that is used for nothing else is forwarded as ever and answered: nothing is left of a case. */
    void assertUnharmed() {
        assertThat(peer.unasked())
                .as("bytes at the upstream that nobody asked for")
                .isEmpty();
        exchange(regular, Speech.OPENAI);
        assertThat(peer.unasked())
                .as("bytes at the upstream that nobody asked for")
                .isEmpty();
        assertThat(gateway.server().inFlight()).as("requests in flight").isZero();
    }

    /** One good request and its answer, compared byte by byte; returns the upstream connection it took. */
    WirePeer.Link exchange(WireClient client, Speech speech) {
        client.send(speech.request());
        return answerGood(client, speech);
    }

    /** The next request at the upstream must be the good one; answers it, and sees the answer through. */
    WirePeer.Link answerGood(WireClient client, Speech speech) {
        final WirePeer.Heard heard = peer.heard();
        assertThat(heard.wire()).isEqualTo(speech.forwarded(peer.port()));
        heard.link().say(ok("application/json", speech.answerBody()));
        assertThat(masked(client.answer())).isEqualTo(told(speech));
        return heard.link();
    }

    /** What a client gets for the good request. */
    static String told(Speech speech) {
        return told(speech, 200, "OK", "content-type: application/json\r\n", "", speech.answerBody());
    }

    /** An upstream's answer as the client gets it, masked. */
    static String told(Speech speech, int status, String reason, String fields, String end, String body) {
        return toldHead(speech, status, reason, fields) + "content-length: " + body.length() + "\r\n" + end + "\r\n"
                + body;
    }

    /** Up to where the framing fields follow. */
    static String toldHead(Speech speech, int status, String reason, String fields) {
        return "HTTP/1.1 " + status + " " + reason + "\r\n" + fields + "x-request-id: ID\r\nx-sluice-channel: "
                + speech.channel + "\r\nx-sluice-attempts: 1\r\nserver-timing: T\r\n";
    }

    /** An upstream's plain answer. */
    static String ok(String type, String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    /** An error of the gateway's own, masked. */
    static String error(Speech speech, ErrorType type, String reason, String more, String end, String message) {
        final String body = speech.error(type, message);
        final int length =
                body.replace("\"ID\"", "\"req_0123456789abcdefghijklmnop\"").length();
        return "HTTP/1.1 " + type.status(io.sluice.codec.dialect.Dialect.OPENAI) + " " + reason
                + "\r\ncontent-type: application/json; charset=utf-8\r\nx-request-id: ID\r\n" + more
                + "content-length: " + length + "\r\n" + end + "\r\n" + body;
    }

    /** The failure that a client is told when the only attempt came to nothing. */
    static String failed(Speech speech, ErrorType type, String reason, String message) {
        return error(
                speech,
                type,
                reason,
                "x-sluice-channel: " + speech.channel + "\r\nx-sluice-attempts: 1\r\n",
                "",
                message);
    }

    /**
     * The failure of an attempt whose answer was no answer.
     *
     * @param status what its head said, 0 when there was no good one
     */
    static String badGateway(Speech speech, int status) {
        return failed(
                speech,
                ErrorType.UPSTREAM_ERROR,
                "Bad Gateway",
                "the upstream failed" + (status == 0 ? "" : " (status " + status + ")"));
    }

    /** An answer without what differs each time: ids, times, what is left of the limits. Its framing is checked first. */
    static String masked(String answer) {
        final int bodyAt = answer.indexOf("\r\n\r\n") + 4;
        assertThat(bodyAt).as("a head in: " + answer).isGreaterThan(3);
        String text = answer;
        final Matcher id = ID.matcher(answer);
        if (id.find()) {
            text = text.replace(id.group(1), "ID");
        }
        final int end = text.indexOf("\r\n\r\n") + 2;
        return text.substring(0, end)
                        .replaceAll("(?m)^x-ratelimit-[a-z-]+: [0-9a-z.]+\r\n", "")
                        .replaceFirst("server-timing: gw;dur=\\d+\\.\\d{3}, up;dur=\\d+\\.\\d{3}", "server-timing: T")
                + text.substring(end);
    }

    /** Whether the announced length is what follows the head. */
    static void assertFramed(String answer) {
        final int bodyAt = answer.indexOf("\r\n\r\n") + 4;
        final Matcher length = LENGTH.matcher(answer);
        assertThat(length.find()).as(answer).isTrue();
        assertThat(answer.length() - bodyAt).isEqualTo(Integer.parseInt(length.group(1)));
    }

    /** After a case that failed: nothing of it reaches the next. */
    void recover() {
        peer.forget();
        regular.close();
        regular = connect();
    }

    @Override
    public void close() {
        regular.close();
        probe.close();
        gateway.close();
        peer.close();
    }
}
