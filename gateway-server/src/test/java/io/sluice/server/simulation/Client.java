package io.sluice.server.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's end of a connection: sends its requests in pieces and reads the answers strictly, each for the request it belongs to. */
final class Client implements Peer, ResponseSink {
    private static final HttpLimits LIMITS = new HttpLimits(64 * 1024, 1000, Long.MAX_VALUE);
    private static final FieldName REQUEST_ID = FieldName.of("x-request-id");
    private static final long MS = 1_000_000L;

    private final World world;
    private final Choices choices;
    private final Link link;
    private final Manners manners;
    private final List<Asked> script;
    private final ResponseParser parser = new ResponseParser(LIMITS, this);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private int begun;
    private int sent;
    private int heard;
    private int sentBytes;
    private int heardBytes;
    private boolean armed;
    private boolean left;
    private boolean over;
    private boolean reset;
    private boolean lastAnswer;

    Client(World world, Link link, Manners manners, List<Asked> script) {
        this.world = world;
        this.choices = world.choices();
        this.link = link;
        this.manners = manners;
        this.script = script;
    }

    Manners manners() {
        return manners;
    }

    List<Asked> script() {
        return script;
    }

    /** Gives back what it holds. */
    void forget() {
        parser.close();
    }

    /** Whether the connection's end was the client's own wish. */
    boolean left() {
        return left;
    }

    boolean wasReset() {
        return reset;
    }

    /** Whether the gateway said that this answer was the connection's last. */
    boolean wasToldLast() {
        return lastAnswer;
    }

    int begun() {
        return begun;
    }

    // Sending

    @Override
    public void connected() {
        world.later(choices.below(20) * MS, this::sendNext);
    }

    private void sendNext() {
        if (over || sent == script.size() || begun > sent) {
            return;
        }
        begun++;
        arm();
        sendPiece(script.get(sent), 0);
    }

    private void sendPiece(Asked asked, int from) {
        if (over) {
            return;
        }
        final int rest = asked.wire.length - from;
        int count = choices.oneIn(2) ? rest : Math.min(rest, choices.skewed(rest));
        final boolean leaves = sentBytes + count >= manners.leavesAfter();
        if (leaves) {
            count = Math.max(0, manners.leavesAfter() - sentBytes);
        }
        sentBytes += count;
        link.send(Arrays.copyOfRange(asked.wire, from, from + count));
        if (leaves) {
            leave();
        } else if (count < rest) {
            final int next = from + count;
            world.later(pause(), () -> sendPiece(asked, next));
        } else {
            asked.sent = true;
            sent++;
            sentOne();
        }
    }

    private void sentOne() {
        if (sent == script.size() && manners.halfCloses()) {
            link.sendEnd();
            left = true;
        }
        if (manners.pipelines() || heard >= sent) {
            world.later(pause(), this::sendNext);
        }
        checkOver();
    }

    private long pause() {
        if (manners.slow()) {
            return choices.below(1_500) * MS;
        }
        return choices.oneIn(2) ? 0 : choices.below(30) * MS;
    }

    private void leave() {
        left = true;
        over = true;
        world.note("client leaves", link.number(), sentBytes);
        if (choices.oneIn(2)) {
            link.abort();
        } else {
            link.close();
        }
    }

    // Hearing

    private void arm() {
        if (!armed && heard < begun) {
            armed = true;
            parser.expect(script.get(heard).headOnly);
        }
    }

    @Override
    public void received(byte[] bytes) {
        if (over) {
            return;
        }
        heardBytes += bytes.length;
        final ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable() && !over) {
            parser.feed(in);
        }
        if (heardBytes >= manners.leavesHearing() && !over) {
            leave();
        } else if (heardBytes >= manners.stopsAt() && heardBytes - bytes.length < manners.stopsAt()) {
            link.reading(false);
            world.later(manners.stopsForMs() * MS, () -> link.reading(true));
        }
    }

    @Override
    public void head(ResponseHead head) {
        final Asked asked = script.get(heard);
        final Asked.Heard answer = new Asked.Heard();
        answer.status = head.status();
        answer.keepAlive = head.keepAlive() && !head.closeDelimited();
        final String type = head.value(FieldName.CONTENT_TYPE);
        answer.json = type != null && type.startsWith("application/json");
        asked.heard = answer;
        final String id = head.value(REQUEST_ID);
        if (id == null) {
            world.fail("an answer without x-request-id to " + asked);
        } else {
            asked.requestId = id;
            world.requestId(id);
        }
        body.reset();
        world.note("client hears " + head.status(), link.number(), heard);
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        final byte[] bytes = new byte[length];
        in.getBytes(index, bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void end() {
        final Asked.Heard answer = current();
        answer.body = body.toByteArray();
        answer.complete = true;
        body.reset();
        heard++;
        armed = false;
        if (!answer.keepAlive) {
            lastAnswer = true;
            world.note("client was told the last", link.number(), heard);
            if (!choices.oneIn(4)) {
                quit();
            }
            return;
        }
        arm();
        if (heard == sent && !manners.pipelines()) {
            world.later(pause(), this::sendNext);
        }
        checkOver();
    }

    private void checkOver() {
        if (!over && heard == script.size() && sent == script.size() && !manners.lingers()) {
            world.later(choices.below(50) * MS, this::quit);
        }
    }

    private void quit() {
        if (!over) {
            over = true;
            link.close();
        }
    }

    private Asked.Heard current() {
        final Asked.Heard answer = heard < script.size() ? script.get(heard).heard : null;
        if (answer == null) {
            throw new AssertionError("the end of an answer without its beginning");
        }
        return answer;
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        if (rule == Violation.TRUNCATED) {
            truncated();
        } else if (rule == Violation.UNSOLICITED_RESPONSE && wasHeadCutShort()) {
            quit();
        } else {
            world.fail("a client was sent what is no answer: " + rule + " at " + atOffset + " on " + link.number());
        }
    }

    /** The gateway gave up on a HEAD before it could know that it was one, and told so with a body. */
    private boolean wasHeadCutShort() {
        final Asked last = script.get(Math.max(0, heard - 1));
        return last.headOnly && last.heard != null && last.heard.status == 408;
    }

    private void truncated() {
        final Asked.@Nullable Heard answer = heard < script.size() ? script.get(heard).heard : null;
        if (answer != null && !answer.complete) {
            answer.body = body.toByteArray();
        }
    }

    @Override
    public void ended() {
        if (over) {
            return;
        }
        parser.eof();
        over = true;
        link.close();
    }

    @Override
    public void reset() {
        reset = true;
        if (!over) {
            truncated();
            over = true;
        }
    }
}
