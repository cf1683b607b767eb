package io.sluice.server.cost;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.PlatformManagedObject;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The event loops of a gateway in another process, seen through its JVM and through the kernel. */
final class LoopThreads implements AutoCloseable {
    private static final String NAME = "sluice-loop";

    private final long pid;
    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final OperatingSystemMXBean system;
    private final MemoryMXBean memory;
    private final long[] ids;

    @SuppressWarnings("BanJNDI") // the address is that of a process which the test itself has started
    LoopThreads(long pid) {
        this.pid = pid;
        try {
            final VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            this.connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            machine.detach();
            this.threads = bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            this.system = bean(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class);
            this.memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.ids = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().startsWith(NAME))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }

    private <T extends PlatformManagedObject> T bean(String name, Class<T> type) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(connector.getMBeanServerConnection(), name, type);
    }

    /** Processor time that the whole process has taken. */
    long processCpuNs() {
        return system.getProcessCpuTime();
    }

    /** Processor time that the loops have taken. */
    long cpuNs() {
        return LongStream.of(threads.getThreadCpuTime(ids)).sum();
    }

    /** Heap in use right behind a collection. */
    long liveHeapBytes() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Memory of the process, what it shares with others counted in part. */
    long proportionalSetBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the loops have allocated on the heap since they started. */
    long allocatedBytes() {
        return LongStream.of(threads.getThreadAllocatedBytes(ids)).sum();
    }

    /** The numbers by which the kernel knows the loops. */
    List<String> kernelIds() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return tasks.filter(LoopThreads::isLoop)
                    .map(task -> task.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLoop(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith(NAME);
        } catch (IOException ended) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
