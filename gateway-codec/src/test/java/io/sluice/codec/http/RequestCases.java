package io.sluice.codec.http;

import static io.sluice.codec.http.Violation.*;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Raw requests with what becomes of each: the table of decisions as examples, under {@link #LIMITS}. */
public final class RequestCases {
    /** Small enough for the examples to be short. */
    public static final HttpLimits LIMITS = new HttpLimits(1024, 16, 1000);

    /**
     * One example.
     *
     * @param sentence what it shows
     * @param wire the bytes, latin-1
     * @param rule what it breaks, or null when it is accepted
     */
    public record RequestCase(
            String sentence, String wire, @Nullable Violation rule) {}

    private final List<RequestCase> cases = new ArrayList<>();

    private RequestCases() {}

    /** All examples. */
    public static List<RequestCase> all() {
        final RequestCases table = new RequestCases();
        table.lines();
        table.methods();
        table.targets();
        table.versions();
        table.fieldLines();
        table.hosts();
        table.lengths();
        table.transferEncodings();
        table.otherFields();
        table.chunkSizes();
        table.chunkEnds();
        table.bounds();
        return List.copyOf(table.cases);
    }

    private void refused(final Violation rule, final String sentence, final String wire) {
        cases.add(new RequestCase("refuses " + sentence, wire, rule));
    }

    private void accepted(final String sentence, final String wire) {
        cases.add(new RequestCase("accepts " + sentence, wire, null));
    }

    private void target(final @Nullable Violation rule, final String sentence, final String target) {
        final String wire = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
        if (rule == null) {
            accepted(sentence, wire);
        } else {
            refused(rule, sentence, wire);
        }
    }

    private void fields(final @Nullable Violation rule, final String sentence, final String lines) {
        final String wire = "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
        if (rule == null) {
            accepted(sentence, wire);
        } else {
            refused(rule, sentence, wire);
        }
    }

    private void host(final @Nullable Violation rule, final String sentence, final String value) {
        final String wire = "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
        if (rule == null) {
            accepted(sentence, wire);
        } else {
            refused(rule, sentence, wire);
        }
    }

    private void chunks(final @Nullable Violation rule, final String sentence, final String body) {
        final String wire = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
        if (rule == null) {
            accepted(sentence, wire);
        } else {
            refused(rule, sentence, wire);
        }
    }

    private void lines() {
        accepted("a plain request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        accepted("one empty line before the request line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(EMPTY_LINES, "two empty lines before the request line", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(BARE_LF, "an LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(BARE_CR, "a CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(BARE_LF, "a request line ended by LF", "GET / HTTP/1.1\nHost: a\r\n\r\n");
        refused(BARE_CR, "a request line ended by CR", "GET / HTTP/1.1\rHost: a\r\n\r\n");
        refused(BARE_LF, "a field line ended by LF", "GET / HTTP/1.1\r\nHost: a\n\r\n");
        refused(BARE_CR, "a CR inside a field value", "GET / HTTP/1.1\r\nHost: a\r\nx: 1\r2\r\n\r\n");
        refused(BARE_CR, "a CR at the end of a field value", "GET / HTTP/1.1\r\nHost: a\r\nx: 1\r\r\n\r\n");
        refused(BARE_LF, "an LF instead of the last line", "GET / HTTP/1.1\r\nHost: a\r\n\n");
        refused(BARE_CR, "a CR instead of the last line", "GET / HTTP/1.1\r\nHost: a\r\n\rx");
    }

    private void methods() {
        for (final String method :
                List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PURGE", "get")) {
            accepted("the method " + method, method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        refused(METHOD_CONNECT, "CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
        refused(METHOD_TRACE, "TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a tab behind the method", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a delimiter in the method", "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a control byte before the method", "\0GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a byte over 0x7f in the method", "G\u00c9T / HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(METHOD_CHARACTER, "a TLS handshake", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
    }

    private void targets() {
        target(null, "a path with a query", "/v1/models?a=b&c=d/e?f");
        target(null, "an empty query", "/v1/models?");
        target(null, "every character of a path", "/-._~!$&'()*+,;=:@az09");
        target(null, "an escaped letter", "/%41");
        target(null, "an escaped colon", "/v1beta/models/x%3AgenerateContent");
        target(null, "names that only begin with dots", "/.../..a/.a/a./a..");
        target(null, "dot segments and encoded slashes in the query", "/?/../%2F%5C%2e%2e");
        target(null, "raw square brackets in the query", "/?include[]=a");
        target(TARGET_ASTERISK, "an asterisk target", "*");
        target(TARGET_NOT_ORIGIN_FORM, "an absolute target", "http://a/");
        target(TARGET_NOT_ORIGIN_FORM, "an authority target", "a:443");
        target(TARGET_NOT_ORIGIN_FORM, "a target without a slash", "v1/models");
        target(TARGET_NOT_ORIGIN_FORM, "a target that is only a query", "?a=b");
        target(TARGET_CHARACTER, "a second space before the target", " /");
        target(TARGET_CHARACTER, "a tab in the target", "/a\tb");
        target(TARGET_CHARACTER, "a NUL in the target", "/a\0b");
        target(TARGET_CHARACTER, "a DEL in the target", "/a\u007fb");
        target(TARGET_CHARACTER, "a byte over 0x7f in the target", "/caf\u00e9");
        target(TARGET_CHARACTER, "a fragment", "/a#b");
        target(TARGET_CHARACTER, "a backslash", "/a\\b");
        target(TARGET_CHARACTER, "a quote", "/a\"b");
        target(TARGET_CHARACTER, "an angle bracket", "/<a>");
        target(TARGET_CHARACTER, "curly brackets", "/{a}");
        target(TARGET_CHARACTER, "square brackets in the path", "/a[0]");
        target(TARGET_ESCAPE, "an escape without digits", "/a%");
        target(TARGET_ESCAPE, "an escape with one digit", "/a%4");
        target(TARGET_ESCAPE, "an escape that isn't hexadecimal", "/a%4g");
        target(TARGET_ESCAPE, "an escape of the IIS kind", "/a%u0041");
        target(TARGET_ESCAPE, "an escape that the query cuts", "/a%4?1");
        target(TARGET_ESCAPE, "a malformed escape in the query", "/a?b=%4x");
        target(TARGET_ENCODED_SEPARATOR, "an encoded slash", "/a%2Fb");
        target(TARGET_ENCODED_SEPARATOR, "an encoded slash in lower case", "/a%2fb");
        target(TARGET_ENCODED_SEPARATOR, "an encoded backslash", "/a%5Cb");
        target(TARGET_ENCODED_CONTROL, "an encoded NUL", "/a%00");
        target(TARGET_ENCODED_CONTROL, "an encoded LF", "/a%0Ab");
        target(TARGET_ENCODED_CONTROL, "an encoded DEL", "/a%7fb");
        target(TARGET_DOT_SEGMENT, "a dot segment in the middle", "/v1/../admin");
        target(TARGET_DOT_SEGMENT, "a dot segment at the end", "/v1/..");
        target(TARGET_DOT_SEGMENT, "a single dot", "/./v1");
        target(TARGET_DOT_SEGMENT, "a dot segment before the query", "/v1/.?a");
        target(TARGET_DOT_SEGMENT, "an encoded dot segment", "/v1/%2e%2E/admin");
        target(TARGET_DOT_SEGMENT, "a half encoded dot segment", "/v1/.%2e/admin");
        target(TARGET_DOT_SEGMENT, "a dot segment with a parameter", "/v1/..;x=1/admin");
        refused(VERSION_MISSING, "a target followed by a tab and no version", "GET /\r\nHost: a\r\n\r\n");
    }

    private void versions() {
        accepted("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n");
        refused(VERSION_MISSING, "HTTP/0.9", "GET /\r\n");
        refused(VERSION_MISSING, "HTTP/0.9 ended by LF", "GET /\n");
        refused(VERSION_MISSING, "a request line of a method alone", "GET \r\nHost: a\r\n\r\n");
        for (final String version : List.of("HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/5.6")) {
            refused(VERSION_UNSUPPORTED, version + " on the line", "GET / " + version + "\r\nHost: a\r\n\r\n");
        }
        for (final String version : List.of(
                "HTTP/1.10",
                "HTTP/11.1",
                "HTTP/1.1 ",
                " HTTP/1.1",
                "HTTP/01.1",
                "http/1.1",
                "HTTP/1,1",
                "HTTP 1.1",
                "HTTP/1.x",
                "HTTPS/1.1",
                "HTTP/2",
                "ICY/1.1 ")) {
            refused(VERSION_MALFORMED, "the version '" + version + "'", "GET / " + version + "\r\nHost: a\r\n\r\n");
        }
        refused(VERSION_MALFORMED, "a version without digits", "GET / HTTP/\r\nHost: a\r\n\r\n");
        refused(HTTP2_PREFACE, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    private void fieldLines() {
        fields(null, "an empty value", "x:\r\n");
        fields(null, "a value of white space", "x: \t \r\n");
        fields(null, "tabs and spaces around a value", "x:\t 1 \t2 \t\r\n");
        fields(null, "bytes over 0x7f in a value", "x: caf\u00e9\u0085\u00ff\r\n");
        fields(null, "every character of a name", "!#$%&'*+-.^_`|~09azAZ: 1\r\n");
        fields(OBS_FOLD, "a folded value", "x: 1\r\n 2\r\n");
        fields(OBS_FOLD, "a value folded by a tab", "x: 1\r\n\t2\r\n");
        refused(OBS_FOLD, "a space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        fields(NAME_EMPTY, "a field without a name", ": 1\r\n");
        fields(NAME_SPACE, "a space before the colon", "x : 1\r\n");
        fields(NAME_SPACE, "a tab before the colon", "Transfer-Encoding\t: chunked\r\n");
        fields(NAME_SPACE, "a space in a name", "x y: 1\r\n");
        fields(NAME_CHARACTER, "a delimiter in a name", "x(y): 1\r\n");
        fields(NAME_CHARACTER, "a NUL in a name", "x\0: 1\r\n");
        fields(NAME_CHARACTER, "a control byte before a name", "\u000bx: 1\r\n");
        fields(NAME_CHARACTER, "a no-break space before the colon", "Content-Length\u00a0: 1\r\n");
        fields(NAME_CHARACTER, "a NEL before the colon", "Content-Length\u0085: 1\r\n");
        fields(COLON_MISSING, "a line without colon", "Content-Length\r\n");
        fields(BARE_LF, "a line without colon ended by LF", "x\n");
        fields(VALUE_CHARACTER, "a NUL in a value", "x: a\0b\r\n");
        fields(VALUE_CHARACTER, "a DEL in a value", "x: a\u007fb\r\n");
        fields(VALUE_CHARACTER, "an escape character in a value", "x: a\u001b[0m\r\n");
        fields(VALUE_CHARACTER, "a NUL in the credential", "Authorization: Bearer a\0b\r\n");
        fields(VALUE_CHARACTER, "a vertical tab before a value", "Transfer-Encoding:\u000bchunked\r\n");
        fields(NAME_TOO_LONG, "a name of 257 bytes", "x".repeat(257) + ": 1\r\n");
        fields(null, "a name of 256 bytes", "x".repeat(256) + ": 1\r\n");
    }

    private void hosts() {
        for (final String value : List.of(
                "example.com",
                "example.com:8080",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:443",
                "[1:2:3:4:5:6:7:8]",
                "[::]",
                "[1::]",
                "[fe80::1:2]",
                "[::ffff:10.0.0.1]",
                "[1:2:3:4:5:6:1.2.3.4]:80",
                "under_score",
                "a:65535",
                "a:0")) {
            host(null, "the host " + value, value);
        }
        for (final String value : List.of(
                "",
                "a b",
                "a,b",
                "user@a",
                "a#b",
                "a?b",
                "a/b",
                "a\\b",
                "a:",
                "a:b",
                "a:-1",
                "a:65536",
                "a:000080",
                "a:80:80",
                ":80",
                "a%41",
                "a;b",
                "a=b",
                "http://a",
                "[::1",
                "::1",
                "[::1]a",
                "[]",
                "[:1]",
                "[1:]",
                "[:::]",
                "[1::2::3]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7::8]",
                "[12345::]",
                "[g::]",
                "[::1%25eth0]",
                "[v1.a]",
                "[1.2.3.4]",
                "[::1.2.3]",
                "[::1.2.3.4.5]",
                "[::256.1.1.1]",
                "[::01.1.1.1]",
                "[::1.2.3.]",
                "[::a.2.3.4]",
                "caf\u00e9",
                "a".repeat(262))) {
            host(HOST_MALFORMED, "the host '" + value + "'", value);
        }
        refused(HOST_MISSING, "HTTP/1.1 without Host", "GET / HTTP/1.1\r\nx: 1\r\n\r\n");
        refused(HOST_REPEATED, "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        refused(HOST_REPEATED, "the same host twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n");
        refused(HOST_REPEATED, "two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        refused(HOST_MALFORMED, "a bad host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a/b\r\n\r\n");
    }

    private void lengths() {
        fields(null, "a length of zero", "Content-Length: 0\r\n");
        accepted("a length with its body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        accepted("the body of a GET", "GET / HTTP/1.1\r\nHost: a\r\ncontent-length:\t5\t\r\n\r\nhello");
        accepted("leading zeros in a length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nhello");
        fields(CONTENT_LENGTH_REPEATED, "two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
        fields(CONTENT_LENGTH_REPEATED, "the same length twice", "Content-Length: 5\r\ncontent-length: 5\r\n");
        for (final String value : List.of(
                "",
                "5, 5",
                "5,6",
                "+5",
                "-5",
                "-0",
                "5 5",
                "0x5",
                "5a",
                "a5",
                "5;",
                "5.0",
                "5_0",
                "1e3",
                "\u00b2",
                "'5'",
                "9999999999999999999",
                "18446744073709551621",
                "00000000000000000000005")) {
            fields(CONTENT_LENGTH_MALFORMED, "the length '" + value + "'", "Content-Length: " + value + "\r\n");
        }
        fields(BODY_TOO_LARGE, "a length past the limit", "Content-Length: 1001\r\n");
        fields(BODY_TOO_LARGE, "the longest length that is read", "Content-Length: 999999999999999999\r\n");
    }

    private void transferEncodings() {
        chunks(null, "a chunked body", "5\r\nhello\r\n0\r\n\r\n");
        accepted(
                "chunked in any case, between tabs",
                "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding:\tChUnKeD\t\r\n\r\n0\r\n\r\n");
        for (final String value : List.of("gzip", "identity", "xchunked", "chunke", "compress", "deflate")) {
            fields(TRANSFER_ENCODING_UNKNOWN, "the transfer coding " + value, "Transfer-Encoding: " + value + "\r\n");
        }
        for (final String value : List.of(
                "",
                ",",
                "chunked,",
                ",chunked",
                "chunked, chunked",
                "gzip, chunked",
                "chunked, gzip",
                "chunked;q=1",
                "\"chunked\"",
                "chunked chunked",
                "chunked\u00a0",
                "chunked ;")) {
            fields(
                    TRANSFER_ENCODING_MALFORMED,
                    "the transfer coding '" + value + "'",
                    "Transfer-Encoding: " + value + "\r\n");
        }
        fields(
                TRANSFER_ENCODING_REPEATED,
                "two transfer codings",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        fields(
                TRANSFER_ENCODING_REPEATED,
                "an empty transfer coding beside a good one",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n");
        fields(
                LENGTH_AND_TRANSFER_ENCODING,
                "a length before a transfer coding",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
        fields(
                LENGTH_AND_TRANSFER_ENCODING,
                "a length behind a transfer coding",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
        refused(
                TRANSFER_ENCODING_IN_HTTP_10,
                "a transfer coding in HTTP/1.0",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private void otherFields() {
        fields(null, "an upgrade, which it ignores", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n");
        fields(null, "empty elements in Connection", "Connection: , close,, x ,\r\n");
        fields(null, "an empty Connection", "Connection:\r\n");
        fields(CONNECTION_MALFORMED, "Connection with a parameter", "Connection: close;x\r\n");
        fields(CONNECTION_MALFORMED, "Connection separated by spaces", "Connection: close x\r\n");
        fields(CONNECTION_MALFORMED, "a quoted string in Connection", "Connection: \"close\"\r\n");
        fields(null, "the expectation 100-continue", "Expect: 100-Continue\r\n");
        fields(EXPECTATION_UNKNOWN, "another expectation", "Expect: 200-ok\r\n");
        fields(EXPECTATION_UNKNOWN, "an empty expectation", "Expect:\r\n");
        fields(EXPECTATION_UNKNOWN, "a list of expectations", "Expect: 100-continue, 100-continue\r\n");
    }

    private void chunkSizes() {
        chunks(null, "several chunks", "1\r\na\r\n0a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n");
        chunks(null, "sixteen digits of a size", "0000000000000001\r\na\r\n0000000000000000\r\n\r\n");
        chunks(null, "chunk extensions", "1;a;b=c;d-e=1\r\na\r\n0;last\r\n\r\n");
        for (final String size :
                List.of("", "g", "0x1", "-1", "+1", " 1", "1 ", "1\t", "1_0", "1,", "\u00b2", "\0", "1\0")) {
            chunks(CHUNK_SIZE_MALFORMED, "the chunk size '" + size + "'", size + "\r\na\r\n0\r\n\r\n");
        }
        chunks(CHUNK_SIZE_OVERFLOW, "seventeen digits of a size", "00000000000000001\r\na\r\n0\r\n\r\n");
        chunks(CHUNK_SIZE_OVERFLOW, "a size of 2^63", "8000000000000000\r\na\r\n0\r\n\r\n");
        chunks(CHUNK_SIZE_OVERFLOW, "a size that wraps to 1", "10000000000000001\r\na\r\n0\r\n\r\n");
        chunks(BODY_TOO_LARGE, "a size of 2^63-1", "7fffffffffffffff\r\na\r\n0\r\n\r\n");
        chunks(BODY_TOO_LARGE, "a chunk past the limit", "3e9\r\n");
        chunks(BODY_TOO_LARGE, "chunks that add up past the limit", "1\r\na\r\n3e8\r\n");
        chunks(null, "chunks that add up to the limit", "1\r\na\r\n3e7\r\n" + "b".repeat(999) + "\r\n0\r\n\r\n");
        chunks(CHUNK_EXTENSION_CHARACTER, "a quoted chunk extension", "1;a=\"b\"\r\na\r\n0\r\n\r\n");
        chunks(CHUNK_EXTENSION_CHARACTER, "a space in a chunk extension", "1; a\r\na\r\n0\r\n\r\n");
        for (final String extension : List.of(";", ";a;", ";;a", ";=a", ";a=", ";a=b=c", ";a=;b")) {
            chunks(
                    CHUNK_EXTENSION_CHARACTER,
                    "the chunk extension '" + extension + "'",
                    "1" + extension + "\r\na\r\n0\r\n\r\n");
        }
        chunks(CHUNK_EXTENSION_CHARACTER, "a NUL in a chunk extension", "1;a\0\r\na\r\n0\r\n\r\n");
        chunks(CHUNK_EXTENSIONS_TOO_LARGE, "a chunk extension of 4097 bytes", "1;" + "a".repeat(4097));
        chunks(
                CHUNK_EXTENSIONS_TOO_LARGE,
                "chunk extensions that add up",
                ("1;" + "a".repeat(100) + "\r\na\r\n").repeat(41));
    }

    private void chunkEnds() {
        chunks(BARE_LF, "a chunk size ended by LF", "1\na\r\n0\r\n\r\n");
        chunks(BARE_CR, "a chunk size ended by CR", "1\ra\r\n0\r\n\r\n");
        chunks(BARE_LF, "a chunk extension ended by LF", "1;a\na\r\n0\r\n\r\n");
        chunks(BARE_LF, "chunk data ended by LF", "1\r\na\n0\r\n\r\n");
        chunks(BARE_CR, "chunk data ended by CR", "1\r\na\r0\r\n\r\n");
        chunks(CHUNK_DATA_UNTERMINATED, "more chunk data than announced", "1\r\nab\r\n0\r\n\r\n");
        chunks(BARE_LF, "a last chunk ended by LF", "0\n\r\n");
        chunks(BARE_LF, "trailers ended by LF", "0\r\n\n");
        chunks(BARE_CR, "trailers ended by CR", "0\r\n\rx");
        chunks(null, "trailers, which it drops", "0\r\na: 1\r\nContent-Length: 5\r\nHost: b\r\n\r\n");
        chunks(COLON_MISSING, "a trailer without colon", "0\r\ngarbage\r\n\r\n");
        chunks(NAME_EMPTY, "a trailer without name", "0\r\n: 1\r\n\r\n");
        chunks(NAME_SPACE, "a trailer with a space before the colon", "0\r\na : 1\r\n\r\n");
        chunks(NAME_CHARACTER, "a trailer with a delimiter in its name", "0\r\na/b: 1\r\n\r\n");
        chunks(OBS_FOLD, "a folded trailer", "0\r\na: 1\r\n 2\r\n\r\n");
        chunks(VALUE_CHARACTER, "a NUL in a trailer", "0\r\na: \0\r\n\r\n");
        chunks(BARE_LF, "a trailer ended by LF", "0\r\na: 1\n\r\n");
        chunks(BARE_CR, "a trailer ended by CR", "0\r\na: 1\rb: 2\r\n\r\n");
        chunks(TOO_MANY_FIELDS, "too many trailers", "0\r\n" + "a: 1\r\n".repeat(17));
        chunks(HEAD_TOO_LARGE, "trailers past the bound", "0\r\na: " + "b".repeat(1024));
    }

    private void bounds() {
        refused(HEAD_TOO_LARGE, "an endless method", "A".repeat(1100));
        refused(HEAD_TOO_LARGE, "an endless target", "GET /" + "a".repeat(1100));
        refused(HEAD_TOO_LARGE, "an endless name", "GET / HTTP/1.1\r\n" + "a".repeat(1100));
        fields(HEAD_TOO_LARGE, "an endless value", "a: " + "b".repeat(1100));
        fields(HEAD_TOO_LARGE, "a head one byte too long", "a: " + "b".repeat(1024 - 31) + "\r\n");
        fields(null, "a head of exactly the bound", "a: " + "b".repeat(1024 - 32) + "\r\n");
        fields(null, "as many fields as allowed", "a: 1\r\n".repeat(15));
        fields(TOO_MANY_FIELDS, "one field too many", "a: 1\r\n".repeat(16));
    }
}
