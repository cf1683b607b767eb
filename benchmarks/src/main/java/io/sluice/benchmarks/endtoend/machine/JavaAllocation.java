package io.sluice.benchmarks.endtoend.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the threads of another JVM have allocated on its heap, as that JVM counts it itself. */
public final class JavaAllocation {
    private static final Pattern ALLOCATED = Pattern.compile("^\"(.*?)\".* allocated=([0-9.]+)([BKMGT])");
    private static final String ATTACHING = "Attach Listener";
    private static final int STEP = 1024;

    private JavaAllocation() {}

    /** Bytes since its start, by all threads that are still there; NaN when it doesn't tell. */
    public static double bytesOf(long pid) throws IOException, InterruptedException {
        final Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print",
                        "-e")
                .redirectErrorStream(true)
                .start();
        final String dump = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return bytesIn(dump);
    }

    /** The sum over a thread dump, without what listens for the question. */
    static double bytesIn(String dump) {
        double bytes = Double.NaN;
        for (final String line : dump.lines().toList()) {
            final Matcher thread = ALLOCATED.matcher(line);
            if (thread.find() && !thread.group(1).equals(ATTACHING)) {
                final int power = "BKMGT".indexOf(thread.group(3));
                final double added = Double.parseDouble(thread.group(2)) * Math.pow(STEP, power);
                bytes = Double.isNaN(bytes) ? added : bytes + added;
            }
        }
        return bytes;
    }
}
