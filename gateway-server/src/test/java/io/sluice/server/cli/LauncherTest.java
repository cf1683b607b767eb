package io.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/sluice} of a copied distribution, one without sources: with and without what the JVM has learned before. */
@Timeout(120)
final class LauncherTest {
    private final Path home;
    private final Path dist;

    LauncherTest(@TempDir Path folder) {
        this.home = folder.resolve("home of sluice");
        this.dist = home.resolve("gateway-server/target/dist");
    }

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void copyTheDistribution() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(dist.resolve("lib"));
        Files.copy(Path.of("..", "bin", "sluice"), home.resolve("bin/sluice"));
        Files.setPosixFilePermissions(home.resolve("bin/sluice"), PosixFilePermissions.fromString("rwxr-xr-x"));
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPathOfThisTest());
        new JarOutputStream(Files.newOutputStream(dist.resolve("lib/all.jar")), manifest).close();
    }

    @Test
    void startsWithoutACache() throws IOException, InterruptedException {
        assertStarts(run(Map.of(), "version"));
    }

    @Test
    void startsWithACacheThatIsNone() throws IOException, InterruptedException {
        Files.writeString(cache(), "no cache at all");

        assertStarts(run(Map.of(), "version"));
    }

    @Test
    void startsWithACacheThatHoldsNothing() throws IOException, InterruptedException {
        Files.createFile(cache());

        assertStarts(run(Map.of(), "version"));
    }

    @Test
    void startsWithACacheOfOtherJarsAndOtherFlags() throws IOException, InterruptedException {
        makeCache(cache(), "-XX:+UseSerialGC");

        assertStarts(run(Map.of(), "version"));
    }

    @Test
    void usesTheCacheOfItsOwnJdkOnly() throws IOException, InterruptedException {
        final Map<String, String> verbose = Map.of("SLUICE_OPTS", "-Xlog:aot");
        Files.writeString(dist.resolve("sluice-99.0.1+1.aot"), "of another JDK");
        assertThat(run(verbose, "version").out()).doesNotContain("bad magic number");

        Files.writeString(cache(), "no cache at all, but longer than the head of one".repeat(1_000));

        final Run run = run(verbose, "version");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("bad magic number");
    }

    @Test
    void doesWithoutTheCacheWhenToldTo() throws IOException, InterruptedException {
        Files.writeString(cache(), "no cache at all, but longer than the head of one".repeat(1_000));

        final Run run = run(Map.of("SLUICE_OPTS", "-Xlog:aot", "SLUICE_AOT", "off"), "version");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("sluice ").doesNotContain("bad magic number");
    }

    @Test
    void saysSoWhenNoCacheCanBeMade() throws IOException, InterruptedException {
        Files.delete(dist.resolve("lib/all.jar"));

        final Run run = run(Map.of(), "rehearse");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("sluice: no cache could be made in " + dist);
        assertThat(cache()).doesNotExist();
    }

    private static void assertStarts(Run run) {
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("sluice ").contains("JDK " + Runtime.version());
        assertThat(run.err()).isEmpty();
    }

    private Path cache() {
        return dist.resolve("sluice-" + Runtime.version() + ".aot");
    }

    /** A real one, of nothing. */
    private void makeCache(Path cache, String flag) throws IOException, InterruptedException {
        final Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        flag,
                        "-XX:AOTCacheOutput=" + cache,
                        "-version")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        assertThat(java.waitFor()).isZero();
        assertThat(cache).isNotEmptyFile();
    }

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/sluice").toString());
        command.addAll(List.of(arguments));
        final Path out = home.resolve("out");
        final Path err = home.resolve("err");
        final ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("JAVA_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        final int code = builder.start().waitFor();
        return new Run(code, Files.readString(out), Files.readString(err));
    }

    private static String classPathOfThisTest() {
        final String given = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(given.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString())
                .collect(Collectors.joining(" "));
    }
}
