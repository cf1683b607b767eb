package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Passes on what the gateway needn't understand, such as audio: committed with its first byte. */
final class PassRelay extends Relay {
    private final Answer answer;
    private boolean content;

    PassRelay(Answer answer) {
        this.answer = answer;
    }

    void begin() {
        content = false;
    }

    @Override
    void body(ByteBuf in, int index, int length) {
        content = true;
        answer.commit();
        answer.span(in, index, length);
    }

    @Override
    @Nullable
    Fault end() {
        return null;
    }

    @Override
    boolean hasContent() {
        return content;
    }
}
