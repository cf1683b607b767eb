package io.sluice.server.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk in memory that fails on command. Each file has what the system shows and what would survive a power loss; a sync that
 * succeeds makes the second like the first, one that fails forgets what it should have written, as Linux does.
 */
public final class SimulatedDisk implements Storage {
    private static final int PAGE_BYTES = 512;

    private final SplittableRandom random;
    private final TreeMap<String, Content> files = new TreeMap<>();
    private long stepsToKill = Long.MAX_VALUE;
    private long steps;
    private int life;
    private int failingSyncs;
    private int failingWrites;
    private boolean failingRenames;
    private long capacityBytes = Long.MAX_VALUE;

    /** @param seed of its choices */
    public SimulatedDisk(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The process dies in the middle of the step after so many more. */
    public void killAfter(long moreSteps) {
        stepsToKill = steps + moreSteps;
    }

    /** The next syncs fail, and forget what they should have written. */
    public void failSyncs(int count) {
        failingSyncs = count;
    }

    /** The next writes fail, somewhere in the middle. */
    public void failWrites(int count) {
        failingWrites = count;
    }

    /** Renames fail, done or not. */
    public void failRenames(boolean failing) {
        failingRenames = failing;
    }

    /** Writes beyond it fail, in the middle if it must be. */
    public void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Bytes of all files. */
    public long usedBytes() {
        return files.values().stream()
                .mapToLong(content -> content.shown.length)
                .sum();
    }

    long steps() {
        return steps;
    }

    /** Handles of the last process are dead; faults are gone. */
    public void restart() {
        life++;
        restartFaults();
    }

    /** Faults are gone. */
    public void restartFaults() {
        stepsToKill = Long.MAX_VALUE;
        failingSyncs = 0;
        failingWrites = 0;
        failingRenames = false;
        capacityBytes = Long.MAX_VALUE;
    }

    /** Of what wasn't synced, only some pages remain. */
    public void losePower() {
        files.values().forEach(content -> content.losePower(random));
    }

    byte[] bytes(String name) {
        return content(name).shown.clone();
    }

    void bytes(String name, byte[] bytes) {
        final Content content = files.computeIfAbsent(name, any -> new Content());
        content.shown = bytes.clone();
        content.durable = bytes.clone();
        content.dirty.clear();
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public StorageFile create(String name) throws IOException {
        step();
        files.put(name, new Content());
        return new Handle(content(name));
    }

    @Override
    public StorageFile open(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        return new Handle(content(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        if (failingRenames) {
            if (random.nextBoolean()) {
                files.put(to, content(from));
                files.remove(from);
            }
            throw new IOException("simulated: directory can't be synced");
        }
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        files.remove(name);
    }

    private Content content(String name) {
        final Content content = files.get(name);
        if (content == null) {
            throw new AssertionError("no such file: " + name);
        }
        return content;
    }

    private void step() {
        steps++;
        if (steps > stepsToKill) {
            throw new Killed();
        }
    }

    /** The process is gone. */
    public static final class Killed extends RuntimeException {
        Killed() {
            super("simulated kill", null, false, false);
        }
    }

    private static final class Content {
        private byte[] shown = {};
        private byte[] durable = {};
        private final List<long[]> dirty = new ArrayList<>();

        void put(byte[] bytes, int length, long at) {
            final int end = (int) at + length;
            if (end > shown.length) {
                shown = Arrays.copyOf(shown, end);
            }
            System.arraycopy(bytes, 0, shown, (int) at, length);
            dirty.add(new long[] {at, end});
        }

        void sync() {
            durable = Arrays.copyOf(durable, shown.length);
            for (long[] range : dirty) {
                keep((int) range[0], (int) Math.min(range[1], shown.length));
            }
            dirty.clear();
        }

        void losePower(SplittableRandom random) {
            if (random.nextBoolean()) {
                durable = Arrays.copyOf(durable, shown.length);
            }
            for (long[] range : dirty) {
                for (int page = (int) range[0] / PAGE_BYTES * PAGE_BYTES; page < range[1]; page += PAGE_BYTES) {
                    if (random.nextBoolean()) {
                        final int end = (int) Math.min(Math.min(page + PAGE_BYTES, range[1]), shown.length);
                        final int from = (int) Math.max(page, range[0]);
                        durable = end > durable.length ? Arrays.copyOf(durable, end) : durable;
                        keep(from, end);
                    }
                }
            }
            dirty.clear();
            shown = durable.clone();
        }

        private void keep(int from, int end) {
            if (end > from) {
                System.arraycopy(shown, from, durable, from, end - from);
            }
        }
    }

    private final class Handle implements StorageFile {
        private final Content content;
        private final int openedIn = life;
        private boolean closed;

        Handle(Content content) {
            this.content = content;
        }

        private void use() {
            if (closed || openedIn != life) {
                throw new AssertionError("used after it was closed");
            }
        }

        @Override
        public long size() {
            use();
            return content.shown.length;
        }

        @Override
        public int read(ByteBuffer into, long at) {
            use();
            final int count = (int) Math.max(Math.min(into.remaining(), content.shown.length - at), 0);
            into.put(content.shown, (int) Math.min(at, content.shown.length), count);
            return count;
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            use();
            final byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            steps++;
            if (steps > stepsToKill) {
                content.put(bytes, random.nextInt(bytes.length + 1), at);
                throw new Killed();
            }
            final long growth = Math.max(at + bytes.length - content.shown.length, 0);
            if (usedBytes() + growth > capacityBytes || failingWrites > 0) {
                failingWrites = Math.max(failingWrites - 1, 0);
                content.put(bytes, random.nextInt(bytes.length + 1), at);
                throw new IOException("simulated: no space left on device");
            }
            content.put(bytes, bytes.length, at);
        }

        @Override
        public void truncate(long size) throws IOException {
            use();
            step();
            if (size < content.shown.length) {
                content.shown = Arrays.copyOf(content.shown, (int) size);
            }
        }

        @Override
        public void sync() throws IOException {
            use();
            step();
            if (failingSyncs > 0) {
                failingSyncs--;
                content.dirty.clear();
                throw new IOException("simulated: input/output error");
            }
            content.sync();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
