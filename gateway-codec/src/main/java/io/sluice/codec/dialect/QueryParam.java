package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Looks into a query string in place: for a credential, which must not travel on, and for the form of a Gemini stream. Stateless,
 * any thread, allocates nothing. Names are compared decoded, so that no spelling of one slips through.
 */
public final class QueryParam {
    public static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ALT = "alt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SSE = "sse".getBytes(StandardCharsets.US_ASCII);

    private QueryParam() {}

    /**
     * Finds the first parameter of that name.
     *
     * @param query borrowed; the query, without {@code ?}, stands at {@code index}
     * @return index of its value in the high, length in the low 32 bits; -1 when there is none
     */
    public static long find(ByteBuf query, int index, int length, byte[] name) {
        final int end = index + length;
        for (int start = index; start < end; ) {
            final int stop = pairEnd(query, start, end);
            final int value = valueOf(query, start, stop, name);
            if (value >= 0) {
                return (long) value << 32 | (stop - value);
            }
            start = stop + 1;
        }
        return -1;
    }

    public static int index(long found) {
        return (int) (found >> 32);
    }

    public static int length(long found) {
        return (int) found;
    }

    /** True when a Gemini stream is asked for as events ({@code alt=sse}), not as a JSON array. */
    public static boolean asksForEvents(ByteBuf query, int index, int length) {
        final long alt = find(query, index, length, ALT);
        final int end = index(alt) + length(alt);
        return alt >= 0 && behind(query, index(alt), end, SSE) == end;
    }

    /** Appends the query without any parameter of that name; what is left is unchanged and in order. */
    public static void copyWithout(ByteBuf query, int index, int length, byte[] name, ByteBuf out) {
        final int end = index + length;
        boolean first = true;
        for (int start = index; start < end; ) {
            final int stop = pairEnd(query, start, end);
            if (valueOf(query, start, stop, name) < 0) {
                if (!first) {
                    out.writeByte('&');
                }
                out.writeBytes(query, start, stop - start);
                first = false;
            }
            start = stop + 1;
        }
    }

    private static int pairEnd(ByteBuf query, int start, int end) {
        int i = start;
        while (i < end && query.getByte(i) != '&') {
            i++;
        }
        return i;
    }

    /** Index of the value when the pair at {@code start} has that name, else -1. */
    private static int valueOf(ByteBuf query, int start, int stop, byte[] name) {
        final int i = behind(query, start, stop, name);
        if (i < 0) {
            return -1;
        }
        if (i == stop) {
            return stop;
        }
        return query.getByte(i) == '=' ? i + 1 : -1;
    }

    /** Index behind {@code name}, decoded, when the text at {@code start} begins with it, else -1. */
    private static int behind(ByteBuf query, int start, int stop, byte[] name) {
        int i = start;
        for (byte expected : name) {
            if (i >= stop || Percent.decode(query, i, stop) != expected) {
                return -1;
            }
            i += Percent.width(query, i);
        }
        return i;
    }
}
