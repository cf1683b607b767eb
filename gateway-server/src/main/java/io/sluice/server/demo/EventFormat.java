package io.sluice.server.demo;

/** How the events of a stream stand on the wire. */
enum EventFormat {
    /** {@code data:} and perhaps {@code event:} lines that end in LF. */
    SSE("\n", "", "", ""),
    /** The same with CRLF, as Gemini sends it. */
    SSE_CRLF("\r\n", "", "", ""),
    /** One JSON array, written piece by piece. */
    ARRAY("\r\n", "[", ",\r\n", "]");

    private final String lineEnd;
    private final String open;
    private final String between;
    private final String close;

    EventFormat(String lineEnd, String open, String between, String close) {
        this.lineEnd = lineEnd;
        this.open = open;
        this.between = between;
        this.close = close;
    }

    /** What comes before {@code data}. */
    String before(String name) {
        if (this == ARRAY) {
            return "";
        }
        return (name.isEmpty() ? "" : "event: " + name + lineEnd) + "data: ";
    }

    /** What comes after {@code data}. */
    String after() {
        return this == ARRAY ? lineEnd : lineEnd + lineEnd;
    }

    /** What comes before the event of this index. */
    String lead(int event) {
        return event == 0 ? open : between;
    }

    /** What comes after the last event. */
    String close() {
        return close;
    }

    String contentType() {
        return this == ARRAY ? "application/json; charset=UTF-8" : "text/event-stream";
    }
}
