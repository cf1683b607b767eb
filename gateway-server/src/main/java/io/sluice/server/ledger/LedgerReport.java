package io.sluice.server.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.core.billing.BillingRecord;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Prints records, as lines of JSON, as CSV (RFC 4180, a line of names first), or as a table for people. Cold. */
public final class LedgerReport {
    private static final JsonFactory JSON = new JsonFactory();

    private LedgerReport() {}

    /**
     * Prints every record of a request that came at that time or later.
     *
     * @param reader borrowed; read to its end
     * @param out borrowed; flushed
     */
    public static void print(JournalReader reader, LedgerFormat format, long sinceMs, Writer out) throws IOException {
        switch (format) {
            case JSONL -> printJson(reader, sinceMs, out);
            case CSV -> printCsv(reader, sinceMs, out);
            case TABLE -> printTable(reader, sinceMs, out);
        }
        out.flush();
    }

    private static @Nullable BillingRecord next(JournalReader reader, long sinceMs) throws IOException {
        BillingRecord record = reader.next();
        while (record != null && record.timeMs() < sinceMs) {
            record = reader.next();
        }
        return record;
    }

    private static void printJson(JournalReader reader, long sinceMs, Writer out) throws IOException {
        for (BillingRecord record = next(reader, sinceMs); record != null; record = next(reader, sinceMs)) {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
                writeJson(record, json);
            }
            out.write('\n');
        }
    }

    private static void writeJson(BillingRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (RecordFields.Field field : RecordFields.ALL) {
            json.writeFieldName(field.name());
            final Object value = field.of(record);
            switch (value) {
                case null -> json.writeNull();
                case Long number -> json.writeNumber(number);
                case Boolean bool -> json.writeBoolean(bool);
                default -> json.writeString(value.toString());
            }
        }
        json.writeEndObject();
    }

    private static void printCsv(JournalReader reader, long sinceMs, Writer out) throws IOException {
        String separator = "";
        for (RecordFields.Field field : RecordFields.ALL) {
            out.write(separator + field.name());
            separator = ",";
        }
        out.write("\r\n");
        for (BillingRecord record = next(reader, sinceMs); record != null; record = next(reader, sinceMs)) {
            separator = "";
            for (RecordFields.Field field : RecordFields.ALL) {
                out.write(separator + quoted(field.text(record)));
                separator = ",";
            }
            out.write("\r\n");
        }
    }

    private static String quoted(String text) {
        final boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void printTable(JournalReader reader, long sinceMs, Writer out) throws IOException {
        final LedgerTable table = new LedgerTable(out);
        for (BillingRecord record = next(reader, sinceMs); record != null; record = next(reader, sinceMs)) {
            table.add(record);
        }
        table.end();
    }
}
