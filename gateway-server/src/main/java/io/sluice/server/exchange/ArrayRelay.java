package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.EventKind;
import io.sluice.codec.dialect.JsonArrayScanner;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Relays a Gemini stream that comes as one JSON array: held until the first element with content, then passed on as it
 * comes.
 */
final class ArrayRelay extends Relay implements JsonArrayScanner.Sink {
    private final Answer answer;
    private final Usage usage;
    private final int maxHeldBytes;
    private final StreamInspector inspector;
    private final JsonArrayScanner scanner = new JsonArrayScanner(EventRelay.MAX_INSIDE_BYTES, this);
    private boolean content;
    private boolean failed;

    ArrayRelay(Answer answer, Usage usage, int maxHeldBytes, StreamInspector inspector) {
        this.answer = answer;
        this.usage = usage;
        this.maxHeldBytes = maxHeldBytes;
        this.inspector = inspector;
    }

    void begin() {
        inspector.reset();
        scanner.reset();
        content = false;
        failed = false;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        scanner.feed(in, index, length);
        answer.span(in.retainedSlice(index, length));
        if (!failed && (content || answer.waitingBytes() > maxHeldBytes)) {
            answer.commit();
        }
    }

    @Override
    public void element(ByteBuf data, int dataIndex, int dataLength, boolean oversized, int endIndex) {
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
        if (failed) {
            return answer.isCommitted() ? Fault.ERROR_IN_STREAM : Fault.ERROR_UNDER_200;
        }
        if (scanner.isBroken()) {
            return Fault.GARBAGE;
        }
        return scanner.isClosed() && inspector.isComplete() ? null : Fault.TRUNCATED;
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
