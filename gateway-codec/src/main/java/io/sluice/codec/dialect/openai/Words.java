package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Words that stand in requests and answers alike, as they are written. */
final class Words {
    static final byte[] ID = JsonWriter.name("id");
    static final byte[] TYPE = JsonWriter.name("type");
    static final byte[] INDEX = JsonWriter.name("index");
    static final byte[] ROLE = JsonWriter.name("role");
    static final byte[] CONTENT = JsonWriter.name("content");
    static final byte[] TEXT = JsonWriter.name("text");
    static final byte[] NAME = JsonWriter.name("name");
    static final byte[] FUNCTION = JsonWriter.name("function");
    static final byte[] ARGUMENTS = JsonWriter.name("arguments");
    static final byte[] TOOL_CALLS = JsonWriter.name("tool_calls");
    static final byte[] MODEL = JsonWriter.name("model");
    static final byte[] USAGE = JsonWriter.name("usage");
    static final byte[] FINISH_REASON = JsonWriter.name("finish_reason");
    static final byte[] REASONING_CONTENT = JsonWriter.name("reasoning_content");
    static final byte[] REASONING_DETAILS = JsonWriter.name("reasoning_details");
    static final byte[] SIGNATURE = JsonWriter.name("signature");
    static final byte[] DATA = JsonWriter.name("data");
    static final byte[] EXTRA_CONTENT = JsonWriter.name("extra_content");
    static final byte[] GOOGLE = JsonWriter.name("google");
    static final byte[] THOUGHT_SIGNATURE = JsonWriter.name("thought_signature");

    static final byte[] TYPE_TEXT = ascii("\"text\"");
    static final byte[] TYPE_FUNCTION = ascii("\"function\"");
    static final byte[] REASONING_TEXT = ascii("\"reasoning.text\"");
    static final byte[] REASONING_ENCRYPTED = ascii("\"reasoning.encrypted\"");

    private static final NameTable FINISHES =
            NameTable.of("stop", "length", "tool_calls", "function_call", "content_filter");
    private static final NameTable TIERS = NameTable.of("auto", "default", "flex", "priority", "scale");

    private Words() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The finish that the string read last names; a plain stop for words nobody knows, null for none. */
    static @Nullable Finish finish(JsonCursor cursor) {
        if (cursor.string().isEmpty()) {
            return null;
        }
        return switch (cursor.textIn(FINISHES)) {
            case 1 -> Finish.LENGTH;
            case 2, 3 -> Finish.TOOL_CALLS;
            case 4 -> Finish.CONTENT_FILTER;
            default -> Finish.STOP;
        };
    }

    static String word(Finish finish) {
        return switch (finish) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    /** The tier that the string read last names, or null. */
    static @Nullable Tier tier(JsonCursor cursor) {
        return switch (cursor.textIn(TIERS)) {
            case 0 -> Tier.AUTO;
            case 1 -> Tier.DEFAULT;
            case 2 -> Tier.FLEX;
            case 3, 4 -> Tier.PRIORITY;
            default -> null;
        };
    }

    static String word(Tier tier) {
        return switch (tier) {
            case AUTO -> "auto";
            case DEFAULT -> "default";
            case FLEX -> "flex";
            case PRIORITY -> "priority";
        };
    }
}
