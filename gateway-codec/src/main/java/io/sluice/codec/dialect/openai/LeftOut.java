package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Gathers members without a place in the neutral form: once each, however many messages have one, and no more than can be told. */
final class LeftOut {
    private static final int MAX = 64;

    private LeftOut() {}

    /** @param value null where the client said nothing */
    static void add(String name, @Nullable JsonValue value, Extra.Fate fate, Request.Builder to) {
        if (value == null || to.extras.size() == MAX) {
            return;
        }
        for (final Extra known : to.extras) {
            if (known.name().equals(name)) {
                return;
            }
        }
        to.extras.add(new Extra(name, value, fate));
    }
}
