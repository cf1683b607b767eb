package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.identity.AddressRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ConfigLoaderTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;

    private static final String WHOLE = """
        sluice {
          listen { host = "127.0.0.1", port = 9000 }
          channels {
            openai-a { dialect = openai, base-url = "https://api.openai.com/v1/", credential = ${?OPENAI_API_KEY}
                       headers { X-Team = search }, breaker { min-calls = 5 }, timeouts { connect = 1s }
                       translate { max-tokens-field = max_tokens }
                       proxy = "socks5://joe:p%40ss@proxy.local:1080" }
            anthropic-a { dialect = anthropic, base-url = "https://api.anthropic.com", credentials = [ ${?A1}, ${?A2} ]
                          translate { anthropic-version = 2026-10-21 } }
          }
          models {
            "gpt-4o" {
              routes = [ { channel = openai-a, weight = 3 }
                         { channel = anthropic-a, priority = 1, model = "claude-sonnet-4-5", translate { sampling = drop } } ]
              price { input = 2.50, cached-input = 1.25, output = 10.00 }
              fallbacks = [ "gpt-4.1-mini" ]
              timeouts { first-token = 5s }
              rate { concurrent = 7 }
            }
            "gpt-4.1-mini" { routes = [ { channel = openai-a } ], price { input = 0.4, output = 1.6 } }
            "gpt-*" { routes = [ { channel = openai-a } ] }
          }
          apps { search { rate { requests-per-minute = 6000, algorithm = sliding-window } } }
          keys = [
            { id = team-search, sha256 = "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", app = search
              models = [ "gpt-*" ], addresses = [ "10.0.0.0/8", "2001:db8::1" ], expires = "2027-01-31T00:00:00+01:00"
              rate { requests-per-minute = 600, burst = 100, tokens-per-minute = 200000, concurrent = 50 } }
          ]
          data-dir = /var/lib/sluice
          billing { on-disconnect { drain { up-to = 3s } } }
        }
        """;
    private static final Map<String, String> ENVIRONMENT = Map.of("OPENAI_API_KEY", "sk-o", "A2", "sk-a2");

    private static GatewayConfig whole() {
        return Configs.loaded(WHOLE, Map.of(), ENVIRONMENT).config();
    }

    private static ChannelConfig channel(String name) {
        return Objects.requireNonNull(whole().channel(name));
    }

    @Test
    void takesFromTheReferenceWhatTheFileLeavesOut() {
        final GatewayConfig config = Configs.valid("");

        assertThat(config.listen()).isEqualTo(new Listen("0.0.0.0", 8080, 4096, null));
        assertThat(config.clientTimeouts()).isEqualTo(new ClientTimeouts(10 * S, 30 * S, 75 * S, 60 * S, 30 * S));
        assertThat(config.dataDir()).isEqualTo(Path.of("data"));
        assertThat(config.billing().journal())
                .isEqualTo(new JournalConfig(Path.of("data/journal"), 256L << 20, 5 * MS, 90 * 86_400 * S));
    }

    @Test
    void readsWhatTheFileSays() {
        final GatewayConfig config = whole();

        assertThat(config.listen().port()).isEqualTo(9000);
        assertThat(config.billing().onDisconnect()).isEqualTo(OnDisconnect.DRAIN);
        assertThat(config.billing().drainUpToNs()).isEqualTo(3 * S);
        assertThat(config.billing().journal().dir()).isEqualTo(Path.of("/var/lib/sluice/journal"));
        assertThat(config.apps())
                .containsExactly(
                        new AppConfig("search", new RateConfig(RateAlgorithm.SLIDING_WINDOW, 6000, 6000, -1, -1, -1)));
    }

    @Test
    void readsChannels() {
        final ChannelConfig channel = channel("openai-a");

        assertThat(channel.baseUrl()).isEqualTo(new BaseUrl(true, "api.openai.com", 443, "/v1"));
        assertThat(channel.credentials()).containsExactly(Secret.of("sk-o"));
        assertThat(channel.enabled()).isTrue();
        assertThat(channel.headers()).containsExactly(Map.entry("x-team", Secret.of("search")));
        assertThat(channel.proxy())
                .isEqualTo(new ProxyConfig(ProxyKind.SOCKS5, "proxy.local", 1080, "joe", Secret.of("p@ss")));
        assertThat(channel.translate()).containsEntry("max-tokens-field", "max_tokens");
        assertThat(channel.translate()).containsEntry("default-max-tokens", 8192L);
        assertThat(channel("anthropic-a").anthropicVersion()).isEqualTo("2026-10-21");
    }

    @Test
    void givesAChannelTheGatewaysBreakerAndTimeoutsWhereItSaysNothing() {
        final ChannelConfig channel = channel("openai-a");

        assertThat(channel.breaker().minCalls()).isEqualTo(5);
        assertThat(channel.breaker().failureRate()).isEqualTo(0.3);
        assertThat(channel.timeouts()).isEqualTo(new UpstreamTimeouts(S, 120 * S, 60 * S, 900 * S));
    }

    @Test
    void keepsOfSeveralCredentialsThoseThatAreSet() {
        assertThat(channel("anthropic-a").credentials()).containsExactly(Secret.of("sk-a2"));
    }

    @Test
    void readsModels() {
        final List<ModelConfig> models = whole().models();

        assertThat(models).extracting(ModelConfig::pattern).containsExactly("gpt-*", "gpt-4.1-mini", "gpt-4o");
        final ModelConfig model = models.getLast();
        assertThat(model.routes())
                .containsExactly(
                        new RouteConfig("openai-a", 3, 0, null, Map.of()),
                        new RouteConfig("anthropic-a", 1, 1, "claude-sonnet-4-5", Map.of("sampling", "drop")));
        assertThat(model.price())
                .isEqualTo(new PriceConfig(
                        new BigDecimal("2.50"),
                        new BigDecimal("1.25"),
                        new BigDecimal("2.50"),
                        new BigDecimal("10.00"),
                        new BigDecimal("10.00")));
        assertThat(model.timeouts()).isEqualTo(new UpstreamTimeouts(-1, 5 * S, -1, -1));
        assertThat(model.rate()).isEqualTo(new RateConfig(RateAlgorithm.TOKEN_BUCKET, -1, -1, -1, -1, 7));
        assertThat(models.getFirst().price()).isNull();
        assertThat(models.getFirst().rate()).isNull();
    }

    @Test
    void aModelsTimeoutsWinOverItsChannels() {
        final UpstreamTimeouts effective = channel("openai-a")
                .timeouts()
                .overriddenBy(whole().models().getLast().timeouts());

        assertThat(effective).isEqualTo(new UpstreamTimeouts(S, 5 * S, 60 * S, 900 * S));
    }

    @Test
    void readsKeys() {
        final KeyConfig key = whole().keys().getFirst();

        assertThat(key.sha256()).isEqualTo("0123456789abcdef".repeat(4));
        assertThat(key.user()).isNull();
        assertThat(key.endpoints()).containsExactly("*");
        assertThat(key.addresses())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::1/128"));
        assertThat(key.expires()).isEqualTo(Instant.parse("2027-01-30T23:00:00Z"));
        assertThat(key.rate()).isEqualTo(new RateConfig(RateAlgorithm.TOKEN_BUCKET, 600, 100, 200_000, 200_000, 50));
    }

    @Test
    void sameTextGivesEqualConfigs() {
        assertThat(whole()).isEqualTo(whole()).hasSameHashCodeAs(whole());
        assertThat(Configs.loaded(WHOLE, Map.of(), Map.of("OPENAI_API_KEY", "other", "A2", "sk-a2"))
                        .config())
                .isNotEqualTo(whole());
    }

    @Test
    void overridesFromTheCommandLineWinOverTheFile() {
        final Map<String, String> sets = new LinkedHashMap<>();
        sets.put("sluice.listen.port", "7000");
        sets.put("limits.max-head", "64 KiB");
        sets.put("channels.openai-a.base-url", "http://localhost:4000/v1#");
        sets.put("channels.openai-a.base-url", "http://localhost:4000/v1");
        sets.put("sluice.models.\"gpt-4o\".fallbacks", "[]");
        sets.put("channels.openai-a.proxy", "null");

        final GatewayConfig config = Configs.loaded(WHOLE, sets, ENVIRONMENT).config();

        assertThat(config.listen().port()).isEqualTo(7000);
        assertThat(config.limits().maxHeadBytes()).isEqualTo(65536);
        final ChannelConfig channel = Objects.requireNonNull(config.channel("openai-a"));
        assertThat(channel.baseUrl()).isEqualTo(new BaseUrl(false, "localhost", 4000, "/v1"));
        assertThat(channel.proxy()).isNull();
        assertThat(config.models().getLast().fallbacks()).isEmpty();
    }

    @Test
    void looksUpReferencesInTheGivenEnvironmentOnly() {
        final String text = "sluice { listen.port = ${?PORT}, admin.host = localhost, log.level = ${?PATH} }";

        final GatewayConfig config = Configs.loaded(text, Map.of(), Map.of("PORT", "1234", "sluice", "x"))
                .config();

        assertThat(config.listen().port()).isEqualTo(1234);
        assertThat(config.log().level()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void changesDefaultsOfAllEntriesAtOnce() {
        final GatewayConfig config = Configs.valid("""
            sluice {
              defaults { channel { dialect = gemini, max-connections = 5, breaker { probes = 9 } }, key { app = all, models = [] } }
              channels { a { base-url = "http://localhost" , credential = x }, b { base-url = "http://h", dialect = openai } }
              keys = [ { id = k, sha256 = "%s" } ]
            }
            """.formatted("0".repeat(64)));

        assertThat(config.channels()).extracting(ChannelConfig::dialect).containsExactly("gemini", "openai");
        assertThat(config.channels()).extracting(ChannelConfig::maxConnections).containsExactly(5, 5);
        assertThat(config.channels().getFirst().breaker().probes()).isEqualTo(9);
        assertThat(config.keys().getFirst().app()).isEqualTo("all");
        assertThat(config.keys().getFirst().models()).isEmpty();
    }
}
