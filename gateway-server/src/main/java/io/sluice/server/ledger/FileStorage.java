package io.sluice.server.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Storage on a real directory. */
final class FileStorage implements Storage {
    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);

    private final Path dir;
    private final boolean readOnly;

    private FileStorage(Path dir, boolean readOnly) {
        this.dir = dir;
        this.readOnly = readOnly;
    }

    static FileStorage of(Path dir) {
        return new FileStorage(dir, false);
    }

    /** Refuses whatever would change something. */
    static FileStorage readOnly(Path dir) {
        return new FileStorage(dir, true);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public StorageFile create(String name) throws IOException {
        requireWritable();
        return new ChannelFile(FileChannel.open(dir.resolve(name), NEW));
    }

    @Override
    public StorageFile open(String name) throws IOException {
        final Set<OpenOption> options =
                readOnly ? Set.of(StandardOpenOption.READ) : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new ChannelFile(FileChannel.open(dir.resolve(name), options));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireWritable();
        Files.move(
                dir.resolve(from),
                dir.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(dir);
    }

    @Override
    public void delete(String name) throws IOException {
        requireWritable();
        Files.deleteIfExists(dir.resolve(name));
    }

    static void syncDirectory(Path dir) throws IOException {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void requireWritable() throws IOException {
        if (readOnly) {
            throw new IOException("opened for reading only: " + dir);
        }
    }

    private record ChannelFile(FileChannel channel) implements StorageFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            int total = 0;
            while (into.hasRemaining()) {
                final int count = channel.read(into, at + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            long index = at;
            while (from.hasRemaining()) {
                index += channel.write(from, index);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
