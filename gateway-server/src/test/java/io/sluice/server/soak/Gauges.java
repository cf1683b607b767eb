package io.sluice.server.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.sluice.server.support.ForkedNode;
import io.sluice.server.support.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads what a forked node holds: its heap right behind a collection, and the rest from its metrics and the system. */
final class Gauges implements AutoCloseable {
    private static final double MIB = 1 << 20;

    private final ForkedNode node;
    private final String token;
    private final JMXConnector connector;
    private final MemoryMXBean memory;

    /** Value: one look. */
    record Sample(
            double atS,
            double heapMib,
            double directMib,
            double descriptors,
            double threads,
            double residentMib,
            double inFlight,
            double connections,
            double requests) {}

    @SuppressWarnings("BanJNDI") // the address is that of a process which the test itself has started
    Gauges(ForkedNode node, String token) throws IOException {
        this.node = node;
        this.token = token;
        try {
            final VirtualMachine machine = VirtualMachine.attach(String.valueOf(node.pid()));
            this.connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            machine.detach();
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
        this.memory = ManagementFactory.newPlatformMXBeanProxy(
                connector.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    }

    Sample look(double atS) {
        memory.gc();
        final double heapMib = memory.getHeapMemoryUsage().getUsed() / MIB;
        final String metrics = metrics();
        final Path proc = Path.of("/proc", String.valueOf(node.pid()));
        return new Sample(
                atS,
                heapMib,
                sum(metrics, "sluice_buffer_direct_bytes") / MIB,
                count(proc.resolve("fd")),
                count(proc.resolve("task")),
                residentMib(proc),
                sum(metrics, "sluice_requests_in_flight"),
                sum(metrics, "sluice_client_connections"),
                sum(metrics, "sluice_requests_total"));
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }

    private String metrics() {
        try (RawClient client = RawClient.connect(node.adminPort())) {
            return client.send("GET /metrics HTTP/1.1\r\nhost: admin\r\nauthorization: Bearer " + token + "\r\n\r\n")
                    .answer()
                    .text();
        }
    }

    /** The series of that name, added up. */
    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double residentMib(Path proc) {
        try {
            return Files.readAllLines(proc.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
