package io.sluice.server.cli;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the JVM's ahead-of-time cache: runs a gateway as it is shipped, in a process of its own, drives simulated traffic through
 * it, ends it, and keeps what the JVM has learned. What the cache holds is what the gateway did, so vendors and clients stay out
 * of that process. The launcher calls it after a build.
 */
public final class Rehearsal {
    private static final int ROUNDS = 300;
    private static final long READY_TIMEOUT_S = 60;
    private static final long END_TIMEOUT_S = 180;

    private Rehearsal() {}

    /**
     * @param arguments where the cache goes, the {@code java} to make it with, and that one's flags
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final Path cache = Path.of(arguments[0]).toAbsolutePath();
        final Path folder = Files.createTempDirectory("sluice-rehearsal-");
        try {
            final Path made = folder.resolve("made.aot");
            final boolean good = perform(folder, made, List.of(arguments).subList(1, arguments.length));
            if (good && Files.isRegularFile(made)) {
                final Path near = cache.resolveSibling(
                        cache.getFileName() + "." + ProcessHandle.current().pid());
                Files.copy(made, near);
                Files.move(near, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                System.exit(ExitCode.FAILED);
            }
        } finally {
            delete(folder);
        }
    }

    private static boolean perform(Path folder, Path made, List<String> java) throws IOException, InterruptedException {
        try (SimulatedVendor openAi = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                SimulatedVendor anthropic = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
                SimulatedVendor gemini = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI))) {
            final Path config = folder.resolve("rehearsal.conf");
            Files.writeString(config, DemoCommand.configuration(openAi, anthropic, gemini));
            final int port = freePort();
            final int adminPort = freePort();
            final List<String> command = new ArrayList<>(java);
            command.addAll(List.of("-XX:AOTCacheOutput=" + made, "-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(Main.class.getName(), "run", "--config", config.toString()));
            set(command, "sluice.listen.host=127.0.0.1");
            set(command, "sluice.listen.port=" + port);
            set(command, "sluice.admin.port=" + adminPort);
            set(command, "sluice.data-dir=" + folder.resolve("data"));
            final Process gateway = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try {
                final RehearsalLoad load = new RehearsalLoad(port, adminPort, DemoCommand.KEY);
                if (load.awaitReady(gateway, TimeUnit.SECONDS.toNanos(READY_TIMEOUT_S))) {
                    final long successes = load.drive(ROUNDS);
                    gateway.destroy();
                    return successes > 0
                            && gateway.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS)
                            && gateway.exitValue() == ExitCode.FINE;
                }
                return false;
            } finally {
                gateway.destroyForcibly().waitFor();
            }
        }
    }

    private static void set(List<String> command, String keyAndValue) {
        command.add("--set");
        command.add(keyAndValue);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path visited, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
