package io.sluice.benchmarks.endtoend.report;

import java.util.List;

/** Value: a table of one case of a scenario: a row for each target. */
public record Table(String scenario, String caseName, String title, List<Column> columns) {
    public Table {
        columns = List.copyOf(columns);
    }
}
