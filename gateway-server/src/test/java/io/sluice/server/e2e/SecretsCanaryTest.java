package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.ledger.JournalReader;
import io.sluice.server.ledger.LedgerFormat;
import io.sluice.server.ledger.LedgerReport;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import io.sluice.server.support.TestNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Plants a canary in the place of every secret, makes everything happen that may let one out, and looks for them wherever the
 * gateway writes or answers.
 */
@Timeout(120)
final class SecretsCanaryTest {
    private static final String CLIENT = "canary-client-key-4711";
    private static final String STRANGER = "canary-of-a-stranger-4712";
    private static final String VENDOR = "canary-vendor-credential-4713";
    private static final String HEADER = "canary-channel-header-4714";
    private static final String TOKEN = "canary-admin-token-4715";
    private static final String PROMPT = "canary-of-the-prompt-4716";
    private static final List<String> SECRETS = List.of(CLIENT, STRANGER, VENDOR, HEADER, TOKEN);

    private final Map<Surface, SimulatedVendor> vendors = new EnumMap<>(Surface.class);
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Logs logs = new Logs();
    private final TestNode node;

    SecretsCanaryTest(@TempDir Path folder) {
        logs.attach();
        for (final Surface surface : Surface.values()) {
            vendors.put(
                    surface,
                    SimulatedVendor.start(SimOptions.of(surface.vendor()).keys(VENDOR)));
        }
        node = TestNode.start(folder, TOKEN, config());
    }

    @AfterEach
    void stop() {
        node.close();
        vendors.values().forEach(SimulatedVendor::close);
        logs.detach();
    }

    @Test
    void noCanaryIsFoundAnywhere() throws IOException {
        succeed();
        failAtTheVendor();
        beRefused();
        beMalformed();
        operate();
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);
        final String books = ledger();
        node.close();

        assertThat(said).hasSizeGreaterThan(60).allSatisfy(SecretsCanaryTest::holdsNoSecret);
        assertThat(books).contains("app-canary").doesNotContain(PROMPT);
        holdsNoSecret(books);
        assertThat(logs.lines)
                .anySatisfy(line -> assertThat(line).contains("configuration not reloaded"))
                .allSatisfy(SecretsCanaryTest::holdsNoSecret)
                .allSatisfy(line -> assertThat(line).doesNotContain(PROMPT));
        try (Stream<Path> files = Files.walk(node.dataDir())) {
            assertThat(files.filter(Files::isRegularFile).toList()).isNotEmpty().allSatisfy(file -> {
                final String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                holdsNoSecret(content);
                assertThat(content).doesNotContain(PROMPT);
            });
        }
    }

    private void succeed() {
        for (final Surface surface : Surface.values()) {
            final String body = surface.body(surface.model(), PROMPT);
            final String key = surface.credential(CLIENT);
            assertThat(send(Surface.request(surface.path(surface.model()), key, body))
                            .status())
                    .isEqualTo(200);
            assertThat(send(Surface.request(streamPath(surface), key, streamBody(surface)))
                            .status())
                    .isEqualTo(200);
            send("GET /v1/models HTTP/1.1\r\nhost: test\r\n" + key + "\r\n");
        }
        final String inQuery = Surface.GEMINI.path(Surface.GEMINI.model()) + "?key=" + CLIENT;
        assertThat(send(Surface.request(inQuery, "", Surface.GEMINI.body("", PROMPT)))
                        .status())
                .isEqualTo(200);
    }

    private void failAtTheVendor() {
        final String echo = "message=bad key " + VENDOR + " or field " + HEADER + " in " + CLIENT.length();
        for (final String script : List.of(
                "status=400; " + echo,
                "status=422; chunking=byte; " + echo,
                "status=400; message=" + "m".repeat(300_000) + " bad key " + VENDOR,
                "status=400; message=bad key " + VENDOR + "m".repeat(300_000),
                "status=500; message=" + "m".repeat(490 - VENDOR.length() / 2) + " " + VENDOR,
                "status=401; header=x-echo:" + VENDOR,
                "status=400; header=x-echo:" + VENDOR,
                "header=x-echo:Token " + HEADER,
                "events=3; header=x-echo:Bearer " + VENDOR,
                "status=401; " + echo,
                "status=403; " + echo,
                "status=429; " + echo,
                "status=500; " + echo,
                "status=503; " + echo,
                "first-error; " + echo,
                "events=9; mid-error=4; " + echo,
                "events=9; mid-error=4; chunking=byte; " + echo,
                "events=9; cut-events=4",
                "garbage",
                "cut=3")) {
            for (final Surface surface : Surface.values()) {
                vendor(surface).nextScripts(SimScript.of(script), SimScript.of(script));
                final String key = surface.credential(CLIENT);
                send(Surface.request(surface.path(surface.model()), key, surface.body(surface.model(), PROMPT)));
                send(Surface.request(streamPath(surface), key, streamBody(surface)));
                vendor(surface).reset();
            }
        }
    }

    private void beRefused() {
        for (final Surface surface : Surface.values()) {
            final String path = surface.path(surface.model());
            final String body = surface.body(surface.model(), PROMPT);
            send(Surface.request(path, surface.credential(STRANGER), body));
            send(Surface.request(path + "?key=" + STRANGER, "", body));
            send(Surface.request(path, surface.credential(CLIENT), "{\"" + PROMPT + "\":" + PROMPT));
            send(Surface.request(path + "/nowhere?key=" + CLIENT, "", body));
            send(Surface.request(surface.path("none"), surface.credential(CLIENT), surface.body("none", PROMPT)));
            send("PUT " + path + "?key=" + CLIENT + " HTTP/1.1\r\nhost: test\r\n\r\n");
        }
    }

    private void beMalformed() {
        for (final String malformed : List.of(
                "GET /v1/models?key=" + CLIENT + " HTTP/9.9\r\nhost: test\r\n\r\n",
                "GET /v1/models?key=" + CLIENT + "%zz HTTP/1.1\r\nhost: test\r\n\r\n",
                "GET http://" + CLIENT + "@host/ HTTP/1.1\r\nhost: test\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nhost: test\r\nauthorization Bearer " + CLIENT + "\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nhost: test\r\n" + CLIENT + " : x\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nhost: test\r\nx-api-key: " + CLIENT + "\u0001\r\n\r\n",
                CLIENT + "\r\n\r\n")) {
            assertThat(send(malformed).status()).isEqualTo(malformed.contains("9.9") ? 505 : 400);
        }
    }

    private void operate() throws IOException {
        for (final String target : List.of(
                "/metrics",
                "/admin/v1/config",
                "/admin/v1/channels",
                "/admin/v1/usage?group_by=app,user,model,key_id,channel,day",
                "/admin/v1/usage?nonsense=" + TOKEN.length())) {
            keep(node.get(target));
            keep(node.admin("GET", target, ""));
            keep(node.admin("GET", target, STRANGER));
        }
        keep(node.post("/admin/v1/channels/c-openai/disable"));
        keep(node.post("/admin/v1/channels/c-openai/enable"));
        for (final String fault : List.of(
                "channels.c-openai.credential = [ \"" + VENDOR + "\" ]",
                "channels.c-openai.credential { secret = \"" + VENDOR + "\" }",
                "channels.c-openai.credential = \"" + VENDOR + "\\nx\"",
                "channels.c-openai.credentials = \"" + VENDOR + "\"",
                "channels.c-openai.credentials = [ { a = \"" + VENDOR + "\" } ]",
                "channels.c-openai.headers.x-secret = [ \"" + HEADER + "\" ]",
                "channels.c-openai.headers.x-secret = \"" + HEADER + "\\r\\nx: y\"",
                "channels.c-openai.headers.x-secret = \"" + HEADER + "\", nonsense = 1",
                "channels.c-openai.proxy = \"http://user:" + VENDOR + "@nowhere\"",
                "channels.c-openai.proxy = \"ftp://user:" + VENDOR + "@nowhere:1\"",
                "channels.c-openai.base-url = \"https://user:" + VENDOR + "@nowhere\"",
                "keys += { id = other, app = other, sha256 = \"" + CLIENT + "\" }",
                "admin.token = [ \"" + TOKEN + "\" ]",
                "admin.token = \"" + TOKEN + " \\u0001\"",
                "admin.token = \"" + TOKEN + "\" \"unfinished")) {
            node.rewrite(config() + fault + "\n");
            final RawClient.Answer answer = node.post("/admin/v1/reload");
            keep(answer);
            if (answer.status() == 200) {
                keep(node.get("/admin/v1/config"));
                keep(node.get("/admin/v1/channels"));
            }
        }
        node.rewrite(config() + "retry.max-attempts = 2\n");
        assertThat(keep(node.post("/admin/v1/reload")).status()).isEqualTo(200);
        keep(node.get("/admin/v1/config"));
    }

    private String config() {
        final StringBuilder text = new StringBuilder(TestGateway.key("canary", CLIENT, ""));
        text.append("retry.max-attempts = 1\nbreaker.min-calls = 1000\n");
        for (final Surface surface : Surface.values()) {
            text.append(
                    "channels.c-%s { dialect = %1$s, base-url = \"%s\", credential = \"%s\", headers { x-secret = \"Token %s\" } }%n"
                            .formatted(surface.dialect(), vendor(surface).baseUrl(), VENDOR, HEADER));
            text.append("models.\"%s\" { routes = [ { channel = c-%s } ] }%n"
                    .formatted(surface.model(), surface.dialect()));
        }
        return text.toString();
    }

    private String ledger() throws IOException {
        final StringWriter out = new StringWriter();
        for (final LedgerFormat format : LedgerFormat.values()) {
            try (JournalReader reader = JournalReader.open(node.dataDir().resolve("journal"))) {
                LedgerReport.print(reader, format, Long.MIN_VALUE, out);
            }
        }
        return out.toString();
    }

    private static String streamPath(Surface surface) {
        return surface.path(surface.model()).replace(":generateContent", ":streamGenerateContent");
    }

    private static String streamBody(Surface surface) {
        final String body = surface.body(surface.model(), PROMPT);
        return surface == Surface.GEMINI ? body : body.replace("{\"model\"", "{\"stream\":true,\"model\"");
    }

    private SimulatedVendor vendor(Surface surface) {
        final SimulatedVendor vendor = vendors.get(surface);
        if (vendor == null) {
            throw new IllegalStateException("no vendor speaks " + surface);
        }
        return vendor;
    }

    private RawClient.Answer send(String request) {
        try (RawClient client = node.connect()) {
            return keep(client.send(request).answer());
        }
    }

    private RawClient.Answer keep(RawClient.Answer answer) {
        said.add(answer.head() + "\n" + answer.text());
        return answer;
    }

    private static void holdsNoSecret(String text) {
        for (final String secret : SECRETS) {
            final int at = text.indexOf(secret);
            assertThat(at)
                    .as(() -> "of " + secret + " in: "
                            + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 300)))
                    .isNegative();
        }
    }

    /** Keeps all that is logged, down to the last detail. */
    private static final class Logs extends AppenderBase<ILoggingEvent> {
        private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Logger own = loggers.getLogger("io.sluice");
        private final Level rootLevel = root.getLevel();
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final List<ch.qos.logback.core.Appender<ILoggingEvent>> others = new java.util.ArrayList<>();

        void attach() {
            root.iteratorForAppenders().forEachRemaining(others::add);
            others.forEach(root::detachAppender);
            setContext(loggers);
            start();
            root.setLevel(Level.TRACE);
            own.setLevel(Level.TRACE);
            root.addAppender(this);
        }

        void detach() {
            root.detachAppender(this);
            root.setLevel(rootLevel);
            own.setLevel(Level.INFO);
            others.forEach(root::addAppender);
        }

        @Override
        protected void append(ILoggingEvent event) {
            final String thrown = event.getThrowableProxy() == null
                    ? ""
                    : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + thrown);
        }
    }
}
