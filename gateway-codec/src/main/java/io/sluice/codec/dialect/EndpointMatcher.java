package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells from method and path which endpoint is meant. Decision: stateless, any thread, allocates nothing. A path is compared
 * byte by byte as it was sent: no case folding, no slash to spare, no dot segments, no escape outside a name, so that what was
 * matched here is what an upstream will see.
 */
public final class EndpointMatcher {
    private static final int MAX_NAME_LENGTH = 512;
    private static final int MAX_EXACT_LENGTH = 32;

    private static final byte[] RESPONSE_PREFIX = ascii("/v1/responses/");
    private static final byte[] MODEL_PREFIX = ascii("/v1/models/");
    private static final byte[] BETA_MODEL_PREFIX = ascii("/v1beta/models/");
    private static final byte[] BETA_PREFIX = ascii("/v1beta");
    private static final byte[] MESSAGES_PREFIX = ascii("/v1/messages");
    private static final byte[] CANCEL = ascii("/cancel");
    private static final byte[] INPUT_ITEMS = ascii("/input_items");

    private static final Endpoint[] VERBS = {
        Endpoint.GENERATE_CONTENT,
        Endpoint.STREAM_GENERATE_CONTENT,
        Endpoint.COUNT_TOKENS,
        Endpoint.EMBED_CONTENT,
        Endpoint.BATCH_EMBED_CONTENTS
    };
    private static final byte[][] VERB_NAMES = verbNames();
    private static final Row[][] EXACT_BY_LENGTH = exactByLength();

    private EndpointMatcher() {}

    /**
     * @param anthropicVersion whether the request carries {@code anthropic-version}: it tells whose model list is meant
     * @param bytes borrowed; the path, without query, stands at {@code pathIndex}
     * @param match takes the result, what it held before is forgotten
     * @return the endpoint, or null: {@code match} says why
     */
    public static @Nullable Endpoint match(
            Method method,
            boolean anthropicVersion,
            ByteBuf bytes,
            int pathIndex,
            int pathLength,
            EndpointMatch match) {
        match.reset(surfaceOf(bytes, pathIndex, pathLength, anthropicVersion));
        final Endpoint exact = exact(bytes, pathIndex, pathLength);
        if (exact != null) {
            final Endpoint meant =
                    exact == Endpoint.OPENAI_MODELS && anthropicVersion ? Endpoint.ANTHROPIC_MODELS : exact;
            return accept(meant, method, match);
        }
        if (startsWith(bytes, pathIndex, pathLength, RESPONSE_PREFIX)) {
            return response(method, bytes, pathIndex, pathLength, match);
        }
        if (startsWith(bytes, pathIndex, pathLength, BETA_MODEL_PREFIX)) {
            final int skip = BETA_MODEL_PREFIX.length;
            return model(Endpoint.GEMINI_MODEL, method, bytes, pathIndex + skip, pathLength - skip, match);
        }
        if (startsWith(bytes, pathIndex, pathLength, MODEL_PREFIX)) {
            final Endpoint get = anthropicVersion ? Endpoint.ANTHROPIC_MODEL : Endpoint.OPENAI_MODEL;
            final int skip = MODEL_PREFIX.length;
            return model(get, method, bytes, pathIndex + skip, pathLength - skip, match);
        }
        return null;
    }

    private static @Nullable Endpoint exact(ByteBuf bytes, int index, int length) {
        if (length >= EXACT_BY_LENGTH.length) {
            return null;
        }
        for (Row row : EXACT_BY_LENGTH[length]) {
            if (equal(bytes, index, row.path)) {
                return row.endpoint;
            }
        }
        return null;
    }

    private static @Nullable Endpoint accept(Endpoint endpoint, Method method, EndpointMatch match) {
        if (method == endpoint.method() || (method == Method.HEAD && endpoint.method() == Method.GET)) {
            return match.found(endpoint);
        }
        match.wrongMethod(
                endpoint.surface(),
                endpoint.method() == Method.GET
                        ? "GET, HEAD"
                        : endpoint.method().name());
        return null;
    }

    private static @Nullable Endpoint response(
            Method method, ByteBuf bytes, int pathIndex, int pathLength, EndpointMatch match) {
        final int idIndex = pathIndex + RESPONSE_PREFIX.length;
        final int end = pathIndex + pathLength;
        int idEnd = idIndex;
        while (idEnd < end && isIdByte(bytes.getByte(idEnd))) {
            idEnd++;
        }
        if (idEnd == idIndex || idEnd - idIndex > MAX_NAME_LENGTH) {
            return null;
        }
        match.name(idIndex, idEnd - idIndex);
        final int rest = end - idEnd;
        if (rest == 0) {
            return storedResponse(method, match);
        }
        if (rest == CANCEL.length && equal(bytes, idEnd, CANCEL)) {
            return accept(Endpoint.RESPONSE_CANCEL, method, match);
        }
        if (rest == INPUT_ITEMS.length && equal(bytes, idEnd, INPUT_ITEMS)) {
            return accept(Endpoint.RESPONSE_INPUT_ITEMS, method, match);
        }
        match.name(0, 0);
        return null;
    }

    private static @Nullable Endpoint storedResponse(Method method, EndpointMatch match) {
        if (method == Method.DELETE) {
            return match.found(Endpoint.RESPONSE_DELETE);
        }
        if (method == Method.GET || method == Method.HEAD) {
            return match.found(Endpoint.RESPONSE_GET);
        }
        match.wrongMethod(Dialect.OPENAI, "GET, HEAD, DELETE");
        return null;
    }

    private static @Nullable Endpoint model(
            Endpoint get, Method method, ByteBuf bytes, int index, int length, EndpointMatch match) {
        final int end = index + length;
        final int colon = lastColon(bytes, index, end);
        final int verbIndex = colon < 0 ? end : colon + Percent.width(bytes, colon);
        final Endpoint verb = colon < 0 ? null : verb(bytes, verbIndex, end - verbIndex);
        final int nameEnd = verb == null ? end : colon;
        if (!isName(bytes, index, nameEnd)) {
            return null;
        }
        if (verb == null && method == Method.POST && colon >= 0) {
            match.unknown(Dialect.GEMINI);
            return null;
        }
        match.name(index, nameEnd - index);
        return accept(verb == null ? get : verb, method, match);
    }

    private static @Nullable Endpoint verb(ByteBuf bytes, int index, int length) {
        for (int i = 0; i < VERBS.length; i++) {
            if (VERB_NAMES[i].length == length && equal(bytes, index, VERB_NAMES[i])) {
                return VERBS[i];
            }
        }
        return null;
    }

    /** Where the last colon stands, written as it is or as {@code %3A}; -1 when there is none. */
    private static int lastColon(ByteBuf bytes, int index, int end) {
        for (int i = end - 1; i >= index; i--) {
            final byte b = bytes.getByte(i);
            if (b == ':' || (b == '%' && Percent.decode(bytes, i, end) == ':')) {
                return i;
            }
        }
        return -1;
    }

    /** A model's name is visible text whose segments, decoded, are neither empty nor dots: it will stand in an upstream's path. */
    private static boolean isName(ByteBuf bytes, int index, int end) {
        if (end - index > MAX_NAME_LENGTH) {
            return false;
        }
        int segmentLength = 0;
        int dots = 0;
        for (int i = index; i < end; i += Percent.width(bytes, i)) {
            final int c = Percent.decode(bytes, i, end);
            if (c == '/') {
                if (segmentLength == dots && dots <= 2) {
                    return false;
                }
                segmentLength = 0;
                dots = 0;
            } else if (isNameByte(c)) {
                segmentLength++;
                dots += c == '.' ? 1 : 0;
            } else {
                return false;
            }
        }
        return segmentLength != dots || dots > 2;
    }

    private static boolean isNameByte(int c) {
        return c > ' ' && c != 0x7f && c != '%' && c != '?' && c != '#' && c != '\\';
    }

    private static boolean isIdByte(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static Dialect surfaceOf(ByteBuf bytes, int index, int length, boolean anthropicVersion) {
        if (startsWith(bytes, index, length, BETA_PREFIX)) {
            return Dialect.GEMINI;
        }
        return anthropicVersion || startsWith(bytes, index, length, MESSAGES_PREFIX)
                ? Dialect.ANTHROPIC
                : Dialect.OPENAI;
    }

    private static boolean startsWith(ByteBuf bytes, int index, int length, byte[] prefix) {
        return length >= prefix.length && equal(bytes, index, prefix);
    }

    private static boolean equal(ByteBuf bytes, int index, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] verbNames() {
        final byte[][] names = new byte[VERBS.length][];
        for (int i = 0; i < names.length; i++) {
            names[i] = ascii(VERBS[i].configName());
        }
        return names;
    }

    private static Row[][] exactByLength() {
        final Row[][] byLength = new Row[MAX_EXACT_LENGTH + 1][];
        for (int length = 0; length < byLength.length; length++) {
            byLength[length] = exactOf(length);
        }
        return byLength;
    }

    private static Row[] exactOf(int length) {
        final List<Row> rows = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.values()) {
            final String path = endpoint.path();
            if (path.length() == length && path.indexOf('{') < 0 && endpoint != Endpoint.ANTHROPIC_MODELS) {
                rows.add(new Row(ascii(path), endpoint));
            }
        }
        return rows.toArray(new Row[0]);
    }

    /** A path without a name in it. */
    private static final class Row {
        final byte[] path;
        final Endpoint endpoint;

        Row(byte[] path, Endpoint endpoint) {
            this.path = path;
            this.endpoint = endpoint;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
