package io.sluice.benchmarks.endtoend.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Column CPU = Column.value("cpu_us", "CPU", 1);
    private static final Column RATIO = Column.ratio("cpu_us", "x nginx");
    private static final Column ADDED = Column.added("p50_us", "added", 0);
    private static final Table TABLE = new Table("saturated", "closed-64", "a < title", List.of(CPU, RATIO, ADDED));

    private static Sample sample(String target, int round, double cpuUs, double p50Us, boolean noisy) {
        return new Sample(
                "saturated",
                "closed-64",
                target,
                round,
                Map.of("cpu_us", cpuUs, "p50_us", p50Us, "foreign_cores", 0.1, "steal_share", 0.0),
                noisy,
                "");
    }

    private static Results results() {
        final Results results = new Results();
        results.add(TABLE);
        results.add(sample("direct", 0, Double.NaN, 100, false));
        results.add(sample("nginx", 0, 10, 150, false));
        results.add(sample("sluice", 0, 9, 140, false));
        results.add(sample("direct", 1, Double.NaN, 200, false));
        results.add(sample("nginx", 1, 40, 290, false));
        results.add(sample("sluice", 1, 20, 260, true));
        return results;
    }

    @Test
    void ratiosAreTakenWithinARoundAndOnlyThenTheMedian() {
        final Spread ratio = results().cell(TABLE, "sluice", RATIO);

        assertThat(ratio).isEqualTo(new Spread(0.7, 0.5, 0.9, 2));
    }

    @Test
    void whatIsAddedIsTakenWithinARoundToo() {
        assertThat(results().cell(TABLE, "sluice", ADDED)).isEqualTo(new Spread(50, 40, 60, 2));
        assertThat(results().cell(TABLE, "direct", ADDED).count()).isZero();
    }

    @Test
    void withoutNginxThereIsNoRatio() {
        final Results results = new Results();
        results.add(TABLE);
        results.add(sample("sluice", 0, 9, 140, false));

        assertThat(results.cell(TABLE, "sluice", RATIO).text(2)).isEqualTo("-");
    }

    @Test
    void theTableHasARowForEachTargetAndSaysWhatIsTooNoisy() {
        final String text = TextTables.render(results());

        assertThat(text.lines().filter(line -> line.startsWith("|")).toList()).hasSize(5);
        assertThat(text)
                .contains("sluice ~")
                .contains("TOO NOISY to judge: 1 of 6 runs")
                .doesNotContain("nginx ~");
    }

    @Test
    void theCsvHasALineForEachMetricOfEachRun() {
        final List<String> lines = Csv.of(results()).lines().toList();

        assertThat(lines).hasSize(1 + 6 * 4).contains("saturated,closed-64,sluice,2,true,cpu_us,20.0000");
        assertThat(Csv.cell("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }

    @Test
    void theJsonHoldsSettingTablesAndRuns(@TempDir Path folder) throws Exception {
        final Setting setting = new Setting(
                "2026-01-01T00:00:00Z",
                new MachineFacts("a \"CPU\"", 2, 1, "Linux", "JDK", 20_000),
                Map.of("nginx", "1.22"),
                Map.of("bifrost", "not found"),
                "java -XX:+UseSerialGC",
                List.of("saturated"));

        Report.write(folder, setting, results());

        final JsonNode root = new ObjectMapper().readTree(Files.readString(folder.resolve("results.json")));
        assertThat(root.at("/setting/machine/cpu").asText()).isEqualTo("a \"CPU\"");
        assertThat(root.at("/setting/gatewayCommand").asText()).contains("UseSerialGC");
        assertThat(root.at("/tables/0/rows")).hasSize(3);
        assertThat(root.at("/runs")).hasSize(6);
        assertThat(root.at("/runs/0/metrics").has("cpu_us"))
                .as("NaN isn't JSON")
                .isFalse();
        assertThat(folder.resolve("results.csv")).exists();
        assertThat(folder.resolve("results.md")).content().contains("bifrost: not found");
        assertThat(folder.resolve("cpu.svg")).exists();
    }

    @Test
    void chartsAreWellFormedWhateverTheirWords() throws Exception {
        final LineChart lines =
                new LineChart("p99 < 1 & \"more\"", LineChart.Axis.of("x", true), LineChart.Axis.of("y", false));
        lines.add("a<b", List.of(new double[] {1, 5}, new double[] {1000, 50}, new double[] {Double.NaN, 1}));
        lines.add("nothing", List.of(new double[] {0, 1}));
        final BarChart bars = new BarChart("bars");
        bars.add("group", "one", 3, 0);
        bars.add("group", "none", Double.NaN, 1);

        for (final String svg : List.of(lines.draw(), bars.draw("µs"))) {
            final var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    @Test
    void stepsOfAnAxisAreRound() {
        assertThat(LineChart.niceStep(0)).isEqualTo(1);
        assertThat(LineChart.niceStep(7)).isEqualTo(10);
        assertThat(LineChart.niceStep(130)).isEqualTo(200);
        assertThat(LineChart.label(0.5)).isEqualTo("0.5");
        assertThat(LineChart.label(20_000)).isEqualTo("20k");
        assertThat(LineChart.label(1_500_000)).isEqualTo("1.5M");
        assertThat(LineChart.label(100)).isEqualTo("100");
    }
}
