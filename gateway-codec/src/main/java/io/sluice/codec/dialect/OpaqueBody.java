package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;

/** An answer that isn't JSON (speech, subtitles): any byte is content, nothing is told. */
final class OpaqueBody implements BodyInspector {
    private boolean content;

    @Override
    public void reset() {
        content = false;
    }

    @Override
    public void feed(ByteBuf in, int index, int length) {
        content |= length > 0;
    }

    @Override
    public void measure(ByteBuf in, int index, int length) {}

    @Override
    public void finish(Usage usage) {}

    @Override
    public boolean hasContent() {
        return content;
    }

    @Override
    public boolean isError() {
        return false;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public boolean isIntact() {
        return true;
    }

    @Override
    public long estimatedOutputTokens() {
        return 0;
    }
}
