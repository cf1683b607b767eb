package io.sluice.benchmarks.endtoend.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the results into a folder. */
public final class Report {
    private Report() {}

    /** {@code results.json}, {@code results.csv}, {@code results.md} and the charts. */
    public static void write(Path folder, Setting setting, Results results) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.json"), Json.of(setting, results));
        Files.writeString(folder.resolve("results.csv"), Csv.of(results));
        Files.writeString(folder.resolve("results.md"), heading(setting) + TextTables.render(results));
        for (final Map.Entry<String, String> chart : Charts.of(results).entrySet()) {
            Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
        }
    }

    /** Machine, versions and what is missing, for people. */
    public static String heading(Setting setting) {
        final StringBuilder text = new StringBuilder("# sluice bench, " + setting.startedAt() + "\n\n")
                .append(setting.machine().cpu())
                .append(", ")
                .append(setting.machine().cores())
                .append(" cores, ")
                .append(setting.machine().kernel())
                .append(", ")
                .append(setting.machine().jdk())
                .append(", ")
                .append(setting.machine().descriptors())
                .append(" descriptors a process; all on these cores, over loopback.\n");
        setting.versions()
                .forEach((name, version) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(version)
                        .append('\n'));
        setting.missing()
                .forEach((name, reason) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(reason)
                        .append('\n'));
        return text.toString();
    }
}
