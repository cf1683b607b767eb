package io.sluice.benchmarks.endtoend.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process with all that descend from it, as {@code /proc} shows them. Members that have ended are not counted. */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final double USUAL_TICKS_PER_S = 100;
    private static final double TICKS_PER_S = ticksPerSecond();

    private ProcessTree() {}

    /** Value: CPU time in seconds. */
    public record Cpu(double userS, double systemS) {
        public static final Cpu NONE = new Cpu(0, 0);

        public double sumS() {
            return userS + systemS;
        }

        /** What has been added since. */
        public Cpu since(Cpu earlier) {
            return new Cpu(userS - earlier.userS, systemS - earlier.systemS);
        }
    }

    /** Ticks of {@code /proc} in a second. */
    public static double ticksPerS() {
        return TICKS_PER_S;
    }

    /** CPU time of the process alone. */
    public static Cpu cpuAlone(long pid) {
        final ProcStat stat = stat(PROC.resolve(Long.toString(pid)));
        return stat == null ? Cpu.NONE : new Cpu(stat.userTicks() / TICKS_PER_S, stat.systemTicks() / TICKS_PER_S);
    }

    /** CPU time of the process and its descendants. */
    public static Cpu cpu(long pid) {
        double userS = 0;
        double systemS = 0;
        for (final ProcStat member : members(pid)) {
            userS += member.userTicks() / TICKS_PER_S;
            systemS += member.systemTicks() / TICKS_PER_S;
        }
        return new Cpu(userS, systemS);
    }

    /** Proportional set size in bytes: pages shared by several processes are counted once. */
    public static long pssBytes(long pid) {
        long bytes = 0;
        for (final ProcStat member : members(pid)) {
            bytes += pssAlone(member.pid());
        }
        return bytes;
    }

    private static long pssAlone(long pid) {
        try {
            return Memory.bytes(Files.readString(PROC.resolve(pid + "/smaps_rollup")), "Pss");
        } catch (IOException ended) {
            return 0;
        }
    }

    /** What the whole machine has done so far. */
    public static MachineTicks machine() {
        try (var lines = Files.lines(PROC.resolve("stat"))) {
            return MachineTicks.parse(lines.findFirst().orElse(""));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<ProcStat> members(long pid) {
        final Map<Long, List<ProcStat>> children = new HashMap<>();
        final List<ProcStat> members = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (final Path process : processes) {
                final ProcStat stat = stat(process);
                if (stat != null && stat.pid() == pid) {
                    members.add(stat);
                } else if (stat != null) {
                    children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>())
                            .add(stat);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        for (int i = 0; i < members.size(); i++) {
            members.addAll(children.getOrDefault(members.get(i).pid(), List.of()));
        }
        return members;
    }

    private static @Nullable ProcStat stat(Path process) {
        try {
            return ProcStat.parse(Files.readString(process.resolve("stat")));
        } catch (IOException ended) {
            return null;
        }
    }

    private static double ticksPerSecond() {
        final String ticks = MachineFacts.firstLine("getconf", "CLK_TCK");
        return ticks.isEmpty() ? USUAL_TICKS_PER_S : Double.parseDouble(ticks);
    }
}
