package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.server.simulation.Told.End;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a vendor's answers: right ones in all framings, and wrong ones of every kind. */
final class AnswerMaker {
    private static final long MS = 1_000_000L;
    private static final int[] CALLERS = {400, 404, 422};

    private enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private final Choices choices;
    private final Asked asked;
    private final int serial;
    private final boolean withUsage;
    private boolean prompt = true;

    private AnswerMaker(Choices choices, Asked asked, int serial, boolean withUsage) {
        this.choices = choices;
        this.asked = asked;
        this.serial = serial;
        this.withUsage = withUsage;
    }

    /** @param withUsage whether the gateway, or the client, asked for a stream's usage */
    static Told make(Choices choices, AnswerKind kind, Asked asked, int serial, boolean withUsage) {
        return new AnswerMaker(choices, asked, serial, withUsage).make(kind);
    }

    private Told make(AnswerKind kind) {
        return switch (kind) {
            case WHOLE -> whole(kind, body(), 200);
            case ENCODED -> encoded();
            case TRAILING -> trailing();
            case CALLERS_FAULT -> whole(kind, AnswerBody.error(asked, serial), CALLERS[choices.below(CALLERS.length)]);
            case CREDENTIAL_REFUSED -> refused(kind, choices.oneIn(2) ? 401 : 403, "");
            case RATE_LIMITED -> refused(kind, 429, choices.oneIn(2) ? "retry-after: 2\r\n" : "");
            case SERVER_ERROR -> refused(kind, choices.oneIn(2) ? 500 : 502, "");
            case OVERLOADED -> refused(kind, choices.oneIn(2) ? 503 : 529, "retry-after: 1\r\n");
            case REDIRECT -> refused(kind, 302, "location: http://elsewhere/\r\n");
            case ERROR_UNDER_200 -> errorUnder200();
            case ERROR_IN_STREAM ->
                asked.stream ? broken(kind, AnswerBody.failing(asked, serial, false, choices)) : errorUnder200();
            case UNFINISHED -> broken(kind, asked.stream ? AnswerBody.unfinished(asked, serial, choices) : half());
            case CUT -> cut(choices.oneIn(2) ? End.CLOSE : End.RESET);
            case STALLED -> cut(End.SILENCE);
            case WRONG_LENGTH -> wrongLength();
            case BROKEN_CHUNK -> brokenChunk();
            case GARBAGE -> raw(kind, garbage(), End.KEEP);
            case ENDLESS_HEAD -> raw(kind, endlessHead(), End.KEEP);
            case TOO_MANY_INTERIM -> raw(kind, ascii("HTTP/1.1 100 Continue\r\n\r\n".repeat(12)), End.KEEP);
            case SILENT -> raw(kind, new byte[0], End.SILENCE);
            case NOTHING -> raw(kind, new byte[0], choices.oneIn(2) ? End.CLOSE : End.RESET);
        };
    }

    private AnswerBody body() {
        return asked.stream
                ? AnswerBody.events(asked, serial, withUsage, choices)
                : AnswerBody.unary(asked, serial, choices);
    }

    private AnswerBody half() {
        final AnswerBody whole = AnswerBody.unary(asked, serial, choices);
        final byte[] bytes = Arrays.copyOf(whole.wire(), choices.below(whole.wire().length));
        return new AnswerBody(whole.type(), bytes, bytes, -1, -1, -1);
    }

    private Told whole(AnswerKind kind, AnswerBody body, int status) {
        final Framing framing = anyFraming(kind == AnswerKind.ENCODED);
        final byte[] wire = join(interim(), wire(body, status, framing, "", body.wire().length));
        final End end = framing == Framing.CLOSE ? End.CLOSE : End.KEEP;
        final int mayComplete = asked.stream && framing == Framing.CLOSE && body.finishEnd() >= 0
                ? body.finishEnd()
                : body.visible().length;
        return told(kind, status, wire, end, body.visible(), mayComplete, body, true);
    }

    private Told encoded() {
        return whole(AnswerKind.ENCODED, AnswerBody.encoded(asked, serial, choices), 200);
    }

    private Told trailing() {
        final AnswerBody body = body();
        final byte[] wire =
                wire(body, 200, choices.oneIn(2) ? Framing.CHUNKED : Framing.LENGTH, "", body.wire().length);
        final byte[] more = ascii("\0\1trailing");
        final Told told =
                told(AnswerKind.TRAILING, 200, wire, End.KEEP, body.visible(), body.visible().length, body, true);
        final List<Told.Piece> pieces = new ArrayList<>(told.pieces());
        if (choices.oneIn(2)) {
            pieces.add(new Told.Piece(choices.below(50) * MS, more));
        } else {
            final Told.Piece last = pieces.removeLast();
            pieces.add(new Told.Piece(last.afterNs(), join(last.bytes(), more)));
        }
        return told.with(pieces, wire.length, prompt);
    }

    private Told refused(AnswerKind kind, int status, String fields) {
        final AnswerBody body = AnswerBody.error(asked, serial);
        final Framing framing = anyFraming(false);
        final byte[] wire = wire(body, status, framing, fields, body.wire().length);
        return told(kind, status, wire, framing == Framing.CLOSE ? End.CLOSE : End.KEEP, null, -1, null, false);
    }

    private Told errorUnder200() {
        final AnswerBody body =
                asked.stream ? AnswerBody.failing(asked, serial, true, choices) : AnswerBody.error(asked, serial);
        final byte[] wire =
                wire(body, 200, choices.oneIn(2) ? Framing.CHUNKED : Framing.LENGTH, "", body.wire().length);
        return told(AnswerKind.ERROR_UNDER_200, 200, wire, End.KEEP, null, -1, null, false);
    }

    private Told broken(AnswerKind kind, AnswerBody body) {
        final Framing framing = anyFraming(false);
        final byte[] wire = wire(body, 200, framing, "", body.wire().length);
        return told(kind, 200, wire, framing == Framing.CLOSE ? End.CLOSE : End.KEEP, body.visible(), -1, null, false);
    }

    private Told cut(End end) {
        final AnswerBody body = body();
        final Framing framing = anyFraming(false);
        final byte[] wire = wire(body, 200, framing, "", body.wire().length);
        final byte[] sent = Arrays.copyOf(wire, choices.below(wire.length)); // never whole: that is another kind
        final boolean endsByClose = asked.stream && framing == Framing.CLOSE && end == End.CLOSE;
        return told(
                end == End.SILENCE ? AnswerKind.STALLED : AnswerKind.CUT,
                200,
                sent,
                end,
                body.visible(),
                endsByClose ? body.finishEnd() : body.visible().length,
                body,
                false);
    }

    private Told wrongLength() {
        final AnswerBody body = body();
        final int length = body.wire().length;
        final boolean tooShort = choices.oneIn(2);
        final int said = tooShort ? choices.below(length) : length + 1 + choices.below(100);
        final byte[] wire = wire(body, 200, Framing.LENGTH, "", said);
        final End end = tooShort || choices.oneIn(3) ? End.SILENCE : End.CLOSE;
        final int mayComplete = asked.stream ? body.finishEnd() : -1;
        final Told told = told(AnswerKind.WRONG_LENGTH, 200, wire, end, body.visible(), mayComplete, body, false);
        return tooShort ? told.with(told.pieces(), wire.length - length + said, false) : told;
    }

    private Told brokenChunk() {
        final AnswerBody body = body();
        final byte[] begun = Arrays.copyOf(body.wire(), choices.below(body.wire().length + 1));
        final byte[] sent = join(
                ascii(head(body, 200, "HTTP/1.1 ", "transfer-encoding: chunked\r\n")),
                chunked(begun, "xyz\r\nxyz\r\n"));
        return told(
                AnswerKind.BROKEN_CHUNK,
                200,
                sent,
                End.KEEP,
                body.visible(),
                asked.stream ? body.visible().length : -1,
                body,
                false);
    }

    private Told raw(AnswerKind kind, byte[] wire, End end) {
        return told(kind, 0, wire, end, null, -1, null, false);
    }

    private Told told(
            AnswerKind kind,
            int status,
            byte[] wire,
            End end,
            byte @Nullable [] visible,
            int mayComplete,
            @Nullable AnswerBody body,
            boolean clean) {
        final List<Told.Piece> pieces = pieces(wire);
        return new Told(
                kind,
                serial,
                status,
                pieces,
                end,
                visible,
                mayComplete,
                body == null ? -1 : body.inputTokens(),
                body == null ? -1 : body.outputTokens(),
                end == End.KEEP ? wire.length : Integer.MAX_VALUE,
                clean && prompt);
    }

    private List<Told.Piece> pieces(byte[] wire) {
        final List<Told.Piece> pieces = new ArrayList<>();
        final int count = choices.oneIn(2) ? 1 : choices.between(1, 5);
        int from = 0;
        for (int i = 1; i <= count && from < wire.length; i++) {
            final int to = i == count ? wire.length : from + 1 + choices.below(wire.length - from);
            pieces.add(new Told.Piece(pause(), Arrays.copyOfRange(wire, from, to)));
            from = to;
        }
        return pieces;
    }

    private long pause() {
        if (choices.oneIn(30)) {
            prompt = false;
            return choices.below(4_000) * MS;
        }
        return choices.oneIn(3) ? choices.below(20) * MS : 0;
    }

    private Framing anyFraming(boolean selfDelimiting) {
        return switch (choices.below(selfDelimiting ? 2 : 3)) {
            case 0 -> Framing.CHUNKED;
            case 1 -> Framing.LENGTH;
            default -> Framing.CLOSE;
        };
    }

    private byte[] interim() {
        return choices.oneIn(8)
                ? ascii("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
                : new byte[0];
    }

    private byte[] wire(AnswerBody body, int status, Framing framing, String fields, int saidLength) {
        final String version = framing == Framing.CLOSE && choices.oneIn(3) ? "HTTP/1.0 " : "HTTP/1.1 ";
        return switch (framing) {
            case LENGTH ->
                join(
                        ascii(head(body, status, version, fields + "content-length: " + saidLength + "\r\n")),
                        body.wire());
            case CLOSE -> join(ascii(head(body, status, version, fields + "connection: close\r\n")), body.wire());
            case CHUNKED ->
                join(
                        ascii(head(body, status, version, fields + "transfer-encoding: chunked\r\n")),
                        chunked(body.wire(), choices.oneIn(9) ? "0\r\nx-trailer: 1\r\n\r\n" : "0\r\n\r\n"));
        };
    }

    private String head(AnswerBody body, int status, String version, String fields) {
        return version + status + " Any Reason\r\ncontent-type: " + body.type() + "\r\nx-request-id: vendor-" + serial
                + "\r\n" + fields + "\r\n";
    }

    private byte[] chunked(byte[] body, String end) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        int from = 0;
        while (from < body.length) {
            final int length =
                    choices.oneIn(2) ? body.length - from : Math.min(body.length - from, choices.skewed(2_000));
            out.writeBytes(ascii(Integer.toHexString(length) + (choices.oneIn(9) ? ";ext=1" : "") + "\r\n"));
            out.write(body, from, length);
            out.writeBytes(ascii("\r\n"));
            from += length;
        }
        out.writeBytes(ascii(end));
        return out.toByteArray();
    }

    private byte[] garbage() {
        final byte[] bytes = new byte[choices.between(1, 300)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) choices.below(256);
        }
        bytes[0] = 'x';
        return bytes;
    }

    private static byte[] endlessHead() {
        return ascii("HTTP/1.1 200 OK\r\n" + ("x-filler: " + "f".repeat(1000) + "\r\n").repeat(70));
    }

    private static byte[] join(byte[] first, byte[] second) {
        final byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
