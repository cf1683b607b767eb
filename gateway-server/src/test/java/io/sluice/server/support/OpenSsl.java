package io.sluice.server.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} program as a peer: TLS by other people's code. */
public final class OpenSsl implements AutoCloseable {
    private static final long PATIENCE_S = 30;

    private final Process process;

    @SuppressWarnings("JdkObsolete") // one thread appends while another looks
    private final StringBuffer seen = new StringBuffer();

    private final Thread reader;

    private OpenSsl(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().name("openssl-output").start(this::read);
    }

    /** Whether the machine has it. */
    public static boolean isInstalled() {
        try (OpenSsl version = start("version")) {
            return version.awaitEnd().startsWith("OpenSSL");
        } catch (UncheckedIOException missing) {
            return false;
        }
    }

    public static OpenSsl start(String... arguments) {
        final List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        try {
            return new OpenSsl(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to its standard input, which it sends to its peer. */
    public OpenSsl send(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has printed that text; returns all that it has printed. */
    public String awaitText(String text) {
        TestGateway.await(() -> seen.indexOf(text) >= 0 || !process.isAlive());
        return seen.indexOf(text) >= 0 ? seen.toString() : fail("never printed '" + text + "'");
    }

    /** All that it has printed so far. */
    public String printed() {
        return seen.toString();
    }

    /** Waits until it has ended; returns all that it has printed. */
    public String awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                return fail("didn't end");
            }
            reader.join();
            return seen.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String fail(String what) {
        throw new AssertionError("openssl " + what + ": " + seen);
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            final byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                seen.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException ended) {
            seen.append("\n(").append(ended.getMessage()).append(')');
        }
    }
}
