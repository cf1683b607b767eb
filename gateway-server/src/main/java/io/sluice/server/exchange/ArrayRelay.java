package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.EventKind;
import io.sluice.codec.dialect.JsonArrayScanner;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Relays a Gemini stream that comes as one JSON array: held until the first element with content, then passed on element by
 * element.
 */
final class ArrayRelay extends Relay implements JsonArrayScanner.Sink {
    private final Answer answer;
    private final Usage usage;
    private final int maxHeldBytes;
    private final StreamInspector inspector;
    private final JsonArrayScanner scanner = new JsonArrayScanner(EventRelay.MAX_INSIDE_BYTES, this);
    private @Nullable ChannelSecrets withheld;
    private final Spans tail;
    private int elementsEnd;
    private boolean content;
    private long parts;
    private boolean failed;

    ArrayRelay(Answer answer, Usage usage, int maxHeldBytes, StreamInspector inspector) {
        this.answer = answer;
        this.tail = new Spans(answer.memory());
        this.usage = usage;
        this.maxHeldBytes = maxHeldBytes;
        this.inspector = inspector;
    }

    /** @param secrets what an error must not show */
    void begin(ChannelSecrets secrets) {
        cancel();
        withheld = secrets;
        inspector.reset();
        scanner.reset();
        parts = 0;
        content = false;
        failed = false;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        elementsEnd = index;
        scanner.feed(in, index, length);
        if (elementsEnd > index) {
            passTail();
            answer.span(in, index, elementsEnd - index);
            withholdError();
        }
        keepTail(in, elementsEnd, index + length);
        if (!failed && (content || answer.heldBytes() > maxHeldBytes)) {
            answer.commit();
        }
    }

    /** What follows the last whole element waits for the rest of its own, which may turn out to be an error. */
    private void keepTail(ByteBuf in, int start, int end) {
        if (end > start) {
            tail.add(in, start, end - start);
            if (tail.heldBytes() > maxHeldBytes) {
                passTail();
            }
        }
    }

    private void passTail() {
        answer.spans(tail);
        withholdError();
    }

    private void withholdError() {
        final ChannelSecrets secrets = withheld;
        if (failed && secrets != null) {
            answer.withhold(secrets);
        }
    }

    @Override
    void cancel() {
        tail.release();
    }

    @Override
    public void element(ByteBuf data, int dataIndex, int dataLength, boolean oversized, int endIndex) {
        elementsEnd = Math.max(elementsEnd, endIndex);
        parts++;
        if (oversized) {
            inspector.oversized();
            content = true;
            return;
        }
        final EventKind kind = inspector.data(data, dataIndex, dataLength, usage);
        if (kind == EventKind.ERROR) {
            failed = true;
        } else if (kind.commits()) {
            content = true;
        }
    }

    @Override
    @Nullable
    Fault earlyFault() {
        return failed && !answer.isCommitted() ? Fault.ERROR_UNDER_200 : null;
    }

    @Override
    @Nullable
    Fault end() {
        if (scanner.isClosed()) {
            passTail();
        }
        if (failed) {
            return answer.isCommitted() ? Fault.ERROR_IN_STREAM : Fault.ERROR_UNDER_200;
        }
        if (scanner.isBroken()) {
            return Fault.GARBAGE;
        }
        return scanner.isClosed() && inspector.isComplete() ? null : Fault.TRUNCATED;
    }

    @Override
    long parts() {
        return parts;
    }

    @Override
    boolean hasContent() {
        return content;
    }

    @Override
    @Nullable
    String faultMessage() {
        return inspector.errorMessage();
    }

    @Override
    long estimatedOutputTokens() {
        return inspector.estimatedOutputTokens();
    }
}
