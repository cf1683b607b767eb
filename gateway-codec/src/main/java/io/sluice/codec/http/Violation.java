package io.sluice.codec.http;

/**
 * Everything the wire refuses: one row a rule, with the answer a client gets, the section that is enforced, the threat it
 * answers, and what the client is told; the page {@code gateway-codec/wire.md} is made of it. The connection is closed after
 * any of them, and nothing on it is interpreted again. In a response every row means 502 to the client, whatever
 * {@link #status} says; rows that only a response can break say 502 themselves.
 *
 * <p>Decisions where the RFCs leave a choice: one CRLF before a request line is skipped, more is refused; targets are
 * origin-form only; a connection that speaks HTTP/1.0 serves one message (9112 9.3 forbids a proxy to keep it for a client);
 * {@code Host} is a plain name, IPv4 or bracketed IPv6 with an optional port, without the sub-delims and escapes a
 * reg-name may have; a query may hold raw square brackets, which real clients send; chunk extensions without
 * white space and quotes are skipped, up to 4 KiB a message; a status line may lack the space before an absent reason.
 */
public enum Violation {
    // Lines
    BARE_CR(400, "RFC 9112 2.2", Threat.LINES, "a CR is not followed by LF"),
    BARE_LF(400, "RFC 9112 2.2", Threat.LINES, "a line ends with LF alone"),
    HEAD_TOO_LARGE(431, "RFC 6585 5", Threat.EXHAUSTION, "the head is too large"),
    TOO_MANY_FIELDS(431, "RFC 6585 5", Threat.EXHAUSTION, "there are too many header fields"),

    // Request line
    EMPTY_LINES(400, "RFC 9112 2.2", Threat.FRAMING, "more than one empty line before the request line"),
    METHOD_CHARACTER(400, "RFC 9112 3.1", Threat.FIELDS, "the method holds an invalid character"),
    METHOD_CONNECT(405, "RFC 9110 9.3.6", Threat.TUNNEL, "CONNECT is not supported"),
    METHOD_TRACE(405, "RFC 9110 9.3.8", Threat.REFLECTION, "TRACE is not supported"),
    HTTP2_PREFACE(505, "RFC 9113 3.4", Threat.PROTOCOL, "HTTP/2 is not spoken here"),
    TARGET_NOT_ORIGIN_FORM(400, "RFC 9112 3.2.1", Threat.ROUTING, "the request target must be a path"),
    TARGET_ASTERISK(400, "RFC 9112 3.2.4", Threat.ROUTING, "the request target '*' is not supported"),
    TARGET_CHARACTER(400, "RFC 3986 3.3", Threat.PATH, "the request target holds an invalid character"),
    TARGET_ESCAPE(400, "RFC 3986 2.1", Threat.PATH, "the request target holds a malformed percent escape"),
    TARGET_ENCODED_SEPARATOR(400, "RFC 3986 2.2", Threat.PATH, "the path holds an encoded slash or backslash"),
    TARGET_ENCODED_CONTROL(400, "RFC 3986 7.3", Threat.INJECTION, "the path holds an encoded control character"),
    TARGET_DOT_SEGMENT(400, "RFC 3986 3.3", Threat.PATH, "the path holds a dot segment"),
    VERSION_MISSING(400, "RFC 9112 3", Threat.PROTOCOL, "the request line has no HTTP version"),
    VERSION_MALFORMED(400, "RFC 9112 2.3", Threat.PROTOCOL, "the HTTP version is malformed"),
    VERSION_UNSUPPORTED(505, "RFC 9110 2.5", Threat.PROTOCOL, "only HTTP/1.1 and HTTP/1.0 are supported"),

    // Field lines
    OBS_FOLD(400, "RFC 9112 5.2", Threat.HIDDEN_LENGTH, "a header field is folded or a line starts with white space"),
    NAME_EMPTY(400, "RFC 9112 5", Threat.HIDDEN_LENGTH, "a header field has no name"),
    NAME_SPACE(400, "RFC 9112 5.1", Threat.HIDDEN_LENGTH, "white space in a header field name or before the colon"),
    NAME_CHARACTER(400, "RFC 9110 5.1", Threat.HIDDEN_LENGTH, "a header field name holds an invalid character"),
    NAME_TOO_LONG(431, "RFC 6585 5", Threat.EXHAUSTION, "a header field name is too long"),
    COLON_MISSING(400, "RFC 9112 5", Threat.HIDDEN_LENGTH, "a header line has no colon"),
    VALUE_CHARACTER(400, "RFC 9110 5.5", Threat.INJECTION, "a header field value holds a control character"),

    // What the fields say
    HOST_MISSING(400, "RFC 9112 3.2", Threat.ROUTING, "the Host header field is missing"),
    HOST_REPEATED(400, "RFC 9112 3.2", Threat.ROUTING, "the Host header field is repeated"),
    HOST_MALFORMED(400, "RFC 9110 7.2", Threat.ROUTING, "the Host header field is malformed"),
    CONTENT_LENGTH_REPEATED(400, "RFC 9112 6.3", Threat.FRAMING, "the Content-Length header field is repeated"),
    CONTENT_LENGTH_MALFORMED(
            400, "RFC 9110 8.6", Threat.FRAMING, "the Content-Length header field is not a plain decimal number"),
    TRANSFER_ENCODING_REPEATED(400, "RFC 9112 6.1", Threat.FRAMING, "the Transfer-Encoding header field is repeated"),
    TRANSFER_ENCODING_MALFORMED(
            400, "RFC 9112 6.1", Threat.FRAMING, "the Transfer-Encoding header field is not exactly 'chunked'"),
    TRANSFER_ENCODING_UNKNOWN(501, "RFC 9112 6.1", Threat.FRAMING, "the only transfer coding supported is 'chunked'"),
    TRANSFER_ENCODING_IN_HTTP_10(400, "RFC 9112 6.1", Threat.FRAMING, "HTTP/1.0 has no Transfer-Encoding"),
    LENGTH_AND_TRANSFER_ENCODING(
            400, "RFC 9112 6.3", Threat.FRAMING, "Content-Length and Transfer-Encoding exclude each other"),
    CONNECTION_MALFORMED(400, "RFC 9110 7.6.1", Threat.FIELDS, "the Connection header field is not a list of tokens"),
    EXPECTATION_UNKNOWN(417, "RFC 9110 10.1.1", Threat.HANGING, "the only expectation supported is '100-continue'"),
    BODY_TOO_LARGE(413, "RFC 9110 15.5.14", Threat.EXHAUSTION, "the body is too large"),

    // Chunks
    CHUNK_SIZE_MALFORMED(400, "RFC 9112 7.1", Threat.FRAMING, "a chunk size is not a plain hexadecimal number"),
    CHUNK_SIZE_OVERFLOW(400, "RFC 9112 7.1", Threat.FRAMING, "a chunk size has more than 16 digits or does not fit"),
    CHUNK_EXTENSION_CHARACTER(400, "RFC 9112 7.1.1", Threat.LINES, "a chunk extension holds an invalid character"),
    CHUNK_EXTENSIONS_TOO_LARGE(400, "RFC 9112 7.1.1", Threat.EXHAUSTION, "chunk extensions are too large"),
    CHUNK_DATA_UNTERMINATED(400, "RFC 9112 7.1", Threat.FRAMING, "a chunk is not followed by CRLF"),

    // Responses only
    STATUS_LINE_MALFORMED(502, "RFC 9112 4", Threat.DECEIT, "the status line is malformed"),
    STATUS_OUT_OF_RANGE(502, "RFC 9110 15", Threat.DECEIT, "the status is not between 100 and 599"),
    TOO_MANY_INTERIM_RESPONSES(502, "RFC 9110 15.2", Threat.EXHAUSTION, "too many interim responses"),
    SWITCHING_PROTOCOLS(502, "RFC 9110 15.2.2", Threat.TUNNEL, "switches protocols without having been asked"),
    BODY_FORBIDDEN(502, "RFC 9110 6.4.1", Threat.CROSS_TALK, "announces a body where none may be"),
    UNSOLICITED_RESPONSE(502, "RFC 9112 9.2", Threat.CROSS_TALK, "sends bytes that no request has asked for"),
    TRUNCATED(502, "RFC 9112 8", Threat.DECEIT, "ends before the message is complete");

    private final int status;
    private final String section;
    private final Threat threat;
    private final String message;

    Violation(final int status, final String section, final Threat threat, final String message) {
        this.status = status;
        this.section = section;
        this.threat = threat;
        this.message = message;
    }

    /** The status a client is answered with when its request broke the rule. */
    public int status() {
        return status;
    }

    /** The document and section that is enforced, as in {@code RFC 9112 6.3}. */
    public String section() {
        return section;
    }

    /** What the rule guards against. */
    public Threat threat() {
        return threat;
    }

    /** For the client: names the offending thing, never its content. */
    public String message() {
        return message;
    }
}
