package io.sluice.benchmarks.endtoend.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Value: what a figure depends on besides the programs.
 *
 * @param descriptors a process may hold
 */
public record MachineFacts(String cpu, int cores, long memoryBytes, String kernel, String jdk, int descriptors) {
    private static final int USUAL_DESCRIPTORS = 1024;
    private static final int WAIT_S = 10;

    /** Looks around. */
    public static MachineFacts here() {
        return new MachineFacts(
                after(read("/proc/cpuinfo"), "model name", "unknown CPU"),
                Runtime.getRuntime().availableProcessors(),
                Memory.bytes(read("/proc/meminfo"), "MemTotal"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                hardLimit(read("/proc/self/limits")));
    }

    /** The hard limit of open files; what we start raises its soft limit to it. */
    static int hardLimit(String limits) {
        for (final String line : limits.lines().toList()) {
            if (line.startsWith("Max open files")) {
                final String[] words = line.strip().split("\\s+");
                final String hard = words[words.length - 2];
                return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
            }
        }
        return USUAL_DESCRIPTORS;
    }

    static String after(String text, String name, String otherwise) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    /** The first line that a command prints, on either output; empty when it can't be run. */
    public static String firstLine(String... command) {
        try {
            final Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                final String line = lines.readLine();
                if (!process.waitFor(WAIT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return line == null ? "" : line.strip();
            }
        } catch (IOException notThere) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException notLinux) {
            return "";
        }
    }
}
