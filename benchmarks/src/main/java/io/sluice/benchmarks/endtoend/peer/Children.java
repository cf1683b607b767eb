package io.sluice.benchmarks.endtoend.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes we have started: none of them outlives us. Any thread. */
public final class Children implements AutoCloseable {
    private static final long POLITE_MS = 5000;

    private final List<Process> alive = new ArrayList<>();
    private boolean closed;

    /** Watches over a process; one that comes too late is ended at once. */
    public synchronized Process add(Process process) {
        if (closed) {
            process.destroyForcibly();
        } else {
            alive.add(process);
        }
        return process;
    }

    /** Asks it to end, and ends it and all that descend from it when it doesn't. */
    public void end(Process process) {
        synchronized (this) {
            alive.remove(process);
        }
        end(List.of(process));
    }

    /** Ends all of them; may be called twice, and from a hook of the JVM's end. */
    @Override
    public void close() {
        final List<Process> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(alive);
            alive.clear();
        }
        end(left);
    }

    private static void end(List<Process> processes) {
        // once a parent is gone nobody can tell who descended from it
        final List<ProcessHandle> descendants =
                processes.stream().flatMap(process -> process.descendants()).toList();
        processes.forEach(Process::destroy);
        for (final Process process : processes) {
            if (!hasEnded(process)) {
                process.destroyForcibly();
            }
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean hasEnded(Process process) {
        try {
            return process.waitFor(POLITE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
