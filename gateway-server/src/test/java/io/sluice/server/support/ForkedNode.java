package io.sluice.server.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/sluice run} in a process of its own, with the JVM flags of the launcher and a configuration of the test's. */
public final class ForkedNode implements AutoCloseable {
    private static final Pattern FLAG = Pattern.compile("(?<=[ \"])-(?:XX|X|D|-)[^ \"\n]+");
    private static final Pattern READY =
            Pattern.compile("ready: data https?://[^ ]*:(\\d+) admin http://[^ ]*:(\\d+) ");

    private final Process process;
    private final Path log;
    private final int port;
    private final int adminPort;

    private ForkedNode(Process process, Path log, int port, int adminPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.adminPort = adminPort;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param config its configuration file, which it follows
     * @param log where its log goes
     */
    public static ForkedNode start(Path config, Path log) {
        return start(log, List.of(), "io.sluice.server.cli.Main", "run", "--config", config.toString());
    }

    /**
     * Starts another program that serves as the gateway does, and waits until it does.
     *
     * @param log where its log goes
     * @param flags for its JVM, behind those of the launcher
     */
    public static ForkedNode start(Path log, List<String> flags, String mainClass, String... arguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(shippedFlags());
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                mainClass));
        command.addAll(List.of(arguments));
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            TestGateway.await(() -> ready(log) != null || !process.isAlive());
            final Matcher ready = ready(log);
            if (ready == null) {
                throw new IllegalStateException("it did not start: " + read(log));
            }
            return new ForkedNode(process, log, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The flags that {@code bin/sluice} gives to the JVM. */
    public static List<String> shippedFlags() {
        final String launcher = read(Path.of("..", "bin", "sluice"));
        final int begin = launcher.indexOf("flags=\"") + "flags=".length();
        final String flags = launcher.substring(begin, launcher.indexOf('"', begin + 1));
        return FLAG.matcher(flags).results().map(found -> found.group()).toList();
    }

    public int port() {
        return port;
    }

    public int adminPort() {
        return adminPort;
    }

    public long pid() {
        return process.pid();
    }

    /** Every line it has logged so far. */
    public List<String> logged() {
        return read(log).lines().toList();
    }

    /** {@code SIGTERM}, and the exit code that follows. */
    public int stop() {
        process.destroy();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static @org.jspecify.annotations.Nullable Matcher ready(Path log) {
        final Matcher ready = READY.matcher(read(log));
        return ready.find() ? ready : null;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
