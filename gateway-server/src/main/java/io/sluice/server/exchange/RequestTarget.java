package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.EndpointMatch;
import io.sluice.codec.dialect.QueryParam;
import io.sluice.codec.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** A request's path and query as they go upstream: without a credential in the query, and with the model's upstream name. */
final class RequestTarget {
    private @Nullable ByteBuf copy;
    private int start;
    private int end;
    private int nameOffset;
    private int nameLength;
    private int skipped;

    /**
     * Appends what every attempt sends to {@code out}; the head may be forgotten afterwards.
     *
     * @param out borrowed until {@link #forget}
     */
    void capture(RequestHead head, Endpoint endpoint, EndpointMatch match, ByteBuf out) {
        copy = out;
        start = out.writerIndex();
        nameOffset = match.nameIndex() - head.targetOffset();
        nameLength = match.nameLength();
        skipped = endpoint.basePathLength();
        out.writeBytes(head.bytes(), head.targetOffset(), head.pathLength());
        if (head.queryOffset() >= 0 && head.queryLength() > 0) {
            final int before = out.writerIndex();
            out.writeByte('?');
            QueryParam.copyWithout(head.bytes(), head.queryOffset(), head.queryLength(), QueryParam.KEY, out);
            if (out.writerIndex() == before + 1) {
                out.writerIndex(before);
            }
        }
        end = out.writerIndex();
    }

    /**
     * Appends the target.
     *
     * @param base path of the channel's base URL
     * @param mappedName the model's upstream name, escaped for a path, or null to keep what the client wrote
     */
    void writeTo(ByteBuf out, byte[] base, byte @Nullable [] mappedName) {
        final ByteBuf kept = copy;
        if (kept == null) {
            throw new IllegalStateException("no target was captured");
        }
        out.writeBytes(base);
        if (mappedName == null || nameLength == 0) {
            out.writeBytes(kept, start + skipped, end - start - skipped);
            return;
        }
        out.writeBytes(kept, start + skipped, nameOffset - skipped);
        out.writeBytes(mappedName);
        final int rest = start + nameOffset + nameLength;
        out.writeBytes(kept, rest, end - rest);
    }

    void forget() {
        copy = null;
    }
}
