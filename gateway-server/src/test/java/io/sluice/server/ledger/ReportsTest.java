package io.sluice.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.billing.BillingDraft;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.RequestIds;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private static final String NAMES = "seq,request_id,time,key_id,app,user,model,channel,upstream_model,endpoint,"
            + "inbound_dialect,upstream_dialect,stream,status,outcome,attempts,input_tokens,cached_input_tokens,"
            + "cache_write_tokens,output_tokens,reasoning_tokens,usage_source,cost_usd,ttfb_us,duration_us,bytes_in,bytes_out";
    private static final Instant NOW = Instant.ofEpochMilli(Bills.NOW_MS);

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final UnsafeBuffer memory = Bills.memory(64);
    private final ObjectMapper mapper = new ObjectMapper();
    private LedgerCore core = open();

    ReportsTest() throws IOException {}

    private LedgerCore open() throws IOException {
        return LedgerCore.open(disk, memory, () -> memory, Bills.config(1 << 20), Bills.NOW_MS);
    }

    @BeforeEach
    void threeRecordsAndAnOpenRequest() {
        record(1, "search", "zoë", "gpt-4o", Bills.NOW_MS - 7_200_000);
        record(2, "chat, \"beta\"", "", "gpt-4o", Bills.NOW_MS - 60_000);
        core.doWork(0, Bills.NOW_MS);
        record(3, "search", "", "claude\nx", Bills.NOW_MS);
        assertThat(core.ring().tryIntent(Bills.draft(4))).isTrue();
    }

    private void record(long id, String app, String user, String model, long timeMs) {
        final BillingDraft draft = Bills.draft(id);
        draft.app = Bills.utf8(app);
        draft.user = Bills.utf8(user);
        draft.model(Bills.utf8(model), 0, Bills.utf8(model).length);
        draft.timeMs = timeMs;
        assertThat(core.ring().tryIntent(draft)).isTrue();
        Bills.fill(draft, 100 * id);
        core.ring().settle(draft);
    }

    @Test
    void printsALineOfJsonARecordWithTheFieldsOfTheContractInItsOrder() throws Exception {
        final List<String> lines =
                print(LedgerFormat.JSONL, Long.MIN_VALUE).lines().toList();

        assertThat(lines).hasSize(3);
        final JsonNode first = mapper.readTree(lines.getFirst());
        assertThat(first.fieldNames()).toIterable().containsExactly(NAMES.split(","));
        assertThat(first.get("seq").longValue()).isEqualTo(1);
        assertThat(first.get("request_id").textValue()).isEqualTo(RequestIds.text(Bills.NOW_MS << 16, 1));
        assertThat(first.get("time").textValue()).isEqualTo("2025-11-13T00:13:20.123Z");
        assertThat(first.get("user").textValue()).isEqualTo("zoë");
        assertThat(first.get("stream").isBoolean()).isTrue();
        assertThat(first.get("status").intValue()).isEqualTo(200);
        assertThat(first.get("outcome").textValue()).isEqualTo("ok");
        assertThat(first.get("cost_usd").textValue()).isEqualTo("0.0001");
        assertThat(first.get("usage_source").textValue()).isEqualTo("upstream");
        assertThat(mapper.readTree(lines.get(1)).get("user").isNull()).isTrue();
        assertThat(mapper.readTree(lines.get(2)).get("model").textValue()).isEqualTo("claude\nx");
    }

    @Test
    void whatIsNotKnownOfACrashIsNull() throws Exception {
        disk.restart();
        core = open();

        final JsonNode crash = mapper.readTree(
                print(LedgerFormat.JSONL, Long.MIN_VALUE).lines().toList().getLast());

        assertThat(crash.get("outcome").textValue()).isEqualTo(Outcome.CRASH.text());
        assertThat(crash.get("status").intValue()).isZero();
        assertThat(crash.get("ttfb_us").isNull()).isTrue();
        assertThat(crash.get("duration_us").isNull()).isTrue();
        assertThat(crash.get("usage_source").textValue()).isEqualTo("none");
    }

    @Test
    void printsCsvWithQuotesWhereNeeded() throws Exception {
        final String csv = print(LedgerFormat.CSV, Long.MIN_VALUE);

        assertThat(csv)
                .startsWith(NAMES + "\r\n1,req_")
                .contains(",\"chat, \"\"beta\"\"\",,")
                .contains("\"claude\nx\"");
    }

    @Test
    void printsAnAlignedTableWithTotals() throws Exception {
        final List<String> lines =
                print(LedgerFormat.TABLE, Long.MIN_VALUE).lines().toList();

        assertThat(lines).hasSize(5);
        final int cost = lines.getFirst().indexOf("cost_usd") + "cost_usd".length();
        assertThat(lines.getFirst()).startsWith("seq  time ");
        assertThat(lines.get(1).substring(0, cost)).endsWith(" 0.0001");
        assertThat(lines.get(3)).contains("claude\uFFFDx");
        assertThat(lines.get(4)).contains("total: 3 records").contains(" 600 ").contains(" 1200 ");
        assertThat(lines.get(4).substring(0, cost)).endsWith(" 0.0006");
    }

    @Test
    void aTableOfNothingHasItsHeadAndATotalOfNothing() throws Exception {
        assertThat(print(LedgerFormat.TABLE, Long.MAX_VALUE).lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .contains("total: 0 records");
    }

    @Test
    void leavesOutWhatCameBeforeSince() throws Exception {
        final long sinceMs = TimeArgument.epochMs("since", "1h", NOW);

        assertThat(print(LedgerFormat.JSONL, sinceMs).lines()).hasSize(2);
    }

    @Test
    void readsTimesAsPeopleWriteThem() {
        assertThat(TimeArgument.epochMs("since", "90m", NOW)).isEqualTo(Bills.NOW_MS - 5_400_000);
        assertThat(TimeArgument.epochMs("since", "2d", NOW)).isEqualTo(Bills.NOW_MS - 172_800_000);
        assertThat(TimeArgument.epochMs("since", "2025-11-13T02:13:20.123Z", NOW))
                .isEqualTo(Bills.NOW_MS);
        assertThat(TimeArgument.epochMs("since", "2025-11-13T04:13:20.123+02:00", NOW))
                .isEqualTo(Bills.NOW_MS);
        assertThat(TimeArgument.epochMs("since", "1970-01-02", NOW)).isEqualTo(86_400_000);
        for (String bad : List.of("", "h", "yesterday", "1y", "-1h", "2025-13-01", "1234567h")) {
            assertThatThrownBy(() -> TimeArgument.epochMs("since", bad, NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("since=" + bad);
        }
    }

    @Test
    void sumsUsageByWhatIsAskedFor() throws Exception {
        final UsageReport report = usage(Map.of("group_by", "app,model"));

        assertThat(report.rows())
                .extracting(UsageReport.Row::key)
                .containsExactly(
                        List.of("chat, \"beta\"", "gpt-4o"),
                        List.of("search", "claude\nx"),
                        List.of("search", "gpt-4o"));
        assertThat(report.total().requests()).isEqualTo(3);
        assertThat(report.total().inputTokens()).isEqualTo(600);
        assertThat(report.total().costUsd()).isEqualTo("0.0006");
        final JsonNode json = mapper.readTree(report.json());
        assertThat(json.at("/group_by/1").textValue()).isEqualTo("model");
        assertThat(json.at("/rows/1/app").textValue()).isEqualTo("search");
        assertThat(json.at("/rows/1/output_tokens").longValue()).isEqualTo(600);
        assertThat(json.at("/rows/1/cost_usd").textValue()).isEqualTo("0.0003");
        assertThat(json.at("/total/requests").longValue()).isEqualTo(3);
    }

    @Test
    void filtersUsage() throws Exception {
        assertThat(usage(Map.of("app", "search")).total().requests()).isEqualTo(2);
        assertThat(usage(Map.of("app", "search", "model", "gpt-4o")).total().requests())
                .isEqualTo(1);
        assertThat(usage(Map.of("user", "zoë")).total().requests()).isEqualTo(1);
        assertThat(usage(Map.of("from", "1h")).total().requests()).isEqualTo(2);
        assertThat(usage(Map.of("from", "1h", "to", "30s")).total().requests()).isEqualTo(1);
        assertThat(usage(Map.of("group_by", "day")).rows()).hasSize(1);
        assertThat(usage(Map.of("group_by", "key_id,channel,user")).rows()).hasSize(2);
        assertThat(usage(Map.of("group_by", "")).rows()).hasSize(1);
    }

    @Test
    void refusesAQuestionItDoesNotUnderstand() {
        assertThatThrownBy(() -> UsageQuery.of(Map.of("group_by", "app,shoe"), NOW))
                .hasMessage("must be of app, user, model, key_id, channel, day: group_by=shoe");
        assertThatThrownBy(() -> UsageQuery.of(Map.of("group_by", "app,app"), NOW))
                .hasMessage("named twice: group_by=app,app");
        assertThatThrownBy(() -> UsageQuery.of(Map.of("form", "1h"), NOW)).hasMessage("no such parameter: form");
        assertThatThrownBy(() -> LedgerFormat.of("xml")).hasMessage("must be jsonl, table or csv: format=xml");
        assertThat(LedgerFormat.of("csv")).isEqualTo(LedgerFormat.CSV);
    }

    @Test
    void aJournalThatWasNeverWrittenHasNoRecords(@TempDir Path dir) throws Exception {
        assertThat(Bills.all(JournalReader.open(dir))).isEmpty();
        assertThat(Bills.all(JournalReader.open(dir.resolve("missing")))).isEmpty();
    }

    private String print(LedgerFormat format, long sinceMs) throws IOException {
        final StringWriter out = new StringWriter();
        try (JournalReader reader = JournalReader.open(disk, memory, sinceMs)) {
            LedgerReport.print(reader, format, sinceMs, out);
        }
        return out.toString();
    }

    private UsageReport usage(Map<String, String> parameters) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, memory, Long.MIN_VALUE)) {
            return UsageReport.of(reader, UsageQuery.of(parameters, NOW));
        }
    }
}
