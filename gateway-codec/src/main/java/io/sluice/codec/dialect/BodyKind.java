package io.sluice.codec.dialect;

/** What a request of an endpoint carries, and so where its model is read from. */
public enum BodyKind {
    JSON,
    MULTIPART,
    NONE
}
