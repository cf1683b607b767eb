package io.sluice.codec.http;

import static io.sluice.codec.http.Violation.*;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Raw responses with what becomes of each: the table of decisions as examples, under {@link RequestCases#LIMITS}. */
public final class ResponseCases {
    /** What the peer does behind the bytes, and what it answers. */
    public enum Peer {
        STAYS,
        CLOSES,
        /** Stays, and the request was HEAD. */
        ANSWERS_HEAD
    }

    /** What is left of the connection behind an accepted response. */
    public enum Fate {
        REUSED,
        /** The response is whole, the connection is not to be used again. */
        CLOSED,
        /** The response goes on. */
        OPEN
    }

    /**
     * One example.
     *
     * @param sentence what it shows
     * @param wire the bytes, latin-1
     * @param rule what it breaks, or null when it is accepted
     * @param fate what becomes of the connection of an accepted response
     */
    public record ResponseCase(
            String sentence,
            String wire,
            Peer peer,
            @Nullable Violation rule,
            Fate fate) {}

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final List<ResponseCase> cases = new ArrayList<>();

    private ResponseCases() {}

    /** All examples. */
    public static List<ResponseCase> all() {
        final ResponseCases table = new ResponseCases();
        table.statusLines();
        table.fieldLines();
        table.bodies();
        table.lengths();
        table.bodiless();
        table.interim();
        table.endings();
        table.chunks();
        return List.copyOf(table.cases);
    }

    private void refused(final Violation rule, final String sentence, final String wire) {
        refused(rule, Peer.STAYS, sentence, wire);
    }

    private void refused(final Violation rule, final Peer peer, final String sentence, final String wire) {
        cases.add(new ResponseCase("refuses " + sentence, wire, peer, rule, Fate.CLOSED));
    }

    private void accepted(final Fate fate, final String sentence, final String wire) {
        accepted(fate, Peer.STAYS, sentence, wire);
    }

    private void accepted(final Fate fate, final Peer peer, final String sentence, final String wire) {
        cases.add(new ResponseCase("accepts " + sentence, wire, peer, null, fate));
    }

    private void statusLine(final @Nullable Violation rule, final String line) {
        final String wire = line + "\r\nContent-Length: 0\r\n\r\n";
        if (rule == null) {
            accepted(Fate.REUSED, "the status line '" + line + "'", wire);
        } else {
            refused(rule, "the status line '" + line + "'", wire);
        }
    }

    private void statusLines() {
        for (final String line : List.of(
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 ",
                "HTTP/1.1 200",
                "HTTP/1.1 599 Own",
                "HTTP/1.1 299 a\tb  c\u00e9",
                "HTTP/1.1 404 Not Found")) {
            statusLine(null, line);
        }
        for (final String line : List.of(
                "garbage",
                "<html><body>",
                "HTTP/1.1",
                "HTTP/1.1  200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200-OK",
                " HTTP/1.1 200 OK",
                "\r\nHTTP/1.1 200 OK",
                "http/1.1 200 OK",
                "HTTP/1.10 200 OK",
                "HTTP/01.1 200 OK",
                "ICY 200 OK",
                "HTTP/1.1 200 O\0K",
                "HTTP/1.1 200 O\u007fK",
                "HTTP/1.1 \u00b200 OK",
                "SSH-2.0-OpenSSH_9.2")) {
            statusLine(STATUS_LINE_MALFORMED, line);
        }
        for (final String line : List.of("HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "HTTP/1.2 200 OK", "HTTP/5.6 200 OK")) {
            statusLine(VERSION_UNSUPPORTED, line);
        }
        for (final String line :
                List.of("HTTP/1.1 099 Low", "HTTP/1.1 000 Zero", "HTTP/1.1 600 High", "HTTP/1.1 999 No")) {
            statusLine(STATUS_OUT_OF_RANGE, line);
        }
        statusLine(BARE_CR, "HTTP/1.1 200 O\rK");
        refused(BARE_LF, "a status line ended by LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n");
        refused(BARE_LF, "a status ended by LF", "HTTP/1.1 200\nContent-Length: 0\r\n\r\n");
        refused(HEAD_TOO_LARGE, "an endless reason", "HTTP/1.1 200 " + "a".repeat(1100));
    }

    private void fieldLines() {
        refused(NAME_SPACE, "a space before the colon", OK + "Content-Length : 0\r\n\r\n");
        refused(COLON_MISSING, "a line without colon", OK + "Content-Length\r\n\r\n");
        refused(OBS_FOLD, "a folded field", OK + "x: 1\r\n 2\r\n\r\n");
        refused(BARE_LF, "a field ended by LF", OK + "x: 1\n\r\n");
        refused(BARE_CR, "a CR in a value", OK + "x: 1\r2\r\n\r\n");
        refused(VALUE_CHARACTER, "a NUL in a value", OK + "x: \0\r\n\r\n");
        refused(NAME_CHARACTER, "a byte over 0x7f in a name", OK + "\u00e9: 1\r\n\r\n");
        refused(HEAD_TOO_LARGE, "an endless head", OK + "x: 1\r\ny: " + "a".repeat(1100));
        refused(TOO_MANY_FIELDS, "too many fields", OK + "x: 1\r\n".repeat(17));
        refused(CONNECTION_MALFORMED, "a malformed Connection", OK + "Connection: close;x\r\n\r\n");
        accepted(Fate.REUSED, "an Expect, which means nothing here", OK + "Expect: x\r\nContent-Length: 0\r\n\r\n");
        accepted(
                Fate.REUSED,
                "two hosts, which mean nothing here",
                OK + "Host: \r\nHost: \r\nContent-Length: 0\r\n\r\n");
    }

    private void bodies() {
        accepted(Fate.REUSED, "a body with its length", OK + "Content-Length: 5\r\n\r\nhello");
        accepted(Fate.REUSED, "an empty body", OK + "Content-Length: 0\r\n\r\n");
        accepted(Fate.REUSED, "a chunked body", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        accepted(Fate.CLOSED, "a body that says close", OK + "Connection: close\r\nContent-Length: 5\r\n\r\nhello");
        accepted(Fate.CLOSED, "close in a list", OK + "Connection: x, CLOSE\r\nContent-Length: 0\r\n\r\n");
        accepted(Fate.CLOSED, "HTTP/1.0 with a length", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        accepted(
                Fate.CLOSED,
                "HTTP/1.0 that offers to stay",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
        accepted(Fate.OPEN, "a body without length, which goes on", OK + "\r\nhello");
        accepted(Fate.CLOSED, Peer.CLOSES, "a body without length, which ends with the connection", OK + "\r\nhello");
        accepted(Fate.CLOSED, Peer.CLOSES, "an empty body without length", OK + "\r\n");
        accepted(Fate.CLOSED, Peer.CLOSES, "a body of HTTP/1.0 without length", "HTTP/1.0 200 OK\r\n\r\nhello");
        accepted(
                Fate.CLOSED,
                Peer.CLOSES,
                "a whole body, behind which the peer closes",
                OK + "Content-Length: 1\r\n\r\na");
        refused(BODY_TOO_LARGE, "a length past the limit", OK + "Content-Length: 1001\r\n\r\n");
        refused(BODY_TOO_LARGE, "a body without length past the limit", OK + "\r\n" + "a".repeat(1001));
        accepted(Fate.OPEN, "a body without length of exactly the limit", OK + "\r\n" + "a".repeat(1000));
    }

    private void lengths() {
        refused(CONTENT_LENGTH_REPEATED, "two lengths", OK + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n");
        for (final String value : List.of("", "5,5", "+5", "-5", "0x5", "5 5", "5a", "99999999999999999999")) {
            refused(
                    CONTENT_LENGTH_MALFORMED,
                    "the length '" + value + "'",
                    OK + "Content-Length: " + value + "\r\n\r\n");
        }
        refused(
                LENGTH_AND_TRANSFER_ENCODING,
                "a length beside a transfer coding",
                OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        refused(TRANSFER_ENCODING_UNKNOWN, "another transfer coding", OK + "Transfer-Encoding: gzip\r\n\r\n");
        refused(TRANSFER_ENCODING_MALFORMED, "a list of codings", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n");
        refused(
                TRANSFER_ENCODING_REPEATED,
                "two transfer codings",
                OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        refused(
                TRANSFER_ENCODING_IN_HTTP_10,
                "a transfer coding in HTTP/1.0",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private void bodiless() {
        accepted(Fate.REUSED, "204 without body", "HTTP/1.1 204 No Content\r\n\r\n");
        accepted(Fate.REUSED, "204 with a length of zero", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
        accepted(Fate.REUSED, "304 with the length of what it spares", "HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n");
        accepted(Fate.REUSED, "304 without length", "HTTP/1.1 304 Not Modified\r\n\r\n");
        accepted(Fate.REUSED, Peer.ANSWERS_HEAD, "a length in the answer to HEAD", OK + "Content-Length: 5\r\n\r\n");
        accepted(
                Fate.REUSED,
                Peer.ANSWERS_HEAD,
                "chunked in the answer to HEAD",
                OK + "Transfer-Encoding: chunked\r\n\r\n");
        accepted(Fate.REUSED, Peer.ANSWERS_HEAD, "no length in the answer to HEAD", OK + "\r\n");
        accepted(
                Fate.REUSED,
                Peer.ANSWERS_HEAD,
                "a length past the limit without body",
                OK + "Content-Length: 9999\r\n\r\n");
        refused(BODY_FORBIDDEN, "204 with a length", "HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\nhello");
        refused(BODY_FORBIDDEN, "204 with chunks", "HTTP/1.1 204 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        refused(UNSOLICITED_RESPONSE, "a body behind 204", "HTTP/1.1 204 No Content\r\n\r\nhello");
        refused(UNSOLICITED_RESPONSE, "a body behind 304", "HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\nhello");
        refused(
                UNSOLICITED_RESPONSE,
                Peer.ANSWERS_HEAD,
                "a body in the answer to HEAD",
                OK + "Content-Length: 5\r\n\r\nhello");
    }

    private void interim() {
        final String early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        final String whole = OK + "Content-Length: 0\r\n\r\n";
        accepted(Fate.REUSED, "100 before the answer", "HTTP/1.1 100 Continue\r\n\r\n" + whole);
        accepted(Fate.REUSED, "eight interim answers", early.repeat(8) + whole);
        refused(TOO_MANY_INTERIM_RESPONSES, "nine interim answers", early.repeat(9) + whole);
        refused(SWITCHING_PROTOCOLS, "101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
        refused(BODY_FORBIDDEN, "100 with a length", "HTTP/1.1 100 \r\nContent-Length: 5\r\n\r\nhello");
        refused(TRUNCATED, Peer.CLOSES, "an interim answer alone", early);
    }

    private void endings() {
        refused(UNSOLICITED_RESPONSE, "a second answer", (OK + "Content-Length: 0\r\n\r\n").repeat(2));
        refused(UNSOLICITED_RESPONSE, "an empty line behind the answer", OK + "Content-Length: 0\r\n\r\n\r\n");
        refused(UNSOLICITED_RESPONSE, "more body than its length", OK + "Content-Length: 5\r\n\r\nhello!");
        refused(
                UNSOLICITED_RESPONSE,
                "garbage behind the last chunk",
                OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\ngarbage");
        refused(TRUNCATED, Peer.CLOSES, "nothing at all", "");
        refused(TRUNCATED, Peer.CLOSES, "a part of the version", "HTT");
        refused(TRUNCATED, Peer.CLOSES, "a part of the status line", "HTTP/1.1 200 O");
        refused(TRUNCATED, Peer.CLOSES, "a part of a head", OK + "Content-Le");
        refused(TRUNCATED, Peer.CLOSES, "a head without its last LF", OK + "x: 1\r\n\r");
        refused(TRUNCATED, Peer.CLOSES, "a body shorter than its length", OK + "Content-Length: 5\r\n\r\nhell");
        refused(TRUNCATED, Peer.CLOSES, "a body that never began", OK + "Content-Length: 5\r\n\r\n");
        final String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        refused(TRUNCATED, Peer.CLOSES, "chunks that never began", chunked);
        refused(TRUNCATED, Peer.CLOSES, "a cut chunk size", chunked + "5");
        refused(TRUNCATED, Peer.CLOSES, "a cut chunk", chunked + "5\r\nhel");
        refused(TRUNCATED, Peer.CLOSES, "chunks without the last one", chunked + "5\r\nhello\r\n");
        refused(TRUNCATED, Peer.CLOSES, "chunks without their last line", chunked + "5\r\nhello\r\n0\r\n");
        refused(TRUNCATED, Peer.CLOSES, "chunks without their last LF", chunked + "5\r\nhello\r\n0\r\n\r");
    }

    private void chunks() {
        final String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
        accepted(Fate.REUSED, "trailers and extensions, which it drops", chunked + "1;a=b\r\na\r\n0\r\nx: 1\r\n\r\n");
        refused(CHUNK_SIZE_MALFORMED, "a chunk size that isn't hexadecimal", chunked + "xyz\r\n");
        refused(CHUNK_SIZE_MALFORMED, "a missing chunk size", chunked + "\r\n\r\n");
        refused(CHUNK_SIZE_OVERFLOW, "a chunk size of 2^64", chunked + "10000000000000000\r\n");
        refused(BARE_LF, "a chunk size ended by LF", chunked + "1\na");
        refused(CHUNK_DATA_UNTERMINATED, "more chunk data than announced", chunked + "1\r\nab");
        refused(CHUNK_EXTENSION_CHARACTER, "a quoted chunk extension", chunked + "1;a=\"b\"\r\n");
        refused(CHUNK_EXTENSIONS_TOO_LARGE, "an endless chunk extension", chunked + "1;" + "a".repeat(4097));
        refused(COLON_MISSING, "garbage in the trailers", chunked + "0\r\ngarbage\r\n\r\n");
        refused(HEAD_TOO_LARGE, "endless trailers", chunked + "0\r\na: " + "b".repeat(1100));
    }
}
