package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonValue;

/** A member of the client's request as it stands, for answers that repeat the request's settings. */
public record Member(String name, JsonValue value) {}
