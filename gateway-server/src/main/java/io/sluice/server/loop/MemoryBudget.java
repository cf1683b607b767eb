package io.sluice.server.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that clients may make all loops hold together. Loops draw on it in steps and count for themselves: the shared
 * number is touched once a {@link #STEP_BYTES}, not once a piece. Any thread; lock-free.
 */
public final class MemoryBudget {
    /** What a loop draws at once; as much may lie idle at each. */
    static final long STEP_BYTES = 64 * 1024;

    private final AtomicLong drawn = new AtomicLong();
    private final List<LoopMemory> loops = new CopyOnWriteArrayList<>();
    private volatile long maxBytes; // set by a reload, read by every draw

    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A share to draw through, for one loop. */
    public LoopMemory newLoop() {
        final LoopMemory loop = new LoopMemory(this);
        loops.add(loop);
        return loop;
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** Changes the bound; what is held beyond it stays until it is given back. */
    public void maxBytes(long bytes) {
        maxBytes = bytes;
    }

    /** Bytes that are held now. */
    public long heldBytes() {
        long sum = 0;
        for (final LoopMemory loop : loops) {
            sum += loop.heldBytes();
        }
        return sum;
    }

    /** Draws when that stays within the bound; else nothing is drawn. */
    boolean tryDraw(long bytes) {
        long seen = drawn.get();
        while (seen + bytes <= maxBytes) {
            final long witness = drawn.compareAndExchange(seen, seen + bytes);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    void draw(long bytes) {
        drawn.getAndAdd(bytes);
    }

    void putBack(long bytes) {
        drawn.getAndAdd(-bytes);
    }
}
