package io.sluice.server.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A gateway in a process of its own, to be killed or measured from outside. */
public final class ForkedGateway implements AutoCloseable {
    private final Process process;
    private final int port;

    private ForkedGateway(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a process and waits until its gateway serves.
     *
     * @param dataDir where it keeps its books; its errors go to the file {@code errors} in there
     * @param hocon as for {@link TestGateway#start}
     * @param flags further flags of its JVM
     */
    public static ForkedGateway start(Path dataDir, String hocon, String... flags) {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(Arrays.asList(flags));
        try {
            final Path config = Files.writeString(dataDir.resolve("gateway.conf"), hocon);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    ForkedGateway.class.getName(),
                    dataDir.toString(),
                    config.toString()));
            final File errors = dataDir.resolve("errors").toFile();
            final Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                    .start();
            final String line = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new IllegalStateException("the gateway did not start: " + Files.readString(errors.toPath()));
            }
            return new ForkedGateway(process, Integer.parseInt(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The forked process: serves until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final TestGateway gateway = TestGateway.start(Path.of(arguments[0]), Files.readString(Path.of(arguments[1])));
        new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8)
                .println(gateway.port());
        Thread.currentThread().join();
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
