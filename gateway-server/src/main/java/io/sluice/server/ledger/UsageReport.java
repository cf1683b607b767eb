package io.sluice.server.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Money;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums of usage by group, read from the journal. Cold: it reads every record that may count. */
public final class UsageReport {
    private static final JsonFactory JSON = new JsonFactory();

    private final UsageQuery query;
    private final Map<List<String>, Row> rows = new HashMap<>();
    private final Row total = new Row(List.of());

    private UsageReport(UsageQuery query) {
        this.query = query;
    }

    /** @param reader borrowed; read to its end */
    public static UsageReport of(JournalReader reader, UsageQuery query) throws IOException {
        final UsageReport report = new UsageReport(query);
        for (BillingRecord record = reader.next(); record != null; record = reader.next()) {
            if (query.matches(record)) {
                report.add(record);
            }
        }
        return report;
    }

    private void add(BillingRecord record) {
        final List<String> key = new ArrayList<>(query.groupBy().size());
        for (UsageGroup group : query.groupBy()) {
            key.add(group.of(record));
        }
        rows.computeIfAbsent(key, Row::new).add(record);
        total.add(record);
    }

    /** One row a group, in the order of the group's names. */
    public List<Row> rows() {
        final Comparator<Row> byKey = (a, b) -> {
            for (int i = 0; i < a.key().size(); i++) {
                final int order = a.key().get(i).compareTo(b.key().get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
        return rows.values().stream().sorted(byKey).toList();
    }

    /** The sum over everything that counted. */
    public Row total() {
        return total;
    }

    /** {@code {"group_by":["app"],"rows":[{"app":"search","requests":1,…}],"total":{…}}} */
    public String json() throws IOException {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("group_by");
            for (UsageGroup group : query.groupBy()) {
                json.writeString(group.text());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rows");
            for (Row row : rows()) {
                write(row, json);
            }
            json.writeEndArray();
            json.writeFieldName("total");
            write(total, json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private void write(Row row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < row.key().size(); i++) {
            json.writeStringField(query.groupBy().get(i).text(), row.key().get(i));
        }
        json.writeNumberField("requests", row.requests());
        json.writeNumberField("input_tokens", row.inputTokens());
        json.writeNumberField("cached_input_tokens", row.cachedInputTokens());
        json.writeNumberField("cache_write_tokens", row.cacheWriteTokens());
        json.writeNumberField("output_tokens", row.outputTokens());
        json.writeNumberField("reasoning_tokens", row.reasoningTokens());
        json.writeStringField("cost_usd", row.costUsd());
        json.writeEndObject();
    }

    /** The sums of one group. */
    public static final class Row {
        private final List<String> key;
        private long requests;
        private long inputTokens;
        private long cachedInputTokens;
        private long cacheWriteTokens;
        private long outputTokens;
        private long reasoningTokens;
        private BigInteger costAttoUsd = BigInteger.ZERO;

        private Row(List<String> key) {
            this.key = List.copyOf(key);
        }

        private void add(BillingRecord record) {
            requests++;
            inputTokens += record.inputTokens();
            cachedInputTokens += record.cachedInputTokens();
            cacheWriteTokens += record.cacheWriteTokens();
            outputTokens += record.outputTokens();
            reasoningTokens += record.reasoningTokens();
            costAttoUsd = costAttoUsd.add(record.costAttoUsd());
        }

        /** The group's names, in the order of the query's {@code group_by}. */
        public List<String> key() {
            return key;
        }

        public long requests() {
            return requests;
        }

        public long inputTokens() {
            return inputTokens;
        }

        public long cachedInputTokens() {
            return cachedInputTokens;
        }

        public long cacheWriteTokens() {
            return cacheWriteTokens;
        }

        public long outputTokens() {
            return outputTokens;
        }

        public long reasoningTokens() {
            return reasoningTokens;
        }

        /** Exact decimal dollars. */
        public String costUsd() {
            return Money.usdText(costAttoUsd);
        }
    }
}
