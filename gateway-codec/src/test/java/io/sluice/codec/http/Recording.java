package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** How a head is written down: framing, then every field, with a bang before the name when it isn't forwardable. */
final class Recording {
    private Recording() {}

    static StringBuilder framing(final StringBuilder line, final Head head) {
        if (head.contentLength() >= 0) {
            line.append(" length=").append(head.contentLength());
        }
        if (head.chunked()) {
            line.append(" chunked");
        }
        for (int i = 0; i < head.fieldCount(); i++) {
            line.append(head.forwardable(i) ? " | " : " | !")
                    .append(head.bytes().toString(head.nameOffset(i), head.nameLength(i), ISO_8859_1))
                    .append('=')
                    .append(head.value(i));
        }
        return line;
    }
}
