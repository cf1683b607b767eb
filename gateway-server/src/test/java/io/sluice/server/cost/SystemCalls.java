package io.sluice.server.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the system calls of some threads from here to {@link #stop}, with strace. */
final class SystemCalls {
    private final Process strace;
    private final Path summary;

    private SystemCalls(Process strace, Path summary) {
        this.strace = strace;
        this.summary = summary;
    }

    /** Whether this machine has strace, and lets it look. */
    static boolean canBeCounted(Path folder, List<String> threads) {
        try {
            count(folder, threads).stop();
            return true;
        } catch (IOException | IllegalStateException impossible) {
            return false;
        }
    }

    /**
     * Attaches; returns when it counts.
     *
     * @throws IllegalStateException when the system forbids it
     */
    static SystemCalls count(Path folder, List<String> threads) throws IOException {
        final Path summary = Files.createTempFile(folder, "calls", ".txt");
        final List<String> command =
                new ArrayList<>(List.of("strace", "-c", "-U", "calls,name", "-o", summary.toString()));
        threads.forEach(thread -> command.addAll(List.of("-p", thread)));
        final Process strace = new ProcessBuilder(command).start();
        final BufferedReader said =
                new BufferedReader(new InputStreamReader(strace.getErrorStream(), StandardCharsets.UTF_8));
        for (int attached = 0; attached < threads.size(); ) {
            final String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException("strace has ended");
            }
            attached += line.contains(" attached") ? 1 : 0;
        }
        return new SystemCalls(strace, summary);
    }

    /** Detaches. Returns how often each was called. */
    Map<String, Long> stop() {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(strace.pid()))
                    .start()
                    .waitFor();
            strace.waitFor();
            final Map<String, Long> calls = new TreeMap<>();
            for (final String line : Files.readAllLines(summary)) {
                final String[] words = line.trim().split(" +");
                if (words.length == 2 && words[0].chars().allMatch(Character::isDigit) && !words[1].equals("total")) {
                    calls.put(words[1], Long.parseLong(words[0]));
                }
            }
            return calls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
