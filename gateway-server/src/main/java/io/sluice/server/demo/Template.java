package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Value: the bytes of an event that is the same each time but for one token of text and, where the vendor counts its
 * events, a number behind it. Made from a tree in which {@link #TOKEN} and {@link #NUMBER} stand for the two.
 */
final class Template {
    static final String TOKEN = "@@token@@";
    static final String NUMBER = "@@number@@";

    private final byte[] before;
    private final byte[] between;
    private final byte[] after;
    private final boolean numbered;

    private Template(String before, String between, String after, boolean numbered) {
        this.before = before.getBytes(StandardCharsets.UTF_8);
        this.between = between.getBytes(StandardCharsets.UTF_8);
        this.after = after.getBytes(StandardCharsets.UTF_8);
        this.numbered = numbered;
    }

    static Template of(EventFormat format, String name, JsonNode data) {
        final String json = Json.text(data);
        final String token = '"' + TOKEN + '"';
        final String number = '"' + NUMBER + '"';
        final int tokenAt = json.indexOf(token);
        final int numberAt = json.indexOf(number);
        final String before = format.before(name) + json.substring(0, tokenAt);
        final String rest = json.substring(tokenAt + token.length());
        if (numberAt < 0) {
            return new Template(before, "", rest + format.after(), false);
        }
        final int gap = rest.indexOf(number);
        return new Template(
                before, rest.substring(0, gap), rest.substring(gap + number.length()) + format.after(), true);
    }

    void write(ByteBuf out, byte[] quotedToken, long number) {
        out.writeBytes(before).writeBytes(quotedToken).writeBytes(between);
        if (numbered) {
            ByteBufUtil.writeAscii(out, Long.toString(number));
        }
        out.writeBytes(after);
    }
}
