package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an error body says. Cold. The first value of each kind wins; the members of an error object come before what
 * stands beside it. What breaks off is read up to there.
 */
final class UpstreamErrorReader {
    private static final int MAX_LOOK = 64 * 1024;
    private static final int MAX_PLAIN = 4096;

    private static final byte[] PARAM = Names.of("param");
    private static final byte[] REASON = Names.of("reason");
    private static final byte[] DETAILS = Names.of("details");
    private static final byte[] VIOLATIONS = Names.of("violations");
    private static final byte[] QUOTA_ID = Names.of("quotaId");
    private static final byte[] RETRY_DELAY = Names.of("retryDelay");
    private static final byte[] RESPONSE = Names.of("response");
    private static final byte[] MSG = Names.of("msg");

    private final JsonCursor cursor = new JsonCursor();

    private @Nullable String message;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String statusWord;
    private @Nullable String param;
    private int status;
    private long retryAfterMs = -1;
    private boolean invalidKey;
    private boolean dailyQuota;

    void read(ByteBuf body, int index, int length) {
        final int looked = Math.min(length, MAX_LOOK);
        cursor.wrap(body, index, looked);
        final int token = cursor.next();
        if (token == JsonToken.OBJECT) {
            object(0);
        } else if (token == JsonToken.ARRAY && cursor.next() == JsonToken.OBJECT) {
            object(0);
        } else if (token == JsonToken.STRING) {
            message = cursor.text();
        }
        if (message == null && (token == JsonToken.FAILED || type == null)) {
            message = plain(body, index, Math.min(looked, MAX_PLAIN));
        }
    }

    String message() {
        return message == null ? "" : message;
    }

    @Nullable
    String type() {
        return type != null ? type : statusWord;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String param() {
        return param;
    }

    /** The status told inside, 0 when none is. */
    int status() {
        return status;
    }

    long retryAfterMs() {
        return retryAfterMs;
    }

    boolean isInvalidKey() {
        return invalidKey;
    }

    boolean isDailyQuota() {
        return dailyQuota;
    }

    private void object(int level) {
        while (cursor.next() == JsonToken.NAME) {
            if (level < 2 && (cursor.nameIs(Names.ERROR) || cursor.nameIs(RESPONSE))) {
                error(level);
            } else if (cursor.nameIs(Names.MESSAGE) || cursor.nameIs(Names.DETAIL) || cursor.nameIs(MSG)) {
                readMessage(level);
            } else if (cursor.nameIs(Names.TYPE)) {
                type = word(type);
            } else if (cursor.nameIs(Names.CODE)) {
                readCode();
            } else if (cursor.nameIs(Names.STATUS)) {
                statusWord = word(statusWord);
            } else if (cursor.nameIs(PARAM)) {
                param = word(param);
            } else if (cursor.nameIs(DETAILS)) {
                details();
            } else {
                cursor.skip();
            }
        }
    }

    /** What stands inside counts more than what was read beside it. */
    private void error(int level) {
        final int token = cursor.next();
        if (token == JsonToken.STRING && message == null) {
            message = cursor.text();
        } else if (token == JsonToken.OBJECT) {
            type = null;
            object(level + 1);
        } else {
            cursor.skip();
        }
    }

    private void readMessage(int level) {
        final int token = cursor.next();
        if (token == JsonToken.STRING) {
            if (message == null) {
                message = cursor.text();
            }
        } else if (token == JsonToken.OBJECT && level < 2) {
            object(level + 1);
        } else if (token == JsonToken.ARRAY && level < 2) {
            while (cursor.next() == JsonToken.OBJECT) {
                object(level + 1);
            }
        } else {
            cursor.skip();
        }
    }

    private void readCode() {
        final int token = cursor.next();
        if (token == JsonToken.NUMBER) {
            status = Math.clamp(cursor.longValue(), 0, 999);
        } else if (token == JsonToken.STRING && code == null) {
            code = cursor.text();
        } else {
            cursor.skip();
        }
    }

    private @Nullable String word(@Nullable String before) {
        if (cursor.next() == JsonToken.STRING) {
            return before == null ? cursor.text() : before;
        }
        cursor.skip();
        return before;
    }

    private void details() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            detail();
        }
    }

    private void detail() {
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIs(RETRY_DELAY)) {
                retryAfterMs = cursor.next() == JsonToken.STRING ? durationMs(cursor.text()) : -1;
                cursor.skip();
            } else if (cursor.nameIs(REASON)) {
                cursor.next();
                invalidKey |= "API_KEY_INVALID".equals(cursor.token() == JsonToken.STRING ? cursor.text() : "");
                cursor.skip();
            } else if (cursor.nameIs(VIOLATIONS)) {
                violations();
            } else {
                cursor.skip();
            }
        }
    }

    private void violations() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            while (cursor.next() == JsonToken.NAME) {
                if (cursor.nameIs(QUOTA_ID) && cursor.next() == JsonToken.STRING) {
                    dailyQuota |= cursor.text().contains("PerDay");
                } else {
                    cursor.skip();
                }
            }
        }
    }

    /** {@code 34.07s} in milliseconds, rounded up; -1 when it's something else. */
    static long durationMs(String text) {
        if (!text.endsWith("s") || text.length() > 20) {
            return -1;
        }
        long ms = 0;
        int decimals = -1;
        boolean more = false;
        for (int i = 0; i < text.length() - 1; i++) {
            final char c = text.charAt(i);
            if (c == '.' && decimals < 0 && i > 0) {
                decimals = 0;
            } else if (c < '0' || c > '9') {
                return -1;
            } else if (decimals < 0) {
                ms = Math.min(ms * 10 + (c - '0') * 1000L, Integer.MAX_VALUE * 1000L);
            } else {
                decimals++;
                ms += decimals == 1 ? (c - '0') * 100L : decimals == 2 ? (c - '0') * 10L : decimals == 3 ? c - '0' : 0;
                more |= decimals > 3 && c != '0';
            }
        }
        return text.length() == 1 ? -1 : more ? ms + 1 : ms;
    }

    /** A text or a page: what a reader would see of it. */
    private static String plain(ByteBuf body, int index, int length) {
        final String raw = body.toString(index, length, StandardCharsets.UTF_8);
        final boolean page = raw.stripLeading().startsWith("<");
        return page ? SafeText.withoutTags(raw) : raw;
    }
}
