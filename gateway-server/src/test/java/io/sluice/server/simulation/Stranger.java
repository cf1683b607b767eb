package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.Method;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client that sends any bytes whatever. What it gets must be well-formed, no more answers than it can have asked for, and
 * nothing of anybody else's.
 */
final class Stranger implements Peer, ResponseSink {
    private static final HttpLimits LIMITS = new HttpLimits(256 * 1024, 10_000, Long.MAX_VALUE);
    private static final long MS = 1_000_000L;

    private final World world;
    private final Link link;
    private final byte[] bytes;
    private final String others;
    private final List<Boolean> headOnly = new ArrayList<>();
    private final ResponseParser parser = new ResponseParser(LIMITS, this);
    private final StringBuilder tail = new StringBuilder();
    private int answers;
    private boolean over;

    /** @param others what stands in every answer to somebody else */
    Stranger(World world, Link link, byte[] bytes, String others) {
        this.world = world;
        this.link = link;
        this.bytes = bytes;
        this.others = others;
        readAsTheGatewayMust();
    }

    private void readAsTheGatewayMust() {
        final RequestParser reader = new RequestParser(Requests.LIMITS, new Heads());
        final ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable()) {
            reader.feed(in);
        }
        reader.close();
    }

    @Override
    public void connected() {
        parser.expect(isHeadOnly());
        send(0);
        world.later(30_000 * MS, this::quit);
    }

    private void send(int from) {
        if (over || from == bytes.length) {
            return;
        }
        final int count = world.choices().between(1, bytes.length - from);
        link.send(Arrays.copyOfRange(bytes, from, from + count));
        world.later(world.choices().below(3) * MS, () -> send(from + count));
    }

    private boolean isHeadOnly() {
        return answers < headOnly.size() && headOnly.get(answers);
    }

    @Override
    public void received(byte[] heard) {
        final ByteBuf in = Unpooled.wrappedBuffer(heard);
        while (in.isReadable() && !over) {
            parser.feed(in);
        }
    }

    @Override
    public void head(ResponseHead head) {
        if (++answers > headOnly.size() + 1) {
            world.fail("answer " + answers + " to " + headOnly.size() + " requests");
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        tail.append(in.toString(index, length, ISO_8859_1));
        if (tail.indexOf(others) >= 0) {
            world.fail("somebody else's answer");
        }
        tail.delete(0, Math.max(0, tail.length() - others.length()));
    }

    @Override
    public void end() {
        parser.expect(isHeadOnly());
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        if (rule != Violation.TRUNCATED) {
            world.fail("a stranger was sent what is no answer: " + rule + " at " + atOffset);
        }
    }

    private void quit() {
        if (!over) {
            over = true;
            link.close();
        }
    }

    @Override
    public void ended() {
        parser.eof();
        quit();
    }

    @Override
    public void reset() {
        over = true;
    }

    /** Gives back what it holds. */
    void forget() {
        parser.close();
    }

    private final class Heads implements RequestSink {
        @Override
        public void head(RequestHead head) {
            headOnly.add(head.method() == Method.HEAD);
        }

        @Override
        public void body(ByteBuf in, int index, int length) {
            // Only how many there are matters.
        }

        @Override
        public void end() {
            // Only how many there are matters.
        }

        @Override
        public void violation(Violation rule, long atOffset) {
            // The answer that says so is the one more that is allowed.
        }
    }
}
