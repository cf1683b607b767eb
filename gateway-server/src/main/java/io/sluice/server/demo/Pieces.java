package io.sluice.server.demo;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The body of an answer as the pieces it leaves in. Used by one event loop. */
interface Pieces {
    /** Appends the next piece to {@code out} (borrowed). False: there was none left, nothing was written. */
    boolean next(ByteBuf out);

    /** Nothing. */
    static Pieces none() {
        return _ -> false;
    }

    /** {@code body} cut at these offsets; one piece when there are none. */
    static Pieces cut(byte[] body, int... offsets) {
        final int[] ends = Arrays.copyOf(offsets, offsets.length + 1);
        ends[offsets.length] = body.length;
        return new Pieces() {
            private int sent;
            private int nextEnd;

            @Override
            public boolean next(ByteBuf out) {
                if (sent == body.length) {
                    return false;
                }
                int end = ends[nextEnd++];
                while (end <= sent && nextEnd < ends.length) {
                    end = ends[nextEnd++];
                }
                out.writeBytes(body, sent, end - sent);
                sent = end;
                return true;
            }
        };
    }

    /** {@code body} in pieces of {@code size} bytes. */
    static Pieces dripped(byte[] body, int size) {
        final int[] offsets = new int[Math.max(0, (body.length - 1) / size)];
        Arrays.setAll(offsets, i -> (i + 1) * size);
        return cut(body, offsets);
    }
}
