package io.sluice.server.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection as a vendor sees it: strict about what it is asked, and answering as chance wants. */
final class VendorConnection implements Peer, RequestSink {
    private static final HttpLimits LIMITS = new HttpLimits(256 * 1024, 1000, Long.MAX_VALUE);
    private static final FieldName TOKEN = FieldName.of("x-token");
    private static final String OPTIONS = "\"stream_options\":{\"include_usage\":true}";

    private final World world;
    private final Choices choices;
    private final Vendor vendor;
    private final Link link;
    private final RequestParser parser = new RequestParser(LIMITS, this);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private @Nullable Asked asked;
    private boolean requestWhole;
    private boolean answering;
    private boolean answered;
    private int answeredBytes;
    private int lastSerial;
    private boolean closed;
    private boolean foreign;
    /** It has answered anything whatever: what it says from now on may be taken for something else. */
    private boolean tainted;

    VendorConnection(World world, Vendor vendor, Link link) {
        this.world = world;
        this.choices = world.choices();
        this.vendor = vendor;
        this.link = link;
    }

    @Override
    public void connected() {
        // It is the gateway who speaks first.
    }

    @Override
    public void received(byte[] bytes) {
        final ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable() && !closed) {
            if (requestWhole && answering) {
                world.fail("bytes behind a request on " + link.number() + " while it is being answered");
            }
            parser.feed(in);
        }
    }

    @Override
    public void head(RequestHead head) {
        final String token = head.value(TOKEN);
        final Asked known = token == null ? null : world.asked(token);
        foreign = (known == null || !isFrom(head, known)) && world.foreignAnswer() != null;
        if (foreign) {
            asked = null;
            requestWhole = false;
            tainted = true;
            return;
        }
        if (known == null || known.kind != Asked.Kind.CHAT) {
            world.fail("a vendor was asked what no client may ask: " + token);
            return;
        }
        final String text = head.bytes().toString(ISO_8859_1);
        if (text.contains(World.KEY_PREFIX) || !vendor.credential().equals(head.value(FieldName.AUTHORIZATION))) {
            world.fail("credentials got mixed up: " + text);
        }
        world.note("vendor asked", link.number(), known.token.hashCode());
        asked = known;
        requestWhole = false;
        answered = false;
        body.reset();
        if (choices.oneIn(20)) {
            answer(known, known.stream); // before it has heard the question out
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        final byte[] bytes = new byte[length];
        in.getBytes(index, bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void end() {
        requestWhole = true;
        link.requestWhole();
        final Asked current = asked;
        if (foreign) {
            answerAnything();
        }
        if (current == null) {
            return;
        }
        final String text = body.toString(ISO_8859_1);
        checkBody(current, text);
        if (!answered) {
            answer(current, text.contains(OPTIONS));
        }
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        world.fail("a vendor was sent what is no request: " + rule + " at " + atOffset);
    }

    /** A stranger may have guessed a token, but not the length of what is asked with it. */
    private static boolean isFrom(RequestHead head, Asked known) {
        return head.contentLength() >= known.body.length;
    }

    private void answerAnything() {
        final byte[] answer = world.foreignAnswer();
        answering = true;
        if (answer != null && answer.length > 0) {
            final int cut = choices.below(answer.length);
            link.send(Arrays.copyOf(answer, cut));
            world.later(choices.below(20) * 1_000_000L, () -> {
                link.send(Arrays.copyOfRange(answer, cut, answer.length));
                finish(choices.oneIn(2) ? Told.End.SILENCE : Told.End.CLOSE);
            });
        }
        answering = false;
    }

    private void checkBody(Asked current, String text) {
        String plain = text;
        if (vendor.mapsTo() != null) {
            plain = plain.replace(
                    "\"model\":\"" + vendor.mapsTo() + "\"", "\"model\":\"" + World.model(current) + "\"");
        }
        if (current.stream && !current.usageWanted) {
            plain = plain.replace(OPTIONS + ",", "").replace("," + OPTIONS, "");
        }
        if (!plain.equals(new String(current.body, ISO_8859_1))) {
            world.fail("the body of " + current + " was changed on its way: " + text);
        }
    }

    private void answer(Asked current, boolean withUsage) {
        answering = true;
        answered = true;
        final AnswerKind kind = vendor.mood(choices);
        final Told made = AnswerMaker.make(choices, kind, current, world.nextSerial(), withUsage);
        final Told told = requestWhole ? made : made.unclean();
        current.told.add(told);
        if (link.willBeSpoiled() || tainted) {
            current.disturbed = true;
        }
        world.note("vendor answers " + kind, link.number(), told.serial());
        if (told.soundBytes() != Integer.MAX_VALUE) {
            link.soundFor(told.soundBytes());
        } else if (!link.willBeSpoiled()) {
            link.soundForAll();
        }
        answeredBytes = 0;
        lastSerial = told.serial();
        send(told, 0);
    }

    private void send(Told told, int piece) {
        if (piece == told.pieces().size()) {
            finish(told.end());
            return;
        }
        final Told.Piece next = told.pieces().get(piece);
        world.later(next.afterNs(), () -> {
            final boolean interrupts =
                    told.serial() != lastSerial; // bytes behind an answer, and the next one has begun
            if (!closed && !interrupts) {
                answeredBytes += next.bytes().length;
                if (answeredBytes >= told.soundBytes()) {
                    answering = false;
                }
                link.send(next.bytes());
                send(told, piece + 1);
            }
        });
    }

    private void finish(Told.End end) {
        switch (end) {
            case KEEP -> idle();
            case CLOSE -> {
                closed = true;
                link.close();
            }
            case RESET -> {
                closed = true;
                link.abort();
            }
            case SILENCE -> {}
        }
    }

    private void idle() {
        answering = false;
        if (choices.oneIn(10)) {
            world.later(choices.below(300) * 1_000_000L, this::leaveIdle);
        } else if (choices.oneIn(20)) {
            world.later(choices.below(300) * 1_000_000L, this::speakUnasked);
        }
    }

    private void leaveIdle() {
        if (!closed && !answering) {
            closed = true;
            if (choices.oneIn(2) || !link.hasDelivered()) {
                link.close();
            } else {
                link.abort();
            }
        }
    }

    private void speakUnasked() {
        if (!closed && !answering) {
            link.soundFor(0);
            link.send(new byte[] {'?'});
        }
    }

    /** Gives back what it holds. */
    void forget() {
        parser.close();
    }

    @Override
    public void ended() {
        if (!closed) {
            closed = true;
            link.close();
        }
    }

    @Override
    public void reset() {
        closed = true;
    }
}
