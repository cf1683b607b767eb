package io.sluice.codec.dialect.responses;

import io.sluice.codec.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** Names and values this dialect's writers write, prepared. */
final class Json {
    static final byte[] TYPE = JsonWriter.name("type");
    static final byte[] ID = JsonWriter.name("id");
    static final byte[] OBJECT = JsonWriter.name("object");
    static final byte[] MODEL = JsonWriter.name("model");
    static final byte[] NAME = JsonWriter.name("name");
    static final byte[] ROLE = JsonWriter.name("role");
    static final byte[] TEXT = JsonWriter.name("text");
    static final byte[] STATUS = JsonWriter.name("status");
    static final byte[] CONTENT = JsonWriter.name("content");
    static final byte[] SUMMARY = JsonWriter.name("summary");
    static final byte[] ENCRYPTED_CONTENT = JsonWriter.name("encrypted_content");
    static final byte[] CALL_ID = JsonWriter.name("call_id");
    static final byte[] ARGUMENTS = JsonWriter.name("arguments");
    static final byte[] OUTPUT = JsonWriter.name("output");
    static final byte[] ERROR = JsonWriter.name("error");
    static final byte[] CODE = JsonWriter.name("code");
    static final byte[] MESSAGE = JsonWriter.name("message");
    static final byte[] PARAM = JsonWriter.name("param");
    static final byte[] ANNOTATIONS = JsonWriter.name("annotations");
    static final byte[] LOGPROBS = JsonWriter.name("logprobs");
    static final byte[] STORE = JsonWriter.name("store");
    static final byte[] STRICT = JsonWriter.name("strict");
    static final byte[] DESCRIPTION = JsonWriter.name("description");

    static final byte[] EMPTY_ARRAY = ascii("[]");
    static final byte[] EMPTY_STRING = ascii("\"\"");

    static final byte[] TYPE_MESSAGE = ascii("\"message\"");
    static final byte[] TYPE_REASONING = ascii("\"reasoning\"");
    static final byte[] TYPE_CALL = ascii("\"function_call\"");
    static final byte[] TYPE_RESULT = ascii("\"function_call_output\"");
    static final byte[] TYPE_FUNCTION = ascii("\"function\"");
    static final byte[] TYPE_OUTPUT_TEXT = ascii("\"output_text\"");
    static final byte[] TYPE_INPUT_TEXT = ascii("\"input_text\"");
    static final byte[] TYPE_SUMMARY_TEXT = ascii("\"summary_text\"");
    static final byte[] ROLE_ASSISTANT = ascii("\"assistant\"");
    static final byte[] ROLE_USER = ascii("\"user\"");

    private Json() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
