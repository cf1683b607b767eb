package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigViewTest {
    private static final String TEXT = """
        sluice {
          admin.token = tok-canary
          channels {
            "a.b" { dialect = openai, base-url = "https://h/v1", credentials = [ sk-canary-1, sk-canary-2 ]
                    headers { x-team = team-canary }, proxy = "http://joe:pw-canary@p:3128" }
          }
          models { "gpt-4.1" { routes = [ { channel = "a.b", model = m2 } ], price { input = 0.1, output = 2.50 } } }
          keys = [ { id = k, sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", app = search
                     addresses = [ "10.0.0.0/8" ], expires = "2027-01-31T00:00:00Z", rate { concurrent = 5 } } ]
          billing.on-disconnect.drain.up-to = 1500ms
        }
        """;

    private static Config view(String text) {
        return ConfigFactory.parseString(
                        ConfigView.json(Configs.valid(text)),
                        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                .getConfig("sluice");
    }

    @Test
    void showsWhatIsInForceByTheNamesOfTheFile() {
        final Config view = view(TEXT);

        assertThat(view.getString("listen.host")).isEqualTo("0.0.0.0");
        assertThat(view.getString("timeouts.total")).isEqualTo("15m");
        assertThat(view.getString("timeouts.keep-alive")).isEqualTo("75s");
        assertThat(view.getString("limits.max-body")).isEqualTo("32 MiB");
        assertThat(view.getString("channels.\"a.b\".base-url")).isEqualTo("https://h/v1");
        assertThat(view.getString("models.\"gpt-4.1\".price.output")).isEqualTo("2.50");
        assertThat(view.getString("billing.on-disconnect.drain.up-to")).isEqualTo("1500ms");
        assertThat(view.getConfigList("keys").getFirst().getString("expires")).isEqualTo("2027-01-31T00:00:00Z");
        assertThat(view.getIsNull("breaker.slow-first-token")).isTrue();
    }

    @Test
    void showsNoSecretAndOnlyTheBeginningOfADigest() {
        final String json = ConfigView.json(Configs.valid(TEXT));

        assertThat(json).doesNotContain("canary").doesNotContain("0123456789");
        final Config view = view(TEXT);
        assertThat(view.getStringList("channels.\"a.b\".credentials")).containsExactly("***", "***");
        assertThat(view.getString("channels.\"a.b\".proxy")).isEqualTo("http://joe:***@p:3128");
        assertThat(view.getConfigList("keys").getFirst().getString("sha256")).isEqualTo("01234567…");
    }

    @Test
    void noPartOfAConfigPrintsASecret() {
        assertThat(Configs.valid(TEXT).toString()).doesNotContain("canary").contains("***");
    }

    @Test
    void showsEveryKeyOfTheReferenceOutsideOfTheDefaults() {
        final Config view = view("");
        final Config reference = Configs.reference().getConfig("sluice").withoutPath("defaults");

        assertThat(ReferenceConfTest.paths(view.root(), ""))
                .containsExactlyInAnyOrderElementsOf(ReferenceConfTest.paths(reference.root(), ""));
    }

    @Test
    void tellsWhatNeedsARestart() {
        final GatewayConfig running = Configs.valid(TEXT);
        final GatewayConfig next = Configs.loaded(
                        TEXT,
                        Map.of("listen.port", "1", "data-dir", "x", "limits.max-headers", "9", "admin.token", "other"),
                        Map.of())
                .config();

        assertThat(ConfigDiff.needsRestart(running, next))
                .isEqualTo(List.of("sluice.listen.port", "sluice.data-dir", "sluice.billing.journal"));
        assertThat(ConfigDiff.needsRestart(running, Configs.valid(TEXT))).isEmpty();
    }
}
