package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes compact JSON in streaming form into a buffer; sets the commas, trusts its caller with the rest. Names are prepared once with
 * {@link #name}. Owned by one thread, reused; allocates nothing itself.
 */
public final class JsonWriter {
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean comma;

    /** A member's name as {@link #member(byte[])} takes it: quoted, with its colon. For constants. */
    public static byte[] name(String ascii) {
        return ('"' + ascii + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Begins another document.
     *
     * @param to written to, never released
     */
    public JsonWriter begin(ByteBuf to) {
        out = to;
        comma = false;
        return this;
    }

    /** The buffer being written, for what this class has no method for; the caller minds the commas. */
    public ByteBuf out() {
        return out;
    }

    public JsonWriter object() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter array() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    /**
     * Begins a member.
     *
     * @param prepared by {@link #name}
     */
    public JsonWriter member(byte[] prepared) {
        if (comma) {
            out.writeByte(',');
        }
        out.writeBytes(prepared);
        comma = false;
        return this;
    }

    public JsonWriter string(JsonString content) {
        before();
        out.writeByte('"');
        content.writeTo(out);
        out.writeByte('"');
        return this;
    }

    /** Writes text that needs escaping. */
    public JsonWriter string(CharSequence text) {
        before();
        JsonText.quote(out, text);
        return this;
    }

    /** Begins a string whose content the caller writes to {@link #out}, escaped. */
    public JsonWriter openString() {
        before();
        out.writeByte('"');
        return this;
    }

    public JsonWriter closeString() {
        out.writeByte('"');
        return this;
    }

    public JsonWriter value(JsonValue value) {
        before();
        value.writeTo(out);
        return this;
    }

    /** Writes bytes that are a whole value. For constants. */
    public JsonWriter raw(byte[] json) {
        before();
        out.writeBytes(json);
        return this;
    }

    public JsonWriter number(long value) {
        before();
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                out.writeCharSequence(Long.toString(value), StandardCharsets.US_ASCII);
                return this;
            }
            out.writeByte('-');
            digits(-value);
        } else {
            digits(value);
        }
        return this;
    }

    public JsonWriter bool(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    public JsonWriter nul() {
        return raw(NULL);
    }

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private void digits(long value) {
        long unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        for (long rest = value; unit > 0; unit /= 10) {
            out.writeByte((int) ('0' + rest / unit));
            rest %= unit;
        }
    }

    private JsonWriter open(char bracket) {
        before();
        out.writeByte(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.writeByte(bracket);
        comma = true;
        return this;
    }

    private void before() {
        if (comma) {
            out.writeByte(',');
        }
        comma = true;
    }
}
