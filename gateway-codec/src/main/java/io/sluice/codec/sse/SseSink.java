package io.sluice.codec.sse;

/** Receives the events of one stream, in order. Called while the scanner is fed, on the same thread; calls never nest, and the scanner must not be touched from inside. */
public interface SseSink {
    /**
     * A block of lines has ended: an event, or comments and unknown fields alone ({@link SseEvent#isComment}).
     *
     * @param event borrowed: valid until this call returns
     * @param endIndex index in the buffer being fed, just behind the blank line that ended the block; -1 when the end of the stream ended it
     */
    void event(SseEvent event, int endIndex);
}
