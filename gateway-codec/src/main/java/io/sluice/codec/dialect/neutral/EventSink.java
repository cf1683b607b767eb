package io.sluice.codec.dialect.neutral;

/** Takes the steps of one stream, in order, on the caller's thread. */
@FunctionalInterface
public interface EventSink {
    /** @param event valid until this returns */
    void event(Event event);
}
