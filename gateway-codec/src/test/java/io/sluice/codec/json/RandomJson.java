package io.sluice.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Generator of documents, valid ones and ones that a few edits may have broken. Everything follows from the seed. */
final class RandomJson {
    private static final String[] NAMES = {
        "model",
        "stream",
        "stream_options",
        "include_usage",
        "max_tokens",
        "usage",
        "x",
        "",
        "mode",
        "models",
        "a.b",
        "\u00e9t\u00e9",
        "mod\\u0065l",
        "\\u0073tream",
        "stream\\u005foptions"
    };
    private static final String[] TEXTS = {
        "",
        "gpt-4o",
        "plain text of some length that fills several words",
        "\\n\\t\\\"\\\\\\/\\b\\f\\r",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00x",
        "\\ud83d\\n",
        "\u4f60\u597d",
        "\u00e9",
        "\ud83d\ude00",
        "caf\u00e9 \u2028 end",
        "\u007f"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "42",
        "4096",
        "1e3",
        "1E+2",
        "12.50",
        "-0.5e-3",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e99",
        "1e-99",
        "123456789012345678901234567890",
        "0.000000000000000000000000000001e30",
        "100e-2"
    };
    private static final String[] NOISE = {
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "-", "+", ".", "e", "0", "1", "t", "true", "null",
        "nul", "/", "\u0000", "\u001f", "'", "\ufeff", "NaN", "//", "\\u", "\\ud800"
    };
    private static final int[] BYTES = {
        0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xa0, 0x9f, 0xef, 0xf0, 0xf4, 0x90, 0xf5, 0xff, 0x7f, 0x00
    };

    private final SplittableRandom random;
    private final StringBuilder out = new StringBuilder();

    RandomJson(SplittableRandom random) {
        this.random = random;
    }

    byte[] valid() {
        out.setLength(0);
        space();
        if (random.nextInt(8) == 0) {
            value(4);
        } else {
            object(4);
        }
        space();
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A valid document with some bytes taken out, put in or changed; now and then it still is valid. */
    byte[] mutated() {
        byte[] bytes = valid();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes = mutate(bytes);
        }
        return bytes;
    }

    private byte[] mutate(byte[] bytes) {
        final int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> splice(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 4)), new byte[0]);
            case 1 ->
                splice(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) BYTES[random.nextInt(BYTES.length)]
                });
            case 2 -> splice(bytes, at, bytes.length, new byte[0]);
            default -> splice(bytes, at, at, pick(NOISE).getBytes(StandardCharsets.UTF_8));
        };
    }

    static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
        final byte[] result = new byte[bytes.length - (to - from) + insert.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(insert, 0, result, from, insert.length);
        System.arraycopy(bytes, to, result, from + insert.length, bytes.length - to);
        return result;
    }

    private void value(int levels) {
        switch (random.nextInt(levels > 0 ? 8 : 6)) {
            case 0 -> out.append("true");
            case 1 -> out.append("false");
            case 2 -> out.append("null");
            case 3 -> out.append(pick(NUMBERS));
            case 4, 5 -> text();
            case 6 -> object(levels - 1);
            default -> array(levels - 1);
        }
    }

    private void object(int levels) {
        out.append('{');
        space();
        for (int i = random.nextInt(6); i > 0; i--) {
            out.append('"').append(pick(NAMES)).append('"');
            space();
            out.append(':');
            space();
            value(levels);
            space();
            if (i > 1) {
                out.append(',');
                space();
            }
        }
        out.append('}');
    }

    private void array(int levels) {
        out.append('[');
        space();
        for (int i = random.nextInt(4); i > 0; i--) {
            value(levels);
            space();
            if (i > 1) {
                out.append(',');
                space();
            }
        }
        out.append(']');
    }

    private void text() {
        out.append('"');
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append(pick(TEXTS));
        }
        out.append('"');
    }

    private void space() {
        for (int i = random.nextInt(6) - 4; i > 0; i--) {
            out.append(" \n\r\t".charAt(random.nextInt(4)));
        }
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
