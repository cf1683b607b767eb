package io.sluice.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code wire.md} to the code. {@code -Dwire.apply=true} rewrites its table of rules instead of complaining. */
final class WirePageTest {
    private static final Path PAGE = Path.of("wire.md");
    private static final Path MANUAL = Path.of("../gateway-server/src/main/resources/reference.conf");
    private static final String BEGIN = "<!-- rules: made of Violation by WirePageTest -->\n";
    private static final String END = "<!-- end of rules -->";
    private static final Pattern KEYED_BOUND =
            Pattern.compile("\\| ([0-9][^:,|]*)[^|]*\\| `(?:[a-z.-]+\\.)?([a-z-]+)` \\|\n");

    @Test
    void theTableOfRulesIsWhatTheCodeEnforces() throws IOException {
        final String page = Files.readString(PAGE);
        final int from = page.indexOf(BEGIN) + BEGIN.length();
        final int to = page.indexOf(END);
        final String made = page.substring(0, from) + table() + page.substring(to);
        if (Boolean.getBoolean("wire.apply")) {
            Files.writeString(PAGE, made);
            return;
        }

        assertThat(page)
                .as("mvn -q -pl gateway-codec test -Dtest=WirePageTest -Dwire.apply=true rewrites the table of rules")
                .isEqualTo(made);
    }

    private static String table() {
        final StringBuilder table = new StringBuilder("""

            | rule | answer | enforces | refused is | threat |
            | --- | --- | --- | --- | --- |
            """);
        for (final Violation rule : Violation.values()) {
            table.append("| `")
                    .append(rule)
                    .append("` | ")
                    .append(rule.status())
                    .append(" | ")
                    .append(rule.section())
                    .append(" | ")
                    .append(rule.message())
                    .append(" | ")
                    .append(rule.threat().words())
                    .append(" |\n");
        }
        return table.append('\n').toString();
    }

    @Test
    void theDefaultOfEveryBoundIsTheManuals() throws IOException {
        final String manual = Files.readString(MANUAL);
        final List<MatchResult> bounds =
                KEYED_BOUND.matcher(Files.readString(PAGE)).results().toList();

        assertThat(bounds)
                .hasSizeGreaterThan(12)
                .allSatisfy(bound -> assertThat(manual)
                        .containsPattern("(?m)^ +" + bound.group(2) + " = " + Pattern.quote(bound.group(1)) + "$"));
    }

    @Test
    void noThreatIsOnlyTalk() {
        assertThat(Threat.values())
                .allSatisfy(threat -> assertThat(Violation.values()).anyMatch(rule -> rule.threat() == threat));
    }
}
