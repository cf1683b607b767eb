package io.sluice.server.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the clients of one loop make it hold, in bytes of memory: bodies, answers, requests that wait. Only the loop takes
 * and gives back; any thread may read the sum. Allocates nothing.
 */
public final class LoopMemory {
    private static final VarHandle HELD = held();

    private final MemoryBudget budget;
    private long drawn;

    @SuppressWarnings("FieldMayBeFinal") // written through HELD
    private long held; // written by the loop with release, read by whoever shows it

    LoopMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** For a connection that nothing is bounded for but itself. */
    public static LoopMemory unbounded() {
        return new MemoryBudget(Long.MAX_VALUE / 2).newLoop();
    }

    /** Whether so much more may be held; nothing is taken. */
    public boolean hasRoom(long bytes) {
        final long missing = held + bytes - drawn;
        if (missing <= 0) {
            return true;
        }
        final long steps = (missing + MemoryBudget.STEP_BYTES - 1) / MemoryBudget.STEP_BYTES * MemoryBudget.STEP_BYTES;
        if (budget.tryDraw(steps)) {
            drawn += steps;
            return true;
        }
        if (budget.tryDraw(missing)) {
            drawn += missing;
            return true;
        }
        return false;
    }

    /** Takes what is held already, beyond the bound if need be: who asks {@link #hasRoom} first is refused then. */
    public void take(long bytes) {
        final long now = held + bytes;
        if (now > drawn && !hasRoom(bytes)) {
            budget.draw(now - drawn);
            drawn = now;
        }
        HELD.setRelease(this, now);
    }

    /** Gives back what was taken. */
    public void give(long bytes) {
        final long now = held - bytes;
        assert now >= 0 : now;
        HELD.setRelease(this, now);
        if (drawn - now > 2 * MemoryBudget.STEP_BYTES) {
            final long surplus = drawn - now - MemoryBudget.STEP_BYTES;
            drawn -= surplus;
            budget.putBack(surplus);
        }
    }

    /** Any thread. */
    public long heldBytes() {
        return (long) HELD.getAcquire(this);
    }

    private static VarHandle held() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(LoopMemory.class, "held", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
