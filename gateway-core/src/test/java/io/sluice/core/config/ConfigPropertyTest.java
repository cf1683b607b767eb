package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text: a config or faults with a place, never an exception, and no secret in what is said of one wrong sign. */
final class ConfigPropertyTest {
    private static final int ROUNDS = Integer.getInteger("sluice.config.rounds", 400);
    private static final String CANARY = "canary7c1f";
    private static final String VALID = """
        sluice {
          listen { host = "127.0.0.1", port = 8080, backlog = 4096 }
          admin { host = localhost, port = ${?PORT}, token = sk-%1$s-1 }
          transport = auto
          limits { max-head = 32 KiB, max-headers = 128 }
          timeouts { head = 10s, total = 15m }
          channels {
            a { dialect = openai, base-url = "https://u.example/v1", credential = "sk-%1$s-2", headers { x-y = "%1$s-3" } }
            "b.c" { dialect = anthropic, base-url = "http://localhost:1", credentials = [ sk-%1$s-4, ${?SECRET} ]
                    breaker { window = 10s }, translate { thinking = auto, effort-values = [ low, high ] } }
          }
          models {
            "gpt-4.1" { routes = [ { channel = a, weight = 3 }, { channel = "b.c", priority = 1, model = x } ]
                        price { input = 2.50, output = 10 }, fallbacks = [ gpt-4o ] }
            "gpt-4*" { routes = [ { channel = a } ], rate { requests-per-minute = 5, burst = 2 } }
          }
          keys = [ { id = k, app = a, sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                     addresses = [ "10.0.0.0/8" ], expires = "2027-01-31T00:00:00Z" } ]
          billing { journal { dir = ${sluice.data-dir}/j, segment = 1 MiB }, on-disconnect { drain { up-to = 1s } } }
        }
        """.formatted(CANARY);
    private static final Map<String, String> ENVIRONMENT = Map.of("PORT", "9", "SECRET", "sk-" + CANARY + "-5");
    private static final String[] SCRAPS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\"\"\"",
        "${",
        "${?PORT}",
        "${SECRET}",
        "${sluice}",
        "=",
        ":",
        "+=",
        ",",
        "\n",
        "#",
        "//",
        ".",
        "..",
        "null",
        "true",
        "-1",
        "1e999",
        "99999999999999999999",
        "0.5",
        "*",
        "\u0000",
        "é",
        "\ud800",
        "%",
        "@",
        " ",
        "include \"x\"",
        "a",
        "10s",
        "KiB",
        "\\u",
        "\\",
        "$",
        "sluice",
        "::",
        "/",
        "?",
        "(",
        ")",
        "'"
    };

    private final Config reference = Configs.reference();

    private LoadResult load(String text) {
        return ConfigLoader.load(reference, Path.of(Configs.NAME), text, Map.of(), ENVIRONMENT);
    }

    @Test
    void theUnchangedTextIsValid() {
        assertThat(Configs.faults(load(VALID))).isEmpty();
    }

    @Test
    void anyChangeOfTheTextGivesAConfigOrFaults() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            final String text = changed(random, VALID, 1 + random.nextInt(4));
            check(load(text), "seed " + seed + ", round " + i + ":\n" + text);
        }
    }

    @Test
    void anyOverrideGivesAConfigOrFaults() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        final List<String> keys = new ArrayList<>(
                ReferenceConfTest.paths(reference.getConfig("sluice").root(), ""));
        keys.add("channels.a.proxy");
        keys.add("models.m.routes");
        for (int i = 0; i < ROUNDS; i++) {
            final String key = changed(random, keys.get(random.nextInt(keys.size())), random.nextInt(2));
            final String value = changed(random, SCRAPS[random.nextInt(SCRAPS.length)], random.nextInt(3));
            final LoadResult result =
                    ConfigLoader.load(reference, Path.of(Configs.NAME), VALID, Map.of(key, value), ENVIRONMENT);
            check(result, "seed " + seed + ", round " + i + ": " + key + "=" + value);
        }
    }

    private static void check(LoadResult result, String what) {
        if (result instanceof LoadResult.Rejected rejected) {
            assertThat(rejected.faults()).as(what).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.file()).isIn(Configs.NAME, Place.SET);
                assertThat(fault.reason()).isNotBlank();
                assertThat(fault.toString()).doesNotContain("\n");
            });
        } else if (result instanceof LoadResult.Loaded loaded) {
            assertThat(ConfigView.json(loaded.config())).as(what).isNotEmpty();
        }
    }

    @Test
    void oneWrongSignNeverMakesAFaultThatShowsASecret() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            final int at = random.nextInt(VALID.length());
            final String text = VALID.substring(0, at) + SCRAPS[random.nextInt(20)] + VALID.substring(at);
            assertThat(Configs.faults(load(text)).toString())
                    .as("seed %d, round %d:%n%s", seed, i, text)
                    .doesNotContain(CANARY);
        }
    }

    private static String changed(Random random, String text, int times) {
        String result = text;
        for (int i = 0; i < times; i++) {
            final int at = random.nextInt(result.length() + 1);
            final int end = Math.min(result.length(), at + random.nextInt(12));
            final String scrap = SCRAPS[random.nextInt(SCRAPS.length)];
            result = switch (random.nextInt(4)) {
                case 0 -> result.substring(0, at) + scrap + result.substring(at);
                case 1 -> result.substring(0, at) + result.substring(end);
                case 2 -> result.substring(0, at) + scrap + result.substring(end);
                default -> result.substring(0, at) + result.substring(at, end) + result.substring(at);
            };
        }
        return result;
    }
}
