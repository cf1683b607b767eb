package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Format is never discussed: every source of every module is as palantir-java-format writes it. Run with
 * {@code -Dformat.apply=true} to rewrite the sources instead of complaining.
 */
final class SourceFormatTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES =
            List.of("gateway-codec", "gateway-core", "gateway-server", "benchmarks");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySourceIsFormatted() {
        final boolean apply = Boolean.getBoolean("format.apply");
        final List<Path> unformatted = MODULES.stream()
                .flatMap(module -> sources(module).stream())
                .filter(source -> differs(source, apply))
                .toList();

        assertThat(apply ? List.of() : unformatted)
                .as("not formatted; mvn -q -pl benchmarks -am test -Dtest=SourceFormatTest -Dformat.apply=true"
                        + " -Dsurefire.failIfNoSpecifiedTests=false rewrites them")
                .isEmpty();
    }

    private boolean differs(Path source, boolean apply) {
        try {
            final String text = Files.readString(source);
            final String formatted = formatter.formatSource(ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.PALANTIR));
            final boolean differs = !formatted.equals(text);
            if (differs && apply) {
                Files.writeString(source, formatted);
            }
            return differs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> sources(String module) {
        try (Stream<Path> paths = Files.walk(ROOT.resolve(module).resolve("src"))) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
