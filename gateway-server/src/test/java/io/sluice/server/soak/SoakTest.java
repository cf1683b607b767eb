package io.sluice.server.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.sluice.core.billing.BillingRecord;
import io.sluice.server.demo.ReceivedRequest;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.ForkedNode;
import io.sluice.server.support.TestGateway;
import io.sluice.server.tls.TestAuthority;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways as they are shipped, one with TLS, under every kind of fault at once; they are reloaded and get new certificates
 * meanwhile. Some seconds in each build, which show no growth but everything else; {@code -Dsoak.minutes=20} for the real
 * thing, {@code -Dsoak.clients} for another load, {@code -Dsoak.seed} for the same choices again.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class SoakTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "0.2"));
    private static final int CLIENTS = Integer.getInteger("soak.clients", 24);
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final String TOKEN = "soak-admin-token";

    /** Until then pools, caches and compiled code find their size. */
    private static final double SETTLED_S = 120;

    private static final int MIN_JUDGED_SAMPLES = 20;

    @TempDir
    Path folder;

    private final Set<String> seenUpstream = ConcurrentHashMap.newKeySet();
    private final List<String> verdict = new ArrayList<>();
    private final PrintStream out = System.out;
    private final TestAuthority authority;

    SoakTest() throws GeneralSecurityException {
        authority = TestAuthority.create("Soak Authority");
    }

    /** One gateway, its load, and what was seen of it. */
    private final class Subject {
        final String name;
        final Path dataDir;
        final Path config;
        final ForkedNode node;
        final Gauges gauges;
        final Load.Tally tally = new Load.Tally();
        final List<Load> loads = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        final List<Gauges.Sample> samples = new ArrayList<>();
        final String vendors;
        final boolean tls;
        int reloads;
        int renewals;

        Subject(String name, boolean tls, String vendors) throws Exception {
            this.name = name;
            this.tls = tls;
            this.vendors = vendors;
            this.dataDir = folder.resolve(name);
            this.config = folder.resolve(name + ".conf");
            renew();
            configure();
            this.node = ForkedNode.start(config, folder.resolve(name + ".log"));
            this.gauges = new Gauges(node, TOKEN);
        }

        /** Writes the configuration, a little different each time, and at once, as editors do. */
        void configure() throws IOException {
            final String text = "sluice {\n listen { host = \"127.0.0.1\", port = 0 }\n"
                    + (tls ? " listen.tls { certificate = \"" + pem() + "\", private-key = \"" + key() + "\" }\n" : "")
                    + " admin { port = 0, token = \"" + TOKEN + "\" }\n event-loops = 2\n data-dir = \"" + dataDir
                    + "\"\n timeouts { head = 2s, body-idle = 2s, keep-alive = 5s, write-idle = 3s, connect = 2s,"
                    + " first-token = 1500ms, stream-idle = " + (1500 + reloads++ % 2 * 200) + "ms, total = 20s }\n"
                    + " breaker { open-for = 200ms, max-open-for = 1s, min-calls = 40, failure-rate = 0.9 }\n"
                    + TestGateway.key() + vendors + "}\n";
            final Path next = folder.resolve(name + ".next");
            Files.writeString(next, text);
            Files.move(next, config, StandardCopyOption.ATOMIC_MOVE);
        }

        /** Swaps both files at once behind a link, as mounted secrets are. */
        void renew() throws Exception {
            if (tls) {
                final Path issued = Files.createDirectory(folder.resolve("issued-" + renewals++));
                authority.issue("localhost").write(issued.resolve("server.pem"), issued.resolve("server.key"));
                final Path link = Files.createSymbolicLink(folder.resolve("next"), issued);
                Files.move(link, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
            }
        }

        Path pem() {
            return folder.resolve("current").resolve("server.pem");
        }

        Path key() {
            return folder.resolve("current").resolve("server.key");
        }

        void begin(long seed) throws Exception {
            for (int i = 0; i < CLIENTS; i++) {
                final Load load =
                        new Load(node.port(), tls ? authority.clientContext(() -> {}) : null, seed * 1000 + i, tally);
                loads.add(load);
                threads.add(
                        Thread.ofPlatform().daemon().name(name + "-client-" + i).start(load));
            }
        }

        boolean saw(String text) {
            return node.logged().stream().anyMatch(line -> line.contains(text));
        }

        void end() throws InterruptedException {
            loads.forEach(Load::stop);
            for (final Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void nothingGrowsAndNothingIsForgotten() throws Exception {
        final TestAuthority.Issued vendorCertificate = authority.issue("127.0.0.1");
        final Path trust = Files.writeString(folder.resolve("trust.pem"), authority.pem());
        try (SimulatedVendor plain = vendor(SimOptions.of(SimVendor.OPENAI));
                SimulatedVendor secured = vendor(SimOptions.of(SimVendor.OPENAI)
                        .tls(SslContextBuilder.forServer(
                                        vendorCertificate.keys().getPrivate(),
                                        vendorCertificate.certificate(),
                                        vendorCertificate.authority())
                                .build()))) {
            final String vendors = TestGateway.channel("plain", "openai", plain, "")
                    + TestGateway.channel("secured", "openai", secured, "tls { trust = \"" + trust + "\" }")
                    + "models.\"soak-*\" { routes = [ { channel = plain, model = \"gpt-4o\" },"
                    + " { channel = secured, model = \"gpt-4o\" } ] }\n";
            final List<Subject> subjects =
                    List.of(new Subject("clear", false, vendors), new Subject("secured", true, vendors));
            try {
                soak(subjects);
                settle(subjects);
            } finally {
                for (final Subject subject : subjects) {
                    subject.node.close();
                }
            }
            checkRecords(subjects);
        }
        print("seed " + SEED + "\n" + String.join("\n", verdict));
        assertThat(verdict).noneMatch(line -> line.startsWith("FAILED"));
    }

    private SimulatedVendor vendor(SimOptions options) {
        final SimulatedVendor vendor = SimulatedVendor.start(options.remember(0));
        for (final List<String> fault : Load.Faults.ALL) {
            vendor.scriptWhen(
                    request -> fault.getFirst().equals(request.header(Load.FAULT)), SimScript.of(fault.getLast()));
        }
        vendor.scriptWhen(this::noted, SimScript.NONE);
        return vendor;
    }

    /** Asked before all other conditions; remembers the request and never is the one that applies. */
    private boolean noted(ReceivedRequest request) {
        seenUpstream.add(String.valueOf(request.header(Load.NUMBER)));
        return false;
    }

    private void soak(List<Subject> subjects) throws Exception {
        final double lastsS = MINUTES * 60;
        final double everyS = lastsS < SETTLED_S ? 2 : 5;
        final long startNs = System.nanoTime();
        for (int i = 0; i < subjects.size(); i++) {
            subjects.get(i).begin(SEED + i);
        }
        print("   time gateway  heap MiB direct MiB descriptors threads resident MiB in flight connections requests");
        for (int round = 1; round * everyS <= lastsS; round++) {
            final long dueNs = startNs + (long) (round * everyS * 1e9);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, dueNs - System.nanoTime()));
            for (final Subject subject : subjects) {
                sample(subject, (System.nanoTime() - startNs) / 1e9);
                if (round % 2 == 0) {
                    subject.configure();
                }
                if (round % 3 == 0) {
                    subject.renew();
                }
            }
        }
    }

    private void sample(Subject subject, double atS) {
        final Gauges.Sample seen = subject.gauges.look(atS);
        subject.samples.add(seen);
        print(String.format(
                Locale.ROOT,
                "%6.0fs %-8s %8.1f %10.1f %11.0f %7.0f %12.1f %9.0f %11.0f %8.0f",
                seen.atS(),
                subject.name,
                seen.heapMib(),
                seen.directMib(),
                seen.descriptors(),
                seen.threads(),
                seen.residentMib(),
                seen.inFlight(),
                seen.connections(),
                seen.requests()));
    }

    /** Ends the load, and sees that everything comes to rest. */
    private void settle(List<Subject> subjects) throws Exception {
        for (final Subject subject : subjects) {
            subject.end();
        }
        for (final Subject subject : subjects) {
            final List<Gauges.Sample> judged =
                    subject.samples.stream().filter(s -> s.atS() > SETTLED_S).toList();
            if (judged.size() >= MIN_JUDGED_SAMPLES) {
                judge(subject, judged, "heap", "MiB", 3, Gauges.Sample::heapMib);
                judge(subject, judged, "direct memory", "MiB", 8, Gauges.Sample::directMib);
                judge(subject, judged, "descriptors", "", 10, Gauges.Sample::descriptors);
                judge(subject, judged, "threads", "", 3, Gauges.Sample::threads);
            }
            TestGateway.await(() -> {
                final Gauges.Sample rest = subject.gauges.look(0);
                return rest.inFlight() == 0 && rest.connections() == 0;
            });
            final Load.Tally tally = subject.tally;
            check(
                    tally.forgotten.isEmpty() && tally.answered.get() > 0,
                    subject.name + ": " + tally.asked + " asked, " + tally.answered + " answered, " + tally.cut
                            + " cut off, without an end: " + tally.forgotten);
            subject.gauges.close();
            final int code = subject.node.stop();
            check(code == 0, subject.name + ": stopped with exit code " + code);
            final List<String> errors = subject.node.logged().stream()
                    .filter(line -> line.contains(" ERROR ") || line.startsWith("\tat "))
                    .toList();
            check(
                    subject.saw("configuration reloaded") && (!subject.tls || subject.saw("certificate was replaced")),
                    subject.name + ": " + subject.reloads + " configurations, " + subject.renewals + " certificates");
            check(errors.isEmpty(), subject.name + ": errors in the log: " + errors);
        }
    }

    private void judge(
            Subject subject,
            List<Gauges.Sample> samples,
            String what,
            String unit,
            double tolerated,
            ToDoubleFunction<Gauges.Sample> value) {
        final Growth growth = Growth.of(samples.stream()
                .map(sample -> new Growth.Point(sample.atS(), value.applyAsDouble(sample)))
                .toList());
        check(
                !growth.isLeak(tolerated, samples.size()),
                subject.name + ": " + what + " " + growth.text(unit) + " in " + samples.size() + " samples");
    }

    private void checkRecords(List<Subject> subjects) {
        final Map<String, Integer> byNumber = new HashMap<>();
        for (final Subject subject : subjects) {
            for (final BillingRecord record : TestGateway.readRecords(subject.dataDir)) {
                byNumber.merge(record.model().substring("soak-".length()), 1, Integer::sum);
            }
        }
        final List<String> missing = seenUpstream.stream()
                .filter(number -> !byNumber.containsKey(number))
                .toList();
        final List<String> doubled = byNumber.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        check(
                missing.isEmpty() && doubled.isEmpty() && !seenUpstream.isEmpty(),
                seenUpstream.size() + " requests seen by vendors, " + byNumber.size() + " on the books, missing: "
                        + missing + ", twice: " + doubled);
    }

    private void check(boolean good, String text) {
        verdict.add((good ? "ok      " : "FAILED  ") + text);
    }

    private void print(String line) {
        out.println(line);
    }
}
