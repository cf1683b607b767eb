package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a request parser says, one line a call; pieces of one body are joined, whatever their cuts. */
public final class RecordingRequestSink implements RequestSink {
    private final List<String> calls = new ArrayList<>();
    private @Nullable StringBuilder body;
    private @Nullable Violation violation;

    /** The calls so far. */
    public List<String> calls() {
        flushBody();
        return List.copyOf(calls);
    }

    /** The rule that was broken, if any. */
    public @Nullable Violation violation() {
        return violation;
    }

    @Override
    public void head(final RequestHead head) {
        final StringBuilder line = new StringBuilder("head ")
                .append(text(head, head.methodOffset(), head.methodLength()))
                .append(' ')
                .append(text(head, head.targetOffset(), head.targetLength()))
                .append(head.http11() ? " 1.1" : " 1.0")
                .append(head.keepAlive() ? " keep" : " close")
                .append(head.expectContinue() ? " expect" : "");
        calls.add(Recording.framing(line, head).toString());
    }

    private static String text(final RequestHead head, final int offset, final int length) {
        return head.bytes().toString(offset, length, ISO_8859_1);
    }

    @Override
    public void body(final ByteBuf in, final int index, final int length) {
        if (length < 1) {
            throw new AssertionError("an empty piece of a body");
        }
        StringBuilder joined = body;
        if (joined == null) {
            joined = new StringBuilder();
            body = joined;
        }
        joined.append(in.toString(index, length, ISO_8859_1));
    }

    @Override
    public void end() {
        flushBody();
        calls.add("end");
    }

    @Override
    public void violation(final Violation rule, final long atOffset) {
        flushBody();
        calls.add("violation " + rule + " at " + atOffset);
        violation = rule;
    }

    private void flushBody() {
        final StringBuilder joined = body;
        if (joined != null) {
            calls.add("body " + joined);
            body = null;
        }
    }
}
