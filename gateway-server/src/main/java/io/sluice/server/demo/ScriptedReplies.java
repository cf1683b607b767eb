package io.sluice.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a script makes of an answer before it is sent: an error, a replay, an error in its middle. */
final class ScriptedReplies {
    private static final byte[] HTML =
            "<html><body><h1>502 Bad Gateway</h1></body></html>\n".getBytes(StandardCharsets.US_ASCII);

    private ScriptedReplies() {}

    /** An error in the vendor's shape, unless the script wants it in none. */
    static Reply error(int status, SimScript script, long serial, VendorApi api) {
        final Refusal refusal = Refusal.scripted(status, script);
        final Reply reply = script.text(SimScript.Key.ERROR_BODY, "").equals("html")
                ? Reply.bytes(status, "text/html", HTML)
                : Reply.json(status, api.errorBody(refusal, serial));
        final String retryAfter = refusal.retryAfter();
        return retryAfter == null ? reply : reply.with(List.of(new Field("retry-after", retryAfter)));
    }

    /** A good answer with what the script puts in its place or in its middle. */
    static Reply spoil(Reply served, SimScript script, ReceivedRequest request, VendorApi api) {
        final SimScript.Replay replay = script.replay();
        if (replay != null) {
            final List<Field> fields = new ArrayList<>();
            replay.headers().forEach((name, value) -> fields.add(new Field(name, value)));
            return new Reply(
                    replay.status(), "", fields, replay.body().length, Pieces.cut(replay.body(), script.cuts()));
        }
        if (script.has(SimScript.Key.NO_END) && served.pieces() instanceof EventStream events) {
            events.dropLast();
        }
        if (!script.has(SimScript.Key.FIRST_ERROR) && !script.has(SimScript.Key.MID_ERROR)) {
            return served;
        }
        final Refusal refusal =
                Refusal.scripted(script.number(SimScript.Key.ERROR_STATUS, api.overloadedStatus()), script);
        if (served.pieces() instanceof EventStream events) {
            events.failAfter(
                    script.has(SimScript.Key.FIRST_ERROR) ? 0 : script.number(SimScript.Key.MID_ERROR, 0),
                    api.streamError(request, events, refusal));
            return served;
        }
        return Reply.json(200, api.errorBody(refusal, request.number()));
    }

    /** The vendor's fields added, and the body cut as the script says. */
    static Reply finish(Reply reply, SimScript script, List<Field> vendorFields) {
        final List<Field> fields = new ArrayList<>(reply.contentType().isEmpty() ? List.of() : vendorFields);
        fields.addAll(reply.fields());
        final Reply named = reply.with(fields);
        final boolean needsLength = script.text(SimScript.Key.FRAMING, "").equals("length") && reply.isStream();
        if (!needsLength && !script.has(SimScript.Key.SLOW)) {
            return named;
        }
        final List<Integer> ends = new ArrayList<>();
        final byte[] body = drain(reply.pieces(), ends);
        final Pieces pieces = script.has(SimScript.Key.SLOW)
                ? Pieces.dripped(body, Math.max(1, script.number(SimScript.Key.SLOW, 1)))
                : Pieces.cut(body, ends.stream().mapToInt(Integer::intValue).toArray());
        final boolean keepsStreaming = reply.isStream() && !needsLength;
        return new Reply(reply.status(), reply.contentType(), fields, keepsStreaming ? -1 : body.length, pieces);
    }

    private static byte[] drain(Pieces pieces, List<Integer> ends) {
        final ByteBuf all = Unpooled.buffer();
        while (pieces.next(all)) {
            ends.add(all.writerIndex());
        }
        final byte[] body = new byte[all.readableBytes()];
        all.readBytes(body);
        return body;
    }
}
