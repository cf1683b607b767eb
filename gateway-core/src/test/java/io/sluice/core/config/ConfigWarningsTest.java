package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is allowed but probably not meant. */
final class ConfigWarningsTest {
    private static final String KEY = "id = k, app = a, sha256 = \"" + "0".repeat(64) + "\"";

    private static String sluice(String text) {
        return """
            sluice {
            channels {
              a { dialect = openai, base-url = "https://h", credential = credential-a }
              b { dialect = anthropic, base-url = "https://h", credential = credential-b }
            }
            models { m { routes = [ { channel = a } ], price { input = 1, output = 1 } } }
            keys = [ { %s } ]
            %s
            }
            """.formatted(KEY, text);
    }

    @Test
    void aSoundConfigGivesNone() {
        assertThat(Configs.warnings(sluice(""))).isEmpty();
    }

    @Test
    void tellsOfChannelsWithoutACredential() {
        final LoadResult.Loaded loaded = Configs.loaded(sluice("""
            channels { c { dialect = openai, base-url = "https://h", credential = ${?NO} }
            d { dialect = openai, base-url = "https://h", credentials = [ ${?NO1}, ${?NO2} ] }
            e { dialect = openai, base-url = "https://h", credential = "" }
            f { dialect = openai, base-url = "https://h", enabled = false } }\
            """), Map.of(), Map.of("NO1", ""));

        assertThat(loaded.warnings())
                .extracting(ConfigFault::toString)
                .containsExactly(
                        "test.conf:8: sluice.channels.c.credential: the channel is disabled: no credential, NO isn't"
                                + " set",
                        "test.conf:9: sluice.channels.d.credentials: the channel is disabled: no credential, NO1 and"
                                + " NO2 aren't set",
                        "test.conf:10: sluice.channels.e.credential: the channel is disabled: no credential");
        assertThat(loaded.config().channels())
                .extracting(ChannelConfig::enabled)
                .containsExactly(true, true, false, false, false, false);
    }

    @Test
    void tellsOfCredentialsTooShortToBeMasked() {
        assertThat(Configs.warnings(sluice("""
            channels.c { dialect = openai, base-url = "https://h", credential = seven-7 }
            channels.d { dialect = openai, base-url = "https://h", credentials = [ long-enough, short ] }
            channels.e { dialect = openai, base-url = "https://h", credential = eight--8 }
            channels.f { dialect = openai, base-url = "http://127.0.0.1:1", credential = x }
            channels.g { dialect = openai, base-url = "https://h", credential = x, enabled = false }\
            """)))
                .containsExactly(
                        "test.conf:8: sluice.channels.c.credential: shorter than 8 characters: it may reach callers"
                                + " where the vendor repeats it in an error",
                        "test.conf:9: sluice.channels.d.credentials: shorter than 8 characters: it may reach callers"
                                + " where the vendor repeats it in an error");
    }

    @Test
    void tellsOfModelsThatNoChannelServes() {
        assertThat(Configs.warnings(sluice("""
            channels.c { dialect = openai, base-url = "https://h", credential = c, enabled = false }
            models.n { routes = [ { channel = c } ], price { input = 1, output = 1 } }
            models.o { routes = [], price { input = 1, output = 1 } }\
            """)))
                .containsExactly(
                        "test.conf:9: sluice.models.n: none of its routes has a usable channel: every request for it"
                                + " will be refused",
                        "test.conf:10: sluice.models.o: none of its routes has a usable channel: every request for it"
                                + " will be refused");
    }

    @Test
    void tellsOfChannelsThatNothingIsTranslatedTo() {
        assertThat(Configs.warnings(sluice("""
            channels.c { dialect = cohere, base-url = "https://h", credential = "0123456789" }
            models.m.routes = [ { channel = a }, { channel = b }, { channel = c } ]\
            """)))
                .containsExactly(
                        "test.conf:9: sluice.models.m.routes[2]: nothing is translated to cohere yet: the channel"
                                + " \"c\" will get no request");
    }

    @Test
    void tellsOfModelsWithoutAPrice() {
        assertThat(Configs.warnings(sluice("models.n { routes = [ { channel = a } ] }")))
                .containsExactly("test.conf:8: sluice.models.n: no price: calls are recorded with a cost of 0");
    }

    @Test
    void tellsOfKeysThatMayUseNothing() {
        final List<String> warnings = Configs.warnings(sluice("keys = [\n{ " + KEY + ", models = [ \"gpt-*\" ] }\n"
                + "{ id = l, app = a, sha256 = \"" + "1".repeat(64) + "\", models = [] } ]"));

        assertThat(warnings)
                .containsExactly(
                        "test.conf:9: sluice.keys[0].models: the key \"k\" may use none of the configured models",
                        "test.conf:10: sluice.keys[1].models: the key \"l\" may use none of the configured models");
    }

    @Test
    void twoGlobsThatMayOverlapAreTakenToDoSo() {
        final String models =
                "models { \"gpt-*\" { routes = [ { channel = a } ], price { input = 1, output = 1 } } }, ";

        assertThat(Configs.warnings(sluice(models + "keys = [ { " + KEY + ", models = [ \"gpt-4*\" ] } ]")))
                .isEmpty();
        assertThat(Configs.warnings(sluice(models + "keys = [ { " + KEY + ", models = [ \"gpu-*\" ] } ]")))
                .hasSize(1);
    }

    @Test
    void tellsWhenNobodyMayCall() {
        assertThat(Configs.warnings(sluice("keys = []")))
                .containsExactly("test.conf:8: sluice.keys: no key is configured: every request will be refused");
        assertThat(Configs.warnings(sluice("keys = [], auth.mode = open, listen.host = localhost")))
                .isEmpty();
    }

    @Test
    void tellsOfSecretsInTheClear() {
        assertThat(Configs.warnings(sluice("channels.a { base-url = \"http://h\" }, channels.b { base-url ="
                        + " \"http://[::1]:1\", tls.insecure = true }")))
                .containsExactly(
                        "test.conf:8: sluice.channels.a.base-url: the credential and all prompts travel unencrypted to"
                                + " h",
                        "test.conf:8: sluice.channels.b.tls.insecure: any certificate is believed: for tests on your"
                                + " own machine only");
    }
}
