package io.sluice.codec.http;

/**
 * Everything the wire refuses: one row a rule, with the answer a client gets, the section that is enforced, and what the
 * client is told. The connection is closed after any of them, and nothing on it is interpreted again. In a response every
 * row means 502 to the client, whatever {@link #status} says; rows that only a response can break say 502 themselves.
 *
 * <p>Decisions where the RFCs leave a choice: one CRLF before a request line is skipped, more is refused; targets are
 * origin-form only; a connection that speaks HTTP/1.0 serves one message (9112 9.3 forbids a proxy to keep it for a client);
 * {@code Host} is a plain name, IPv4 or bracketed IPv6 with an optional port, without the sub-delims and escapes a
 * reg-name may have; a query may hold raw square brackets, which real clients send; chunk extensions without
 * white space and quotes are skipped, up to 4 KiB a message; a status line may lack the space before an absent reason.
 */
public enum Violation {
    // Lines
    BARE_CR(400, "RFC 9112 2.2", "a CR is not followed by LF"),
    BARE_LF(400, "RFC 9112 2.2", "a line ends with LF alone"),
    HEAD_TOO_LARGE(431, "RFC 6585 5", "the head is too large"),
    TOO_MANY_FIELDS(431, "RFC 6585 5", "there are too many header fields"),

    // Request line
    EMPTY_LINES(400, "RFC 9112 2.2", "more than one empty line before the request line"),
    METHOD_CHARACTER(400, "RFC 9112 3.1", "the method holds an invalid character"),
    METHOD_CONNECT(405, "RFC 9110 9.3.6", "CONNECT is not supported"),
    METHOD_TRACE(405, "RFC 9110 9.3.8", "TRACE is not supported"),
    HTTP2_PREFACE(505, "RFC 9113 3.4", "HTTP/2 is not spoken here"),
    TARGET_NOT_ORIGIN_FORM(400, "RFC 9112 3.2.1", "the request target must be a path"),
    TARGET_ASTERISK(400, "RFC 9112 3.2.4", "the request target '*' is not supported"),
    TARGET_CHARACTER(400, "RFC 3986 3.3", "the request target holds an invalid character"),
    TARGET_ESCAPE(400, "RFC 3986 2.1", "the request target holds a malformed percent escape"),
    TARGET_ENCODED_SEPARATOR(400, "RFC 3986 2.2", "the path holds an encoded slash or backslash"),
    TARGET_ENCODED_CONTROL(400, "RFC 3986 7.3", "the path holds an encoded control character"),
    TARGET_DOT_SEGMENT(400, "RFC 3986 3.3", "the path holds a dot segment"),
    VERSION_MISSING(400, "RFC 9112 3", "the request line has no HTTP version"),
    VERSION_MALFORMED(400, "RFC 9112 2.3", "the HTTP version is malformed"),
    VERSION_UNSUPPORTED(505, "RFC 9110 2.5", "only HTTP/1.1 and HTTP/1.0 are supported"),

    // Field lines
    OBS_FOLD(400, "RFC 9112 5.2", "a header field is folded or a line starts with white space"),
    NAME_EMPTY(400, "RFC 9112 5", "a header field has no name"),
    NAME_SPACE(400, "RFC 9112 5.1", "white space in a header field name or before the colon"),
    NAME_CHARACTER(400, "RFC 9110 5.1", "a header field name holds an invalid character"),
    NAME_TOO_LONG(431, "RFC 6585 5", "a header field name is too long"),
    COLON_MISSING(400, "RFC 9112 5", "a header line has no colon"),
    VALUE_CHARACTER(400, "RFC 9110 5.5", "a header field value holds a control character"),

    // What the fields say
    HOST_MISSING(400, "RFC 9112 3.2", "the Host header field is missing"),
    HOST_REPEATED(400, "RFC 9112 3.2", "the Host header field is repeated"),
    HOST_MALFORMED(400, "RFC 9110 7.2", "the Host header field is malformed"),
    CONTENT_LENGTH_REPEATED(400, "RFC 9112 6.3", "the Content-Length header field is repeated"),
    CONTENT_LENGTH_MALFORMED(400, "RFC 9110 8.6", "the Content-Length header field is not a plain decimal number"),
    TRANSFER_ENCODING_REPEATED(400, "RFC 9112 6.1", "the Transfer-Encoding header field is repeated"),
    TRANSFER_ENCODING_MALFORMED(400, "RFC 9112 6.1", "the Transfer-Encoding header field is not exactly 'chunked'"),
    TRANSFER_ENCODING_UNKNOWN(501, "RFC 9112 6.1", "the only transfer coding supported is 'chunked'"),
    TRANSFER_ENCODING_IN_HTTP_10(400, "RFC 9112 6.1", "HTTP/1.0 has no Transfer-Encoding"),
    LENGTH_AND_TRANSFER_ENCODING(400, "RFC 9112 6.3", "Content-Length and Transfer-Encoding exclude each other"),
    CONNECTION_MALFORMED(400, "RFC 9110 7.6.1", "the Connection header field is not a list of tokens"),
    EXPECTATION_UNKNOWN(417, "RFC 9110 10.1.1", "the only expectation supported is '100-continue'"),
    BODY_TOO_LARGE(413, "RFC 9110 15.5.14", "the body is too large"),

    // Chunks
    CHUNK_SIZE_MALFORMED(400, "RFC 9112 7.1", "a chunk size is not a plain hexadecimal number"),
    CHUNK_SIZE_OVERFLOW(400, "RFC 9112 7.1", "a chunk size has more than 16 digits or does not fit"),
    CHUNK_EXTENSION_CHARACTER(400, "RFC 9112 7.1.1", "a chunk extension holds an invalid character"),
    CHUNK_EXTENSIONS_TOO_LARGE(400, "RFC 9112 7.1.1", "chunk extensions are too large"),
    CHUNK_DATA_UNTERMINATED(400, "RFC 9112 7.1", "a chunk is not followed by CRLF"),

    // Responses only
    STATUS_LINE_MALFORMED(502, "RFC 9112 4", "the status line is malformed"),
    STATUS_OUT_OF_RANGE(502, "RFC 9110 15", "the status is not between 100 and 599"),
    TOO_MANY_INTERIM_RESPONSES(502, "RFC 9110 15.2", "too many interim responses"),
    SWITCHING_PROTOCOLS(502, "RFC 9110 15.2.2", "switches protocols without having been asked"),
    BODY_FORBIDDEN(502, "RFC 9110 6.4.1", "announces a body where none may be"),
    UNSOLICITED_RESPONSE(502, "RFC 9112 9.2", "sends bytes that no request has asked for"),
    TRUNCATED(502, "RFC 9112 8", "ends before the message is complete");

    private final int status;
    private final String section;
    private final String message;

    Violation(final int status, final String section, final String message) {
        this.status = status;
        this.section = section;
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

    /** For the client: names the offending thing, never its content. */
    public String message() {
        return message;
    }
}
