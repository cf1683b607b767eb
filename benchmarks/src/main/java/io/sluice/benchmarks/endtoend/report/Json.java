package io.sluice.benchmarks.endtoend.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/** Everything: the setting, the tables with their spread, and each run with its histogram. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    static String of(Setting setting, Results results) throws JsonProcessingException {
        final ObjectNode root = MAPPER.createObjectNode();
        root.set("setting", MAPPER.valueToTree(setting));
        final ArrayNode tables = root.putArray("tables");
        for (final Table table : results.tables()) {
            tables.add(table(results, table));
        }
        final ArrayNode runs = root.putArray("runs");
        for (final Sample sample : results.samples()) {
            final ObjectNode run = runs.addObject()
                    .put("scenario", sample.scenario())
                    .put("case", sample.caseName())
                    .put("target", sample.target())
                    .put("round", sample.round() + 1)
                    .put("noisy", sample.noisy());
            final ObjectNode metrics = run.putObject("metrics");
            new TreeMap<>(sample.metrics()).forEach((name, value) -> putFinite(metrics, name, value));
            if (!sample.latency().isEmpty()) {
                run.put("latency_ns_hdr", sample.latency());
            }
        }
        return MAPPER.writeValueAsString(root);
    }

    private static ObjectNode table(Results results, Table table) {
        final ObjectNode node = MAPPER.createObjectNode()
                .put("scenario", table.scenario())
                .put("case", table.caseName())
                .put("title", table.title());
        final ArrayNode rows = node.putArray("rows");
        for (final String target : results.targetsOf(table)) {
            final ObjectNode row = rows.addObject().put("target", target);
            final ArrayNode cells = row.putArray("cells");
            for (final Column column : table.columns()) {
                final Spread spread = results.cell(table, target, column);
                if (spread.count() > 0) {
                    final ObjectNode cell = cells.addObject()
                            .put("metric", column.metric())
                            .put("as", column.as().name());
                    putFinite(cell, "median", spread.median());
                    putFinite(cell, "min", spread.min());
                    putFinite(cell, "max", spread.max());
                }
            }
        }
        return node;
    }

    /** JSON knows no other numbers. */
    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        }
    }
}
