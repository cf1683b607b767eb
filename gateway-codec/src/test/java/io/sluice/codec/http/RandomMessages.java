package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A seeded generator of valid messages, written by our writers, with the calls a parser has to make of them. */
final class RandomMessages {
    private static final String NAME_CHARACTERS = "abcxyzABCXYZ0189-_.!";
    private static final String PATH_CHARACTERS = "abcxyz0189-_~!$&'()*+,=:@";
    private static final Method[] METHODS = {
        Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.DELETE, Method.PATCH, Method.OPTIONS
    };

    private final Random random;

    RandomMessages(final Random random) {
        this.random = random;
    }

    /** Appends a request to {@code out}, and what a parser says of it to {@code calls}. */
    void request(final ByteBuf out, final List<String> calls) {
        final Method method = METHODS[random.nextInt(METHODS.length)];
        final String target = target();
        HeadWriter.requestLine(out, method, target.getBytes(ISO_8859_1));
        HeadWriter.field(out, FieldName.HOST, "example.com:" + random.nextInt(65536));
        final StringBuilder fields = new StringBuilder(" | !host="
                + out.toString(ISO_8859_1).replaceAll("(?s).*host: ", "").trim());
        fields(out, fields);
        finish(out, calls, "head " + method + " " + target + " 1.1 keep", fields, false);
    }

    /** Appends a response to {@code out}, and what a parser says of it to {@code calls}. */
    void response(final ByteBuf out, final List<String> calls) {
        final int status = 200 + random.nextInt(400);
        HeadWriter.statusLine(out, status);
        final StringBuilder fields = new StringBuilder();
        fields(out, fields);
        if (status == 204 || status == 304) {
            HeadWriter.end(out);
            calls.add("head " + status + " 1.1 keep" + fields);
            calls.add("end");
        } else {
            finish(out, calls, "head " + status + " 1.1 keep", fields, true);
        }
    }

    private void finish(
            final ByteBuf out,
            final List<String> calls,
            final String start,
            final StringBuilder fields,
            final boolean needsFraming) {
        final int length = random.nextInt(4) == 0 ? 0 : random.nextInt(300);
        final String body = text(length, 0, 256);
        final int framing = random.nextInt(needsFraming ? 2 : 3);
        if (framing == 0) {
            HeadWriter.field(out, FieldName.CONTENT_LENGTH, length);
            HeadWriter.end(out);
            out.writeCharSequence(body, ISO_8859_1);
            calls.add(start + " length=" + length + fields + " | !content-length=" + length);
        } else if (framing == 1) {
            HeadWriter.field(out, FieldName.TRANSFER_ENCODING, "chunked");
            HeadWriter.end(out);
            chunks(out, body);
            calls.add(start + " chunked" + fields + " | !transfer-encoding=chunked");
        } else {
            HeadWriter.end(out);
            calls.add(start + fields);
        }
        if (framing != 2 && length > 0) {
            calls.add("body " + body);
        }
        calls.add("end");
    }

    private void chunks(final ByteBuf out, final String body) {
        int at = 0;
        while (at < body.length()) {
            final int size = 1 + random.nextInt(Math.min(64, body.length() - at));
            ChunkWriter.size(out, size);
            out.writeCharSequence(body.substring(at, at + size), ISO_8859_1);
            ChunkWriter.end(out);
            at += size;
        }
        ChunkWriter.last(out);
    }

    private void fields(final ByteBuf out, final StringBuilder calls) {
        for (int i = random.nextInt(8); i > 0; i--) {
            final String name = "x" + pick(NAME_CHARACTERS, random.nextInt(20));
            final String value = value();
            HeadWriter.field(out, name.getBytes(ISO_8859_1), value.getBytes(ISO_8859_1));
            calls.append(" | ").append(name).append('=').append(trimmed(value));
        }
    }

    private static String trimmed(final String value) {
        return value.replaceAll("^[ \t]+|[ \t]+\\z", "");
    }

    private String value() {
        final StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            final int c = 0x20 + random.nextInt(0xe0);
            value.append((char) (c == 0x7f ? '\t' : c));
        }
        return value.toString();
    }

    private String target() {
        final StringBuilder target = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            target.append('/').append(pick(PATH_CHARACTERS, random.nextInt(12)));
        }
        if (random.nextBoolean()) {
            target.append('?').append(pick(PATH_CHARACTERS + "/?[]", random.nextInt(12)));
        }
        return target.toString();
    }

    private String pick(final String from, final int count) {
        final StringBuilder picked = new StringBuilder();
        for (int i = 0; i < count; i++) {
            picked.append(from.charAt(random.nextInt(from.length())));
        }
        return picked.toString();
    }

    private String text(final int length, final int from, final int to) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (from + random.nextInt(to - from)));
        }
        return text.toString();
    }

    /** A copy of {@code wire} with up to four small accidents, of the kinds that break parsers. */
    String mutated(final String wire) {
        final List<String> dictionary = List.of(
                "\r",
                "\n",
                "\r\n",
                "\0",
                " ",
                "\t",
                ":",
                ";",
                ",",
                "%",
                "%2e",
                "/",
                "..",
                "0",
                "-1",
                "ffffffffffffffff",
                "chunked",
                "Content-Length: 1\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Host: b\r\n",
                "\u007f",
                "\u00ff",
                "HTTP/1.1",
                "#",
                "\\",
                "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        final StringBuilder text = new StringBuilder(wire);
        for (int i = 1 + random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
            final int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, dictionary.get(random.nextInt(dictionary.size())));
                default -> text.insert(at, text.substring(at, at + random.nextInt(text.length() - at + 1)));
            }
        }
        return text.toString();
    }

    /** Lengths of pieces that add up to at least {@code length}. */
    int[] pieces(final int length) {
        final List<Integer> pieces = new ArrayList<>();
        for (int sum = 0; sum < length; sum += pieces.getLast()) {
            pieces.add(1 + random.nextInt(1 + random.nextInt(length)));
        }
        return pieces.stream().mapToInt(Integer::intValue).toArray();
    }
}
