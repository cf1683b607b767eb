package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ring's slots in a mapped file: one page of head, then the slots. What is stored in the mapping is in the page cache, and
 * outlives the process, not the machine. All blocks are allocated when the file is made: a full disk must not strike in mid-store.
 * A mapping is undone by the garbage collector, never by hand, as a late store into an undone one would end the process.
 */
final class RingFile {
    private static final int HEADER_BYTES = 4096;
    private static final long MAGIC = 0x3147_4E49_5255_4C53L; // "SLURING1"
    private static final int ZEROS_BYTES = 1024 * 1024;

    private RingFile() {}

    /** The slots of an existing file; null when there is none, or nothing that was ever completed. */
    static @Nullable AtomicBuffer map(Path path, boolean readOnly) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        final StandardOpenOption[] options = readOnly
                ? new StandardOpenOption[] {StandardOpenOption.READ}
                : new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
        try (FileChannel channel = FileChannel.open(path, options)) {
            final int slotCount = readHeader(channel);
            if (slotCount == 0) {
                return null;
            }
            final MapMode mode = readOnly ? MapMode.READ_ONLY : MapMode.READ_WRITE;
            return new UnsafeBuffer(channel.map(mode, HEADER_BYTES, slotBytes(slotCount)));
        }
    }

    /** Makes a file of empty slots in place of the one there is, at once or not at all. */
    static AtomicBuffer create(Path path, int slotCount) throws IOException {
        final Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            writeAll(channel, header(slotCount));
            final long end = HEADER_BYTES + slotBytes(slotCount);
            final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
            while (channel.position() < end) {
                writeAll(channel, zeros.clear().limit((int) Math.min(ZEROS_BYTES, end - channel.position())));
            }
            channel.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        final AtomicBuffer slots = map(path, false);
        if (slots == null) {
            throw new IOException("ring file vanished: " + path);
        }
        return slots;
    }

    private static ByteBuffer header(int slotCount) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(BillingRing.SLOT_BYTES)
                .putInt(slotCount)
                .clear();
    }

    private static int readHeader(FileChannel channel) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (channel.read(header, 0) < HEADER_BYTES
                || header.getLong(0) != MAGIC
                || header.getInt(8) != BillingRing.SLOT_BYTES) {
            return 0;
        }
        final int slotCount = header.getInt(12);
        return slotCount > 0 && channel.size() >= HEADER_BYTES + slotBytes(slotCount) ? slotCount : 0;
    }

    private static long slotBytes(int slotCount) {
        return (long) slotCount * BillingRing.SLOT_BYTES;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
