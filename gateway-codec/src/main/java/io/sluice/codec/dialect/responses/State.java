package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.UnsupportedException;

/** What a request refers to and only the vendor that keeps it has. */
final class State {
    private State() {}

    static UnsupportedException needed(String field) {
        return new UnsupportedException(field, "'" + field + "' needs an upstream that keeps responses");
    }
}
