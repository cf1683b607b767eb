package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Request methods the gateway tells apart; {@code CONNECT} and {@code TRACE} are refused by the parser. */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    PATCH,
    OPTIONS,
    /** Any other token; its bytes are at {@link RequestHead#methodOffset}. */
    OTHER;

    private static final int WORD_HEAD = 0x48454144;
    private static final int WORD_POST = 0x504f5354;
    private static final int WORD_PATC = 0x50415443;
    private static final int WORD_DELE = 0x44454c45;
    private static final int WORD_OPTI = 0x4f505449;
    private static final int WORD_ONS = 0x494f4e53;
    private static final int WORD_CONN = 0x434f4e4e;
    private static final int WORD_NECT = 0x4e454354;
    private static final int WORD_TRAC = 0x54524143;
    private static final int MEDIUM_PRI = 0x505249;
    private static final int MEDIUM_GET = 0x474554;
    private static final int MEDIUM_PUT = 0x505554;

    static Method of(final ByteBuf buf, final int index, final int length) {
        return switch (length) {
            case 3 -> ofThree(buf.getUnsignedMedium(index));
            case 4 -> ofFour(buf.getInt(index));
            case 5 -> buf.getInt(index) == WORD_PATC && buf.getByte(index + 4) == 'H' ? PATCH : OTHER;
            case 6 -> buf.getInt(index) == WORD_DELE && buf.getShort(index + 4) == 0x5445 ? DELETE : OTHER;
            case 7 -> buf.getInt(index) == WORD_OPTI && buf.getInt(index + 3) == WORD_ONS ? OPTIONS : OTHER;
            default -> OTHER;
        };
    }

    /** @return the rule that a method of that name breaks by itself */
    static @Nullable Violation refused(final ByteBuf buf, final int index, final int length) {
        if (length == 7 && buf.getInt(index) == WORD_CONN && buf.getInt(index + 3) == WORD_NECT) {
            return Violation.METHOD_CONNECT;
        }
        if (length == 5 && buf.getInt(index) == WORD_TRAC && buf.getByte(index + 4) == 'E') {
            return Violation.METHOD_TRACE;
        }
        return length == 3 && buf.getUnsignedMedium(index) == MEDIUM_PRI ? Violation.HTTP2_PREFACE : null;
    }

    private static Method ofThree(final int medium) {
        if (medium == MEDIUM_GET) {
            return GET;
        }
        return medium == MEDIUM_PUT ? PUT : OTHER;
    }

    private static Method ofFour(final int word) {
        if (word == WORD_POST) {
            return POST;
        }
        return word == WORD_HEAD ? HEAD : OTHER;
    }
}
