package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** A call that is being told, kept until it is whole. */
final class SpokenCall {
    private static final int USUAL_LENGTH = 256;

    final int number;
    final JsonString id;
    final JsonString name;
    final @Nullable Seal seal;
    private final ByteBuf args = Unpooled.buffer(USUAL_LENGTH);

    SpokenCall(int number, JsonString id, JsonString name, @Nullable Seal seal) {
        this.number = number;
        this.id = id.copy();
        this.name = name.copy();
        this.seal = seal;
    }

    void add(JsonString fragment) {
        fragment.writeTo(args);
    }

    /** The arguments' text as far as it has come. */
    JsonString args() {
        return JsonString.view(args.array(), args.arrayOffset(), args.readableBytes(), true);
    }
}
