package io.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types, sees, and gets as an exit code. */
@Timeout(60)
final class CommandLineTest {
    private static final Pattern SECRET = Pattern.compile("sk-sluice-[0-9A-Za-z]{43}");

    private final Path folder;

    CommandLineTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private record Run(int code, String out, String err) {}

    @Test
    void aGoodConfigurationIsCheckedWithZero() throws IOException {
        final Path file = write("sluice {\n" + TestGateway.key()
                + " channels.o { dialect = openai, base-url = \"http://127.0.0.1:1/v1\", credential = x }\n"
                + " models.\"gpt-4o\" { routes = [ { channel = o } ], price { input = 1, output = 2 } }\n}\n");

        final Run run = run("check", "--config", file.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("is good: 1 channels, 1 models, 1 keys");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyFaultIsOneLineWithFileLineKeyAndReason() throws IOException {
        final Path file =
                write("sluice {\n  event-loops = many\n  listen { prot = 1 }\n  timeouts.head = 3 parsecs\n}\n");

        final Run run = run("check", "--config", file.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().toList())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith(file + ":2: sluice.event-loops: "))
                .anySatisfy(line -> assertThat(line).startsWith(file + ":3: sluice.listen.prot: "))
                .anySatisfy(line -> assertThat(line).startsWith(file + ":4: sluice.timeouts.head: "));
    }

    @Test
    void theBenchmarksAreListedButStartedByTheLauncher() {
        assertThat(run("--help").out()).contains("bench");

        final Run run = run("bench", "saturated", "--only", "nginx");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("bench saturated --only nginx is started by bin/sluice");
    }

    @Test
    void anOverrideThatIsWrongIsAFaultToo() throws IOException {
        final Path file = write("sluice {}\n");

        final Run run = run("check", "--config", file.toString(), "--set", "sluice.listen.port=99999");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("--set").contains("sluice.listen.port: ");
    }

    @Test
    void aMissingConfigurationIsNamed() {
        final Path missing = folder.resolve("nowhere.conf");

        final Run run = run("check", "--config", missing.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(missing.toString());
        assertThat(run("run", "--config", missing.toString()).code()).isEqualTo(2);
        assertThat(run("ledger", "--config", missing.toString()).code()).isEqualTo(2);
    }

    @Test
    void aCredentialThatIsMissingIsAWarningThatNamesTheChannel() throws IOException {
        final Path file =
                write("sluice { channels.lost { dialect = openai, base-url = \"https://api.openai.com/v1\" } }\n");

        final Run run = run("check", "--config", file.toString());

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("warning: ").contains("channels.lost");
    }

    @Test
    void aRouteThatNothingIsTranslatedToIsWarnedAbout() throws IOException {
        final Path file = write("""
            sluice {
              channels.a { dialect = cohere, base-url = "http://127.0.0.1:1", credential = x }
              channels.o { dialect = openai, base-url = "http://127.0.0.1:1/v1", credential = x }
              models.mixed { routes = [ { channel = o }, { channel = a } ] }
            }
            """);

        final Run run = run("check", "--config", file.toString());

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("warning: ").contains("models.").contains("nothing is translated to cohere");
    }

    @Test
    void aNewKeyIsShownOnceAndItsEntryHoldsOnlyTheDigest() throws IOException {
        final Run run = run("key", "new", "--app", "search", "--user", "ann");

        assertThat(run.code()).isZero();
        final Matcher secret = SECRET.matcher(run.out());
        assertThat(secret.find()).isTrue();
        final String entry = run.out().substring(run.out().indexOf('{'));
        assertThat(entry)
                .contains(TestGateway.sha256(secret.group()))
                .contains("app = \"search\"")
                .contains("user = \"ann\"")
                .doesNotContain(secret.group());
        final Path file = write("sluice.keys = [ " + entry.strip() + " ]\n");
        assertThat(run("check", "--config", file.toString()).out()).contains("1 keys");
    }

    @Test
    void badUsageEndsWithTwoAndSaysHow() {
        assertThat(run().code()).isEqualTo(2);
        assertThat(run().err()).contains("Usage: sluice");
        assertThat(run("dance").code()).isEqualTo(2);
        assertThat(run("check", "--no-such-option").code()).isEqualTo(2);
        assertThat(run("key").code()).isEqualTo(2);
        assertThat(run("key", "new").code()).isEqualTo(2);
        assertThat(run("key", "new").err()).contains("--app");
        assertThat(run("key", "new", "--app", "").code()).isEqualTo(2);
    }

    @Test
    void theVersionNamesWhatItRunsOn() {
        final Run run = run("version");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("sluice ")
                .contains("commit ")
                .contains("JDK " + Runtime.version())
                .contains("transport ");
        assertThat(run("--version").out()).isEqualTo(run.out());
    }

    @Test
    void theLedgerIsPrintedInEachFormatWhileTheGatewayRunsAndAfterwards() throws IOException {
        final Path data = folder.resolve("data");
        final Path file = write("sluice.data-dir = \"" + data + "\"\n");
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                TestGateway gateway = TestGateway.start(
                        data,
                        TestGateway.key()
                                + TestGateway.channel("only", "openai", vendor, "")
                                + "models.\"gpt-4o\" { routes = [ { channel = only } ], price { input = 2.50, output ="
                                + " 10 } }\n");
                RawClient client = gateway.connect()) {
            assertThat(client.exchange("/v1/chat/completions", Surface.OPENAI.body("gpt-4o"))
                            .status())
                    .isEqualTo(200);
            TestGateway.await(() -> gateway.server().inFlight() == 0);

            assertLedger(file);
        }
        assertLedger(file);
        assertThat(run("ledger", "--config", file.toString(), "--since", "1h", "--format", "jsonl")
                        .out())
                .isNotEmpty();
        assertThat(run("ledger", "--config", file.toString(), "--since", "2200-01-01T00:00:00Z", "--format", "jsonl")
                        .out())
                .isEmpty();
    }

    @Test
    void theLedgerRefusesFormatsAndTimesItDoesNotKnow() throws IOException {
        final Path file = write("sluice.data-dir = \"" + folder.resolve("none") + "\"\n");

        final Run format = run("ledger", "--config", file.toString(), "--format", "xml");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("jsonl, table or csv");
        final Run since = run("ledger", "--config", file.toString(), "--since", "yesterday");
        assertThat(since.code()).isEqualTo(2);
        assertThat(since.err()).contains("--since");
    }

    @Test
    void aLedgerThatIsNotThereYetIsEmpty() throws IOException {
        final Path file = write("sluice.data-dir = \"" + folder.resolve("none") + "\"\n");

        final Run run = run("ledger", "--config", file.toString(), "--format", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
    }

    private void assertLedger(Path file) throws IOException {
        final Run jsonl = run("ledger", "--config", file.toString(), "--format", "jsonl");
        assertThat(jsonl.code()).isZero();
        assertThat(jsonl.out().lines()).hasSize(1);
        final JsonNode record = new ObjectMapper().readTree(jsonl.out());
        assertThat(record.path("key_id").asText()).isEqualTo("test");
        assertThat(record.path("outcome").asText()).isEqualTo("ok");
        assertThat(record.path("cost_usd").asText()).matches("0\\.0000\\d+");
        final Run csv = run("ledger", "--config", file.toString(), "--format", "csv");
        assertThat(csv.out().lines()).hasSize(2);
        assertThat(csv.out()).startsWith("seq,request_id,time,key_id,app,user,model,channel,");
        final Run table = run("ledger", "--config", file.toString());
        assertThat(table.code()).isZero();
        assertThat(table.out()).contains("gpt-4o").contains("only");
    }

    private Path write(String hocon) throws IOException {
        return Files.writeString(folder.resolve("test.conf"), hocon);
    }

    private static Run run(String... arguments) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
