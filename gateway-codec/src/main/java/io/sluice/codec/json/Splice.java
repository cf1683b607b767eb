package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Writer of a body with edits in it: what stays is shared with the received spans, never copied. */
public final class Splice {
    private Splice() {}

    /**
     * Appends the edited body to {@code out}.
     *
     * @param spans borrowed: the readable bytes of the body in order; their indices stay untouched
     * @param out given: retained slices of the spans and small buffers of inserted bytes, each for the caller to release; nothing is added when this throws
     * @throws IndexOutOfBoundsException if an edit lies behind the end of the body
     */
    public static void apply(List<ByteBuf> spans, Edits edits, List<ByteBuf> out, ByteBufAllocator alloc) {
        requireWithin(spans, edits);
        long offset = 0;
        long deleteUntil = 0;
        int edit = 0;
        for (int i = 0; i < spans.size(); i++) {
            final ByteBuf span = spans.get(i);
            final long spanStart = offset;
            final long spanEnd = offset + span.readableBytes();
            while (offset < spanEnd) {
                edit = insertAt(offset, edit, edits, out, alloc);
                deleteUntil = Math.max(deleteUntil, deleteEnd(offset, edit, edits));
                if (deleteUntil > offset) {
                    offset = Math.min(deleteUntil, spanEnd);
                } else {
                    final long keepUntil = edit < edits.size() ? Math.min(edits.offset(edit), spanEnd) : spanEnd;
                    out.add(span.retainedSlice(
                            span.readerIndex() + (int) (offset - spanStart), (int) (keepUntil - offset)));
                    offset = keepUntil;
                }
            }
        }
        insertAt(offset, edit, edits, out, alloc);
    }

    /** Writes the inserts of all edits at this offset; returns the first edit that lies further on. */
    private static int insertAt(long offset, int from, Edits edits, List<ByteBuf> out, ByteBufAllocator alloc) {
        int edit = from;
        for (; edit < edits.size() && edits.offset(edit) == offset; edit++) {
            final byte[] insert = edits.inserted(edit);
            final byte[] suffix = edits.suffix(edit);
            final int length = insert.length + suffix.length;
            if (length > 0) {
                out.add(alloc.buffer(length).writeBytes(insert).writeBytes(suffix));
            }
        }
        return edit;
    }

    private static long deleteEnd(long offset, int next, Edits edits) {
        final int last = next - 1;
        return last >= 0 ? edits.offset(last) + edits.deleteLength(last) : offset;
    }

    private static void requireWithin(List<ByteBuf> spans, Edits edits) {
        if (edits.isEmpty()) {
            return;
        }
        long length = 0;
        for (int i = 0; i < spans.size(); i++) {
            length += spans.get(i).readableBytes();
        }
        final int last = edits.size() - 1;
        if (edits.offset(last) + edits.deleteLength(last) > length) {
            throw new IndexOutOfBoundsException("edit behind the end of a body of " + length + " bytes");
        }
    }
}
