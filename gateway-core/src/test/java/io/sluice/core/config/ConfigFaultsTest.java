package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of fault, with the exact words the operator reads. */
final class ConfigFaultsTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    /** A text put inside {@code sluice { … }}, on line 1, and what is said about it behind the file and line. */
    static Stream<Arguments> singleFaults() {
        return Stream.of(
                // Names
                arguments("listen.prot = 1", "sluice.listen.prot: unknown key; did you mean \"port\"?"),
                arguments("lisen {}", "sluice.lisen: unknown key; did you mean \"listen\"?"),
                arguments("auth.users = 1", "sluice.auth.users: unknown key; known here: mode"),
                arguments(
                        "timeouts.first_token = 1s",
                        "sluice.timeouts.first_token: unknown key; did you mean \"first-token\"?"),
                arguments(
                        "keys = [ { id = a, sha256 = \"" + HEX + "\", app = b, modls = [] } ]",
                        "sluice.keys[0].modls: unknown key; did you mean \"models\"?"),
                arguments(
                        "models { \"a\" { routes = [ { chanel = x, channel = x } ], price { input = 1, output = 1 } }"
                                + " }, channels { x { dialect = openai, base-url = \"https://x\" } }",
                        "sluice.models.a.routes[0].chanel: unknown key; did you mean \"channel\"?"),
                arguments(
                        "defaults.channel.max-conections = 1",
                        "sluice.defaults.channel.max-conections: unknown key; did you mean \"max-connections\"?"),
                arguments(
                        "models { gpt-4.1 { routes = [] } }",
                        "sluice.models.gpt-4.1: a name with a dot needs quotes: \"gpt-4.1\""),
                // Types
                arguments(
                        "listen.port = eighty",
                        "sluice.listen.port: must be a whole number, 0..65535, is the text \"eighty\""),
                arguments(
                        "listen.port = \"8080\"",
                        "sluice.listen.port: must be a whole number, 0..65535, is the text \"8080\""),
                arguments("listen.port = 80.5", "sluice.listen.port: must be a whole number, 0..65535, is 80.5"),
                arguments("listen.port = null", "sluice.listen.port: must be set"),
                arguments("listen.port = []", "sluice.listen.port: must be a whole number, 0..65535, is a list [ … ]"),
                arguments("listen = 8080", "sluice.listen: must be an object { … }, is a number"),
                arguments("listen.host = 127", "sluice.listen.host: must be text, is a number: put it in quotes"),
                arguments("listen.host = [ a ]", "sluice.listen.host: must be text, is a list [ … ]"),
                arguments("keys = {}", "sluice.keys: must be a list [ … ], is an object { … }"),
                arguments("keys = [ 1 ]", "sluice.keys[0]: must be an object { … }, is a number"),
                arguments("channels = null", "sluice.channels: must be an object { … }, is null"),
                arguments(
                        "defaults.channel.enabled = yes",
                        "sluice.defaults.channel.enabled: must be true or false, is the text \"yes\""),
                arguments(
                        "defaults.key.models = \"gpt-*\"", "sluice.defaults.key.models: must be a list [ … ], is text"),
                arguments(
                        "defaults.key.models = [ 4 ]",
                        "sluice.defaults.key.models[0]: must be text, is a number: put it in quotes"),
                arguments(
                        "transport = epol",
                        "sluice.transport: must be one of auto, io_uring, epoll, nio, is \"epol\"; did you mean"
                                + " \"epoll\"?"),
                arguments(
                        "transport = kqueue",
                        "sluice.transport: must be one of auto, io_uring, epoll, nio, is \"kqueue\""),
                // Units and bounds
                arguments(
                        "timeouts.head = 10",
                        "sluice.timeouts.head: must be a duration such as 500ms, 10s or 5m, is 10 without a unit"),
                arguments(
                        "timeouts.head = 10 KiB",
                        "sluice.timeouts.head: must be a duration such as 500ms, 10s or 5m, is \"10 KiB\"; units are"
                                + " ns, us, ms, s, m, h, d"),
                arguments(
                        "timeouts.head = -1s",
                        "sluice.timeouts.head: must be a duration such as 500ms, 10s or 5m, is \"-1s\""),
                arguments("timeouts.head = true", "sluice.timeouts.head: must be a duration, is true or false"),
                arguments("timeouts.head = 0s", "sluice.timeouts.head: must be 1ms..1h, is 0s"),
                arguments("timeouts.head = 90000h", "sluice.timeouts.head: must be 1ms..1h, is 90000h"),
                arguments("timeouts.head = 0.5ns", "sluice.timeouts.head: must be a whole number of ns, is \"0.5ns\""),
                arguments(
                        "limits.max-head = 4096",
                        "sluice.limits.max-head: must be a size such as 256 KiB or 32 MiB, is 4096 without a unit"),
                arguments(
                        "limits.max-head = 10s",
                        "sluice.limits.max-head: must be a size such as 256 KiB or 32 MiB, is \"10s\"; units are B,"
                                + " kB, MB, GB, TB, KiB, MiB, GiB, TiB"),
                arguments("limits.max-head = 2 MiB", "sluice.limits.max-head: must be 1 KiB..1 MiB, is 2 MiB"),
                arguments(
                        "limits.max-memory = 1 MiB",
                        "sluice.limits.max-memory: must be 0 B or at least max-body, else a request that large could"
                                + " never be taken"),
                arguments("limits.max-in-flight = -1", "sluice.limits.max-in-flight: must be 0..10000000, is -1"),
                arguments("limits.max-headers = 0", "sluice.limits.max-headers: must be 1..65536, is 0"),
                arguments(
                        "limits.max-headers = 1e99",
                        "sluice.limits.max-headers: must be a whole number, 1..65536, is \"1e99\""),
                arguments("listen.port = 65536", "sluice.listen.port: must be 0..65535, is 65536"),
                arguments("listen.port = -1", "sluice.listen.port: must be 0..65535, is -1"),
                arguments("event-loops = 1025", "sluice.event-loops: must be 0..1024, is 1025"),
                arguments("breaker.failure-rate = 0", "sluice.breaker.failure-rate: must be above 0, up to 1, is 0"),
                arguments("breaker.failure-rate = 30", "sluice.breaker.failure-rate: must be above 0, up to 1, is 30"),
                arguments("retry.budget = -0.1", "sluice.retry.budget: must be 0..1, is -0.1"),
                arguments("billing.ring-size = 1000", "sluice.billing.ring-size: must be a power of two, is 1000"),
                arguments("data-dir = \"\"", "sluice.data-dir: must not be empty"),
                // What contradicts
                arguments(
                        "breaker.max-open-for = 1s",
                        "sluice.breaker.max-open-for: must not be shorter than open-for = 10s, is 1s"),
                arguments(
                        "breaker { window = 10ms, buckets = 20 }",
                        "sluice.breaker.buckets: must leave each bucket at least 1ms of window = 10ms, is 20"),
                arguments(
                        "retry.backoff.max = 10ms",
                        "sluice.retry.backoff.max: must not be shorter than first = 50ms, is 10ms"),
                arguments(
                        "auth.mode = open",
                        "sluice.auth.mode: must be keys unless sluice.listen.host is a loopback address, is open"),
                arguments(
                        "admin.host = \"0.0.0.0\"",
                        "sluice.admin.host: must be a loopback address unless sluice.admin.token is set, is"
                                + " \"0.0.0.0\""),
                arguments(
                        "listen.host = \"127.0.0.1\", admin.port = 8080",
                        "sluice.admin.port: must differ from sluice.listen.port, is 8080 too"),
                arguments(
                        "listen.tls.certificate = \"pom.xml\"",
                        "sluice.listen.tls.certificate: must be set together with private-key"),
                arguments(
                        "listen.tls.private-key = \"pom.xml\"",
                        "sluice.listen.tls.private-key: must be set together with certificate"),
                arguments(
                        "listen.tls { certificate = \"pom.xml\", private-key = \"nowhere.pem\" }",
                        "sluice.listen.tls.private-key: can't be read: nowhere.pem: no such file"),
                arguments(
                        "listen.tls { certificate = src, private-key = \"pom.xml\" }",
                        "sluice.listen.tls.certificate: can't be read: src: not a readable file"),
                arguments(
                        "listen.host = \"a b\"",
                        "sluice.listen.host: must be a host name or an IP address, is \"a b\""),
                arguments(
                        "billing.on-disconnect = wait",
                        "sluice.billing.on-disconnect: must be one of cancel, drain, is \"wait\""),
                arguments(
                        "billing.on-disconnect { drain { upto = 1s } }",
                        "sluice.billing.on-disconnect.drain.upto: unknown key; did you mean \"up-to\"?"),
                // References
                arguments(
                        "listen.host = ${NOWHERE}",
                        "sluice.listen.host: needs ${NOWHERE}, which neither the file nor the environment sets"),
                arguments(
                        "admin.host = ${?A}${B}\".\"${C}",
                        "sluice.admin.host: needs ${B} and ${C}, which neither the file nor the environment" + " sets"),
                arguments(
                        "listen = ${NOWHERE} { port = 1 }",
                        "sluice.listen: needs ${NOWHERE}, which neither the file nor the environment sets"));
    }

    @ParameterizedTest
    @MethodSource("singleFaults")
    void tellsWhatIsWrong(String text, String expected) {
        assertThat(Configs.faults("sluice { " + text + " }")).containsExactly("test.conf:1: " + expected);
    }

    /** Keys of a channel named a, on line 2. */
    static Stream<Arguments> channelFaults() {
        final String tooLong = "x".repeat(81);
        return Stream.of(
                arguments(
                        "dialect = gpt",
                        "dialect: must be one of openai, openai-responses, anthropic, gemini, bedrock, cohere, is"
                                + " \"gpt\""),
                arguments("dialect = null", "dialect: must be set"),
                arguments("base-url = null", "base-url: must be set"),
                arguments(
                        "base-url = api.openai.com",
                        "base-url: must be http(s)://host[:port][/path], is \"api.openai.com\""),
                arguments("base-url = \"ftp://x\"", "base-url: must begin with http:// or https://, is \"ftp://x\""),
                arguments("base-url = \"https://\"", "base-url: must name a host or an IP address, has \"\""),
                arguments(
                        "base-url = \"https://a_b.c!\"", "base-url: must name a host or an IP address, has \"a_b.c!\""),
                arguments(
                        "base-url = \"https://me:sk-canary@x/v1\"",
                        "base-url: must not hold a user or a password (value not shown): use credential"),
                arguments(
                        "base-url = \"https://x/v1?key=sk-canary\"",
                        "base-url: must not hold a query or a fragment (value not shown)"),
                arguments(
                        "base-url = \"https://x/#y\"",
                        "base-url: must not hold a query or a fragment (value not shown)"),
                arguments("base-url = \"https://x:0\"", "base-url: must have a port of 1..65535, has \"0\""),
                arguments("base-url = \"https://x:99999\"", "base-url: must have a port of 1..65535, has \"99999\""),
                arguments(
                        "base-url = \"https://x/a b\"",
                        "base-url: has a character that can't stand in a path, is \"https://x/a b\""),
                arguments("credential = 12345678", "credential: must be text, is a number: put it in quotes"),
                arguments(
                        "credential = \"sk-canary\\n\"",
                        "credential: must not begin or end with white space (value not shown)"),
                arguments(
                        "credential = \"sk canary\"", "credential: must not have white space in it (value not shown)"),
                arguments(
                        "credential = \"sk-\\ncanary\"",
                        "credential: has a character that can't stand in a header field, at position 4 (value not"
                                + " shown)"),
                arguments(
                        "credential = \"file:/no/such/secret\"",
                        "credential: names a file that can't be read: /no/such/secret: no such file"),
                arguments(
                        "credential = \"file:src\"",
                        "credential: names a file that can't be read: src: not a readable file"),
                arguments("credentials = [ sk-canary ]", "credentials: must not be set together with credential"),
                arguments(
                        "credential = null, credentials = [ a, b, a ]",
                        "credentials: must not hold the same credential twice"),
                arguments(
                        "credential = null, credentials = [ 1 ]",
                        "credentials[0]: must be text, is a number: put it in quotes"),
                arguments("max-connections = 0", "max-connections: must be 1..1000000, is 0"),
                arguments(
                        "headers { \"X Y\" = z }",
                        "headers.\"X Y\": has a character that can't stand in a header field's name, at position 2"),
                arguments(
                        "headers { x-y = \"a\\r\\nHost: b\" }",
                        "headers.x-y: has a character that can't stand in a header field, at position 2 (value not"
                                + " shown)"),
                arguments("headers { Host = b }", "headers.Host: is set by the connection itself and can't be added"),
                arguments(
                        "headers { Proxy-Authorization = b }",
                        "headers.Proxy-Authorization: is set by the connection itself and can't be added"),
                arguments(
                        "headers { Authorization = b }",
                        "headers.Authorization: is the credential's own header field: use credential"),
                arguments(
                        "headers { X-Sluice-Channel = b }",
                        "headers.X-Sluice-Channel: is one of the gateway's own header fields, none of which goes"
                                + " upstream"),
                arguments("headers { a = b, A = c }", "headers.a: is there twice, in another case"),
                arguments("breaker { probes = 0 }", "breaker.probes: must be 1..63, is 0"),
                arguments(
                        "breaker { open-for = 10m }",
                        "breaker.max-open-for: must not be shorter than open-for = 10m, is 5m"),
                arguments(
                        "timeouts { head = 1s }",
                        "timeouts.head: unknown key; known here: connect, first-token, stream-idle, total"),
                arguments("tls { trust = \"nowhere.pem\" }", "tls.trust: can't be read: nowhere.pem: no such file"),
                arguments("tls { insecure = 1 }", "tls.insecure: must be true or false, is 1"),
                arguments(
                        "proxy = \"proxy:3128\"",
                        "proxy: must be http://host:port or socks5://host:port, is \"proxy:3128\""),
                arguments(
                        "proxy = \"https://joe:sk-canary@p:1\"",
                        "proxy: must begin with http:// or socks5:// (value not shown)"),
                arguments("proxy = \"http://p\"", "proxy: must name a port, is \"http://p\""),
                arguments("proxy = \"http://p:1/x\"", "proxy: must end behind the port, is \"http://p:1/x\""),
                arguments(
                        "proxy = \"http://j:%@p:1\"",
                        "proxy: must have its user and password percent-encoded (value not shown)"),
                arguments(
                        "translate { thinking = deep }",
                        "translate.thinking: must be one of auto, adaptive, budget, level, none, is \"deep\""),
                arguments("translate { thinkin = auto }", "translate.thinkin: unknown key; did you mean \"thinking\"?"),
                arguments(
                        "translate { anthropic-version = latest }",
                        "translate.anthropic-version: must be a date such as 2023-06-01, is \"latest\""),
                arguments(
                        "translate { effort-values = [ low, huge ] }",
                        "translate.effort-values[1]: must be one of none, minimal, low, medium, high, xhigh, max, is"
                                + " \"huge\""),
                arguments("translate { effort-values = [] }", "translate.effort-values: must name at least one effort"),
                arguments(
                        "translate { default-max-tokens = 0 }",
                        "translate.default-max-tokens: must be 1..10000000, is 0"),
                arguments(
                        tooLong + " = 1",
                        tooLong
                                + ": unknown key; known here: dialect, base-url, credentials, credential, enabled,"
                                + " proxy, max-connections, headers, breaker, timeouts, tls, translate"));
    }

    @ParameterizedTest
    @MethodSource("channelFaults")
    void tellsWhatIsWrongWithAChannel(String text, String expected) {
        final List<String> faults = Configs.faults("""
            sluice.channels.a { dialect = openai, base-url = "https://x", credential = c
            %s
            }
            """.formatted(text));

        assertThat(faults).containsExactly("test.conf:2: sluice.channels.a." + expected);
    }

    /** Entries of models, on line 2, and the fault behind {@code sluice.models.}. */
    static Stream<Arguments> modelFaults() {
        final String route = "routes = [ { channel = a } ]";
        return Stream.of(
                arguments("m {}", "m.routes: must be set"),
                arguments("m { routes = a }", "m.routes: must be a list [ … ], is text"),
                arguments("m { routes = [ a ] }", "m.routes[0]: must be an object { … }, is text"),
                arguments("m { routes = [ {} ] }", "m.routes[0].channel: must be set"),
                arguments(
                        "m { routes = [ { channel = aa } ] }",
                        "m.routes[0].channel: unknown channel \"aa\"; did you mean \"a\"?"),
                arguments("m { routes = [ { channel = openai } ] }", "m.routes[0].channel: unknown channel \"openai\""),
                arguments(
                        "m { routes = [ { channel = a, weight = -1 } ] }",
                        "m.routes[0].weight: must be 0..1000000, is -1"),
                arguments(
                        "m { routes = [ { channel = a, priority = 101 } ] }",
                        "m.routes[0].priority: must be 0..100, is 101"),
                arguments(
                        "m { routes = [ { channel = a, model = \"x*\" } ] }",
                        "m.routes[0].model: must be an exact name without *, is \"x*\""),
                arguments(
                        "m { routes = [ { channel = a, model = \"" + "é".repeat(41) + "\" } ] }",
                        "m.routes[0].model: must be at most 80 bytes of UTF-8, is 82: \"" + "é".repeat(41) + "\""),
                arguments(
                        "m { routes = [ { channel = a, translate { sampling = x } } ] }",
                        "m.routes[0].translate.sampling: must be one of keep, drop, is \"x\""),
                arguments(
                        "\"m?\" { " + route + " }",
                        "\"m?\": its name must be a name in which only * is special, has '?' at position 2: \"m?\""),
                arguments("\"\" { " + route + " }", "\"\": its name must not be empty"),
                arguments(
                        "m { " + route + ", price { input = -1, output = 1 } }",
                        "m.price.input: must be 0..1000000 (US dollars per million tokens), is -1"),
                arguments(
                        "m { " + route + ", price { input = 0.0000000000001, output = 1 } }",
                        "m.price.input: must have at most 12 decimals, is 0.0000000000001"),
                arguments("m { " + route + ", price { input = 1 } }", "m.price.output: must be set"),
                arguments(
                        "m { " + route + ", price { input = free, output = 1 } }",
                        "m.price.input: must be a price in US dollars, 0..1000000, is the text \"free\""),
                arguments(
                        "m { " + route + ", fallbacks = [ n ] }, nn { " + route + " }",
                        "m.fallbacks[0]: unknown model \"n\"; did you mean \"nn\"?"),
                arguments("m { " + route + ", fallbacks = [ m ] }", "m.fallbacks: must not lead back: m -> m"),
                arguments(
                        "a { " + route + ", fallbacks = [ b ] }, b { " + route + ", fallbacks = [ c1 ] }, \"c*\" { "
                                + route + ", fallbacks = [ a ] }",
                        "a.fallbacks: must not lead back: a -> b -> c* -> a"),
                arguments(
                        "m { " + route + ", rate { burst = 5 } }",
                        "m.rate.burst: means nothing without requests-per-minute"),
                arguments(
                        "m { " + route
                                + ", rate { tokens-per-minute = 5, tokens-burst = 5, algorithm = sliding-window } }",
                        "m.rate.tokens-burst: means nothing with algorithm = sliding-window"),
                arguments(
                        "m { " + route + ", rate { concurrent = 0 } }", "m.rate.concurrent: must be 1..1000000, is 0"),
                arguments("m { " + route + ", timeouts { total = 8d } }", "m.timeouts.total: must be 1ms..7d, is 8d"),
                arguments(
                        "m { " + route + " }, m.5 { " + route + " }", "m.5: a name with a dot needs quotes: \"m.5\""));
    }

    @ParameterizedTest
    @MethodSource("modelFaults")
    void tellsWhatIsWrongWithAModel(String text, String expected) {
        final List<String> faults = Configs.faults("""
            sluice { channels { a { dialect = openai, base-url = "https://x", credential = c } }, models {
            %s
            } }
            """.formatted(text));

        assertThat(faults).containsExactly("test.conf:2: sluice.models." + expected);
    }

    static Stream<Arguments> keyFaults() {
        return Stream.of(
                arguments("id = null", "id: must be set"),
                arguments("id = \"\"", "id: must not be empty"),
                arguments("id = \" a\"", "id: must not begin or end with white space, is \" a\""),
                arguments("id = \"a\\u0000b\"", "id: must not have control characters, is \"a\\u0000b\""),
                arguments(
                        "id = " + "x".repeat(49),
                        "id: must be at most 48 bytes of UTF-8, is 49: \"" + "x".repeat(49) + "\""),
                arguments("sha256 = sk-sluice-canary", "sha256: must be 64 hex digits, has 16 characters"),
                arguments(
                        "sha256 = " + "z".repeat(64),
                        "sha256: must be 64 hex digits, has 64 characters, not all of them hex"),
                arguments("app = null", "app: must be set"),
                arguments(
                        "user = \"" + "é".repeat(25) + "\"",
                        "user: must be at most 48 bytes of UTF-8, is 50: \"" + "é".repeat(25) + "\""),
                arguments(
                        "models = [ \"gpt-[45]\" ]",
                        "models[0]: must be a name in which only * is special, has '[' at position 5: \"gpt-[45]\""),
                arguments(
                        "endpoints = [ \"a b\" ]",
                        "endpoints[0]: must be a name in which only * is special, has ' ' at position 2: \"a b\""),
                arguments(
                        "addresses = [ \"10.0.0.0/33\" ]",
                        "addresses[0]: has a prefix length that doesn't fit its address: 10.0.0.0/33"),
                arguments(
                        "addresses = [ \"10.0.0.1/8\" ]",
                        "addresses[0]: has bits beyond its prefix length: 10.0.0.1/8"),
                arguments(
                        "addresses = [ \"localhost\" ]",
                        "addresses[0]: must be an IP address or a block like 10.0.0.0/8 or 2001:db8::/32, is"
                                + " \"localhost\""),
                arguments(
                        "expires = \"2027-01-31\"",
                        "expires: must be a time such as \"2027-01-31T00:00:00Z\" (RFC 3339), is \"2027-01-31\""),
                arguments(
                        "expires = \"2027-02-31T00:00:00Z\"", "expires: is no date there is: \"2027-02-31T00:00:00Z\""),
                arguments("enabled = maybe", "enabled: must be true or false, is the text \"maybe\""),
                arguments("rate { requests-per-minute = 0 }", "rate.requests-per-minute: must be 1..10000000000, is 0"),
                arguments(
                        "rate { algorithm = leaky }",
                        "rate.algorithm: must be one of token-bucket, sliding-window, is \"leaky\""),
                arguments("}, { id = k, app = a, sha256 = \"" + "0".repeat(64) + "\"", null),
                arguments("}, { id = l, app = a, sha256 = \"" + HEX + "\"", null));
    }

    @ParameterizedTest
    @MethodSource("keyFaults")
    void tellsWhatIsWrongWithAKey(String text, @org.jspecify.annotations.Nullable String expected) {
        final List<String> faults = Configs.faults("""
            sluice { keys = [ { id = k, app = a, sha256 = "%s"
            %s
            } ] }
            """.formatted(HEX, text));

        if (expected != null) {
            assertThat(faults).containsExactly("test.conf:2: sluice.keys[0]." + expected);
        } else {
            assertThat(faults)
                    .singleElement()
                    .isIn(
                            "test.conf:2: sluice.keys[1].id: must be unique, is the id of sluice.keys[0] too",
                            "test.conf:2: sluice.keys[1].sha256: must be unique, is the digest of sluice.keys[0] too");
        }
    }

    @Test
    void tellsAllFaultsAtOnceInTheOrderOfTheFile() {
        final List<String> faults = Configs.faults("""
            sluice {
              retry.max-attempts = 0
              limits { max-body = 1, max-headers = many }
              listen.port = 70000
              oops = 1
            }
            listen.port = 1
            slice {}
            """);

        assertThat(faults)
                .containsExactly(
                        "test.conf:2: sluice.retry.max-attempts: must be 1..100, is 0",
                        "test.conf:3: sluice.limits.max-headers: must be a whole number, 1..65536, is the text"
                                + " \"many\"",
                        "test.conf:3: sluice.limits.max-body: must be a size such as 256 KiB or 32 MiB, is 1 without a"
                                + " unit",
                        "test.conf:4: sluice.listen.port: must be 0..65535, is 70000",
                        "test.conf:5: sluice.oops: unknown key; known here: timeouts, breaker, defaults, listen,"
                                + " admin, transport, event-loops, data-dir, limits, auth, channels, models, apps, keys,"
                                + " routing, retry, billing, log",
                        "test.conf:7: listen: unknown key; did you mean \"sluice.listen\"?",
                        "test.conf:8: slice: unknown key; did you mean \"sluice\"?");
    }

    @Test
    void blamesAWrongDefaultOnceAndWhereItStands() {
        final List<String> faults = Configs.faults("""
            sluice {
              channels { a { dialect = openai, base-url = "https://x" }, b { dialect = openai, base-url = "https://y" } }
              defaults.channel.max-connections = 0
              breaker.probes = 0
            }
            """);

        assertThat(faults)
                .containsExactly(
                        "test.conf:3: sluice.defaults.channel.max-connections: must be 1..1000000, is 0",
                        "test.conf:4: sluice.breaker.probes: must be 1..63, is 0");
    }

    @Test
    void namesTheLineOfTheKeyWhenTheValueComesFromTheEnvironment() {
        final LoadResult result =
                Configs.load("sluice {\n\n listen.port = ${?PORT} }", Map.of(), Map.of("PORT", "http"));

        assertThat(Configs.faults(result))
                .containsExactly("test.conf:3: sluice.listen.port: must be a whole number, 0..65535, is \"http\"");
    }

    @Test
    void neverShowsTheTextOfAnEnvironmentVariableThatMayBeASecret() {
        final LoadResult result = Configs.load(
                "sluice { listen.port = ${?KEY}, log.level = ${?KEY}, timeouts.head = ${?KEY}, transport = x${?KEY} }",
                Map.of(),
                Map.of("KEY", "sk-canary-123"));

        assertThat(Configs.faults(result)).hasSize(4);
        assertThat(Configs.faults(result).toString()).doesNotContain("canary-1");
    }

    @Test
    void namesTheCommandLineAsThePlaceOfAnOverride() {
        final LoadResult result = Configs.load(
                "sluice.listen.port = 1",
                Map.of("sluice.listen.port", "x", "limits.max-hed", "1 KiB", "transport", "[", "..", "1"),
                Map.of());

        assertThat(Configs.faults(result))
                .containsExactlyInAnyOrder(
                        "--set:1: syntax: the text ends too early: a brace, a bracket or a quote isn't closed",
                        "--set: \"..\": must be KEY=VALUE with a key such as sluice.listen.port");
        assertThat(Configs.faults(Configs.load(
                        "sluice.listen.port = 1",
                        Map.of("sluice.listen.port", "x", "limits.max-hed", "1 KiB"),
                        Map.of())))
                .containsExactlyInAnyOrder(
                        "--set: sluice.listen.port: must be a whole number, 0..65535, is \"x\"",
                        "--set: sluice.limits.max-hed: unknown key; did you mean \"max-head\"?");
    }
}
