package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.EndpointMatch;
import io.sluice.codec.dialect.QueryParam;
import io.sluice.codec.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** A request's path and query as they go upstream: without a credential in the query, and with the model's upstream name. */
final class RequestTarget {
    private @Nullable ByteBuf target;
    private int pathLength;
    private int nameOffset;
    private int nameLength;
    private int skipped;

    /** Copies what every attempt sends; the head may be forgotten afterwards. */
    void capture(RequestHead head, Endpoint endpoint, EndpointMatch match, ByteBufAllocator allocator) {
        release();
        final ByteBuf out = allocator.directBuffer(head.targetLength() + 1);
        target = out;
        pathLength = head.pathLength();
        nameOffset = match.nameIndex() - head.targetOffset();
        nameLength = match.nameLength();
        skipped = endpoint.basePathLength();
        out.writeBytes(head.bytes(), head.targetOffset(), pathLength);
        if (head.queryOffset() >= 0 && head.queryLength() > 0) {
            final int before = out.writerIndex();
            out.writeByte('?');
            QueryParam.copyWithout(head.bytes(), head.queryOffset(), head.queryLength(), QueryParam.KEY, out);
            if (out.writerIndex() == before + 1) {
                out.writerIndex(before);
            }
        }
    }

    /**
     * Appends the target.
     *
     * @param base path of the channel's base URL
     * @param mappedName the model's upstream name, escaped for a path, or null to keep what the client wrote
     */
    void writeTo(ByteBuf out, byte[] base, byte @Nullable [] mappedName) {
        final ByteBuf kept = target;
        if (kept == null) {
            throw new IllegalStateException("no target was captured");
        }
        out.writeBytes(base);
        if (mappedName == null || nameLength == 0) {
            out.writeBytes(kept, skipped, kept.readableBytes() - skipped);
            return;
        }
        out.writeBytes(kept, skipped, nameOffset - skipped);
        out.writeBytes(mappedName);
        final int rest = nameOffset + nameLength;
        out.writeBytes(kept, rest, kept.readableBytes() - rest);
    }

    /** Bytes of memory that the copy takes. */
    int heldBytes() {
        final ByteBuf kept = target;
        return kept == null ? 0 : kept.capacity();
    }

    void release() {
        final ByteBuf kept = target;
        if (kept != null) {
            target = null;
            kept.release();
        }
    }
}
