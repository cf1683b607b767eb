package io.sluice.benchmarks.endtoend.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for executables: where the user says, else on the PATH, else in the usual folders for system programs and in
 * {@code /opt/peers/NAME}.
 */
public final class Finder {
    private static final List<String> USUAL = List.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin");

    private final Map<String, Path> given;
    private final List<Path> folders = new ArrayList<>();
    private final Path peers;

    /**
     * @param given by the user, by peer's name: an executable, or the folder of an installation
     * @param searchPath as in {@code PATH}
     */
    public Finder(Map<String, Path> given, String searchPath, Path peers) {
        this.given = Map.copyOf(given);
        this.peers = peers;
        for (final String folder : searchPath.split(":")) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        USUAL.forEach(folder -> folders.add(Path.of(folder)));
    }

    /**
     * @param places of the executable within an installation, likely ones first; the last part of each is its name on the PATH
     * @return null when it isn't there
     */
    public @Nullable Path find(String peer, String... places) {
        final Path told = given.get(peer);
        if (told != null) {
            return Files.isRegularFile(told) ? told.toAbsolutePath() : within(told, places);
        }
        for (final Path folder : folders) {
            for (final String place : places) {
                final Path file = folder.resolve(Path.of(place).getFileName());
                if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                    return file.toAbsolutePath();
                }
            }
        }
        return within(peers.resolve(peer), places);
    }

    private static @Nullable Path within(Path folder, String... places) {
        for (final String place : places) {
            final Path file = folder.resolve(place);
            if (Files.isRegularFile(file)) {
                return file.toAbsolutePath();
            }
        }
        return null;
    }
}
