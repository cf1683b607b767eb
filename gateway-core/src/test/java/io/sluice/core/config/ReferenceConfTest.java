package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The reference is the manual: complete, commented, and what it says is what holds. */
final class ReferenceConfTest {
    /** Defaults that the outside contract fixes, as they are written there. */
    private static final String CONTRACT = """
        listen.host = 0.0.0.0
        listen.port = 8080
        listen.backlog = 4096
        listen.tls.certificate = null
        listen.tls.private-key = null
        admin.host = 127.0.0.1
        admin.port = 8081
        transport = auto
        event-loops = 0
        data-dir = data
        limits.max-head = 32 KiB
        limits.max-headers = 128
        limits.max-body = 32 MiB
        limits.max-connections = 100000
        limits.max-buffered-per-stream = 256 KiB
        timeouts.head = 10s
        timeouts.body-idle = 30s
        timeouts.keep-alive = 75s
        timeouts.write-idle = 60s
        timeouts.connect = 3s
        timeouts.first-token = 120s
        timeouts.stream-idle = 60s
        timeouts.total = 15m
        timeouts.drain = 30s
        auth.mode = keys
        defaults.channel.tls.trust = system
        defaults.channel.tls.insecure = false
        routing.selection = weighted
        routing.health.floor = 0.3
        routing.health.half-life = 30s
        breaker.window = 60s
        breaker.buckets = 60
        breaker.min-calls = 20
        breaker.failure-rate = 0.3
        breaker.slow-rate = 1.0
        breaker.open-for = 10s
        breaker.max-open-for = 5m
        breaker.probes = 3
        breaker.ramp = 10s
        breaker.slow-first-token = null
        retry.max-attempts = 3
        retry.backoff.first = 50ms
        retry.backoff.max = 2s
        retry.backoff.jitter = 0.5
        retry.budget = 0.2
        billing.ring-size = 65536
        billing.when-full = wait
        billing.on-disconnect = cancel
        billing.journal.dir = data/journal
        billing.journal.segment = 256 MiB
        billing.journal.sync = 5ms
        billing.journal.retain = 90d
        log.format = text
        log.level = info
        log.requests = failures
        """;

    /** Full names of everything in the tree, objects without members included. */
    static List<String> paths(ConfigObject object, String path) {
        final List<String> paths = new ArrayList<>();
        object.forEach((name, value) -> {
            final String key = Keys.child(path, name);
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                paths.addAll(paths(inner, key));
            } else {
                paths.add(key);
            }
        });
        return paths;
    }

    private static void eachValue(ConfigObject object, String path, Map<String, ConfigValue> values) {
        object.forEach((name, value) -> {
            values.put(Keys.child(path, name), value);
            if (value instanceof ConfigObject inner) {
                eachValue(inner, Keys.child(path, name), values);
            }
        });
    }

    @Test
    void everyKeyHasAComment() {
        final Map<String, ConfigValue> values = new TreeMap<>();
        eachValue(Configs.reference().getConfig("sluice").root(), "", values);

        assertThat(values).hasSizeGreaterThan(120);
        assertThat(values.entrySet().stream()
                        .filter(entry -> entry.getValue().origin().comments().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList())
                .isEmpty();
    }

    @Test
    void holdsTheDefaultsOfTheContract() {
        final Config reference = Configs.reference().resolve().getConfig("sluice");

        for (String line : CONTRACT.lines().toList()) {
            final int equals = line.indexOf(" = ");
            final String key = line.substring(0, equals);
            final ConfigValue value =
                    reference.hasPathOrNull(key) && !reference.getIsNull(key) ? reference.getValue(key) : null;
            assertThat(value == null ? "null" : Values.text(value))
                    .as(key)
                    .isEqualTo(line.substring(equals + " = ".length()));
        }
    }

    @Test
    void everyKeyIsRead() {
        assertThat(Configs.faults(Configs.load("", Map.of(), Map.of()))).isEmpty();
    }

    /** Puts a key that is near to none into each section: the fault names all that the loader knows there. */
    @Test
    void everyKeyThatIsReadIsThere() {
        final Map<String, ConfigValue> values = new TreeMap<>();
        eachValue(Configs.reference().getConfig("sluice").root(), "", values);
        int sections = 0;
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            if (entry.getValue() instanceof ConfigObject object && !object.isEmpty()) {
                final List<String> faults = Configs.faults("sluice." + entry.getKey() + ".qqqqqqqqqqqqqqq = 1");
                final String prefix =
                        "test.conf:1: sluice." + entry.getKey() + ".qqqqqqqqqqqqqqq: unknown key; known here: ";
                assertThat(faults).singleElement().asString().startsWith(prefix);
                assertThat(faults.getFirst().substring(prefix.length()).split(", "))
                        .as(entry.getKey())
                        .containsExactlyInAnyOrderElementsOf(object.keySet());
                sections++;
            }
        }

        assertThat(sections).isGreaterThan(20);
    }

    @Test
    void aChannelCarriesAllSettingsOfTheTranslation() {
        final String onlyNames =
                "sluice { channels { a { dialect = openai, base-url = \"http://localhost\", credential = c } } }";

        final ChannelConfig channel = Configs.valid(onlyNames).channels().getFirst();

        assertThat(channel.translate()).hasSize(17).containsEntry("function-ids", true);
        assertThat(channel.anthropicVersion()).isEqualTo("2023-06-01");
    }
}
