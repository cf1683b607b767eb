package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Money;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of records for people, with totals at its end: of the contract's fields, in its order, those that fit a wide window.
 * Columns are as wide as the first {@value #MEASURED_ROWS} records need, so that a ledger of any length can be printed; what is
 * wider later pushes its line to the right.
 */
final class LedgerTable {
    private static final int MEASURED_ROWS = 2_000;
    private static final List<Column> COLUMNS = List.of(
            new Column("seq", "seq", true),
            new Column("time", "time", false),
            new Column("key_id", "key_id", false),
            new Column("app", "app", false),
            new Column("user", "user", false),
            new Column("model", "model", false),
            new Column("channel", "channel", false),
            new Column("status", "status", true),
            new Column("outcome", "outcome", false),
            new Column("attempts", "tries", true),
            new Column("input_tokens", "input", true),
            new Column("cached_input_tokens", "cached", true),
            new Column("cache_write_tokens", "written", true),
            new Column("output_tokens", "output", true),
            new Column("reasoning_tokens", "reasoning", true),
            new Column("usage_source", "usage", false),
            new Column("cost_usd", "cost_usd", true),
            new Column("duration_us", "duration_us", true));

    private final Writer out;
    private final List<String[]> waiting = new ArrayList<>();
    private final int[] widths = new int[COLUMNS.size()];
    private boolean measured;
    private long records;
    private final long[] tokens = new long[5];
    private BigInteger costAttoUsd = BigInteger.ZERO;

    LedgerTable(Writer out) {
        this.out = out;
    }

    void add(BillingRecord record) throws IOException {
        records++;
        tokens[0] += record.inputTokens();
        tokens[1] += record.cachedInputTokens();
        tokens[2] += record.cacheWriteTokens();
        tokens[3] += record.outputTokens();
        tokens[4] += record.reasoningTokens();
        costAttoUsd = costAttoUsd.add(record.costAttoUsd());
        final String[] row = new String[COLUMNS.size()];
        for (int i = 0; i < row.length; i++) {
            final String text = printable(COLUMNS.get(i).field().text(record));
            row[i] = text.isEmpty() ? "-" : text;
        }
        addRow(row);
    }

    void end() throws IOException {
        final String[] total = new String[COLUMNS.size()];
        for (int i = 0; i < total.length; i++) {
            total[i] = switch (COLUMNS.get(i).name()) {
                case "time" -> "total: " + records + (records == 1 ? " record" : " records");
                case "input_tokens" -> Long.toString(tokens[0]);
                case "cached_input_tokens" -> Long.toString(tokens[1]);
                case "cache_write_tokens" -> Long.toString(tokens[2]);
                case "output_tokens" -> Long.toString(tokens[3]);
                case "reasoning_tokens" -> Long.toString(tokens[4]);
                case "cost_usd" -> Money.usdText(costAttoUsd);
                default -> "";
            };
        }
        addRow(total);
        if (!measured) {
            startPrinting();
        }
    }

    private void addRow(String[] row) throws IOException {
        if (measured) {
            print(row);
            return;
        }
        waiting.add(row);
        if (waiting.size() > MEASURED_ROWS) {
            startPrinting();
        }
    }

    private void startPrinting() throws IOException {
        final String[] titles = COLUMNS.stream().map(Column::title).toArray(String[]::new);
        waiting.addFirst(titles);
        for (String[] row : waiting) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], length(row[i]));
            }
        }
        for (String[] row : waiting) {
            print(row);
        }
        waiting.clear();
        measured = true;
    }

    private void print(String[] row) throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            final String blank = " ".repeat(Math.max(widths[i] - length(row[i]), 0));
            line.append(i == 0 ? "" : "  ");
            line.append(COLUMNS.get(i).right() ? blank + row[i] : row[i] + blank);
        }
        out.write(line.toString().stripTrailing());
        out.write('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What a caller has put into a model's name must not steer a terminal. */
    private static String printable(String text) {
        final StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return printable.toString();
    }

    private record Column(String name, String title, boolean right, RecordFields.Field field) {
        Column(String name, String title, boolean right) {
            this(name, title, right, RecordFields.field(name));
        }
    }
}
