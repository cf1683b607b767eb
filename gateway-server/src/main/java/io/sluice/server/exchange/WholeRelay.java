package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.sluice.codec.dialect.BodyInspector;
import io.sluice.codec.dialect.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer in one piece. It is held until it has ended and proved whole, so that a failure in the middle can still
 * be made good elsewhere; past the bound of what may be held it is committed and passed on as it comes. An error is only passed
 * on when it could be searched, as a whole, for what it must not show.
 */
final class WholeRelay extends Relay {
    private final Answer answer;
    private final Usage usage;
    private final int maxHeldBytes;

    private @Nullable BodyInspector inspector;
    private @Nullable ChannelSecrets withheld;
    private boolean content;
    private boolean legible;
    private boolean unsearchable;
    /** What came so far was measured, and so is what still comes: not all of it is held to be looked at later. */
    private boolean measuring;

    WholeRelay(Answer answer, Usage usage, int maxHeldBytes) {
        this.answer = answer;
        this.usage = usage;
        this.maxHeldBytes = maxHeldBytes;
    }

    /**
     * @param reader looks into the body; null for an answer whose body is passed on unread
     * @param secrets for an error: what it must not show
     * @param plain whether the body comes without an encoding
     */
    void begin(@Nullable BodyInspector reader, @Nullable ChannelSecrets secrets, boolean plain) {
        inspector = reader;
        withheld = secrets;
        content = false;
        legible = plain;
        unsearchable = false;
        measuring = !answer.holdsAll();
        if (reader != null) {
            reader.reset();
        }
    }

    /** Lets go of the reader: the answer is over. */
    void forget() {
        inspector = null;
        withheld = null;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        content = content
                || inspector == null
                || in.forEachByte(index, length, ByteProcessor.FIND_NON_LINEAR_WHITESPACE) >= 0;
        final BodyInspector reader = inspector;
        if (reader != null) {
            reader.feed(in, index, length);
            if (measuring) {
                reader.measure(in, index, length);
            }
        }
        if (unsearchable) {
            return;
        }
        answer.span(in, index, length);
        final boolean tooLarge = answer.heldBytes() > maxHeldBytes;
        if (withheld != null) {
            unsearchable = tooLarge || !legible;
        } else if (tooLarge && !answer.isCommitted()) {
            measureHeld();
            answer.commit();
        }
    }

    @Override
    @Nullable
    Fault earlyFault() {
        return unsearchable ? Fault.CALLER : null;
    }

    @Override
    @Nullable
    String faultMessage() {
        return !unsearchable ? null : legible ? "its error is too large to be passed on" : "its error is encoded";
    }

    @Override
    @Nullable
    Fault end() {
        final ChannelSecrets secrets = withheld;
        if (unsearchable) {
            return Fault.CALLER;
        }
        if (secrets != null) {
            answer.withhold(secrets);
        }
        final BodyInspector reader = inspector;
        if (reader == null) {
            return null;
        }
        reader.finish(usage);
        if (!usage.isKnown()) {
            measureHeld();
            reader.finish(usage);
        }
        if (reader.isError()) {
            return Fault.ERROR_UNDER_200;
        }
        return reader.isIntact() ? null : Fault.GARBAGE;
    }

    /** The whole is one part. */
    @Override
    long parts() {
        return 0;
    }

    @Override
    boolean hasContent() {
        return content;
    }

    @Override
    void clientGone() {
        measureHeld();
    }

    @Override
    long estimatedOutputTokens() {
        final BodyInspector reader = inspector;
        if (reader == null) {
            return 0;
        }
        if (!usage.isKnown()) {
            measureHeld();
        }
        return reader.estimatedOutputTokens();
    }

    /** Words are counted only of an answer that doesn't count them itself: most do. */
    private void measureHeld() {
        final BodyInspector reader = inspector;
        if (measuring || reader == null) {
            return;
        }
        measuring = true;
        final List<ByteBuf> held = answer.held();
        for (int i = 0; i < held.size(); i++) {
            final ByteBuf span = held.get(i);
            reader.measure(span, span.readerIndex(), span.readableBytes());
        }
    }
}
