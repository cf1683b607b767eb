package io.sluice.codec.dialect;

import java.nio.charset.StandardCharsets;

/** Member names that more than one dialect uses, as bytes to compare with. */
final class Names {
    static final byte[] ARGS = of("args");
    static final byte[] ARGUMENTS = of("arguments");
    static final byte[] CODE = of("code");
    static final byte[] CONTENT = of("content");
    static final byte[] DATA = of("data");
    static final byte[] DELTA = of("delta");
    static final byte[] DETAIL = of("detail");
    static final byte[] ERROR = of("error");
    static final byte[] ID = of("id");
    static final byte[] INDEX = of("index");
    static final byte[] INPUT = of("input");
    static final byte[] MESSAGE = of("message");
    static final byte[] NAME = of("name");
    static final byte[] OBFUSCATION = of("obfuscation");
    static final byte[] OBJECT = of("object");
    static final byte[] PARTIAL_JSON = of("partial_json");
    static final byte[] REASONING = of("reasoning");
    static final byte[] REASONING_CONTENT = of("reasoning_content");
    static final byte[] REFUSAL = of("refusal");
    static final byte[] STATUS = of("status");
    static final byte[] TEXT = of("text");
    static final byte[] THINKING = of("thinking");
    static final byte[] TYPE = of("type");
    static final byte[] USAGE = of("usage");

    private Names() {}

    /** An ASCII letter in lower case, any other byte as it is. */
    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    static byte[] of(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
