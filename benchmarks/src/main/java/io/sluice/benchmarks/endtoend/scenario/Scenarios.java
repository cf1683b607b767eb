package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.peer.Route;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.util.List;

/** The table of what can be measured. */
public final class Scenarios {
    private static final int KB = 1024;

    private Scenarios() {}

    /** All of them, in the order they run. */
    public static List<Scenario> all() {
        return List.of(
                latency(),
                saturated(),
                new Frontier(),
                streams(),
                firehose(),
                new OpenStreams(),
                translated(),
                tls(),
                prompts(),
                new Resources());
    }

    private static Scenario latency() {
        return new CaseScenario(
                "latency",
                "added p50 and p99: one connection, 2 000/s and 5 000/s, vendor answers at once",
                false,
                List.of(
                        unary("one", "one connection, one request after another", Load.closed(1), 0),
                        unary("2000", "2 000 requests/s", Load.rate(2000, 512), 0),
                        unary("5000", "5 000 requests/s", Load.rate(5000, 512), 0)));
    }

    private static Case unary(String name, String title, Load load, int delayMs) {
        return new Case(name, title, load, Behaviour.delayed(delayMs), Route.OPENAI, Case.LATENCY);
    }

    private static Scenario saturated() {
        return new CaseScenario(
                "saturated",
                "requests/s and CPU per request with 64 connections at full speed",
                false,
                List.of(new Case(
                        "closed-64",
                        "64 connections at full speed, 1 KB there and back",
                        Load.closed(64),
                        Behaviour.instant(),
                        Route.OPENAI,
                        Case.UNARY)));
    }

    private static Scenario streams() {
        return new CaseScenario(
                "streams",
                "added time to the first token, added gap between events, CPU per event: 200 streams paced at 5 ms",
                false,
                List.of(new Case(
                        "paced-200",
                        "200 streams of 100 events, 5 ms apart",
                        Load.streams(200, 100, 500),
                        Behaviour.paced(100, 5000),
                        Route.OPENAI,
                        Case.EVENTS)));
    }

    private static Scenario firehose() {
        return new CaseScenario(
                "firehose",
                "events/s and CPU per event: 32 streams as fast as they go",
                false,
                List.of(new Case(
                        "firehose-32",
                        "32 streams of 1 000 events at full speed",
                        Load.streams(32, 1000, 0),
                        Behaviour.firehose(1000),
                        Route.OPENAI,
                        Case.EVENTS)));
    }

    private static Scenario translated() {
        return new CaseScenario(
                "translated",
                "OpenAI's clients at Anthropic's vendor and the reverse, in one piece and streamed",
                false,
                List.of(
                        translatedUnary("openai-anthropic", Route.OPENAI_TO_ANTHROPIC),
                        translatedUnary("anthropic-openai", Route.ANTHROPIC_TO_OPENAI),
                        translatedStream("openai-anthropic-stream", Route.OPENAI_TO_ANTHROPIC),
                        translatedStream("anthropic-openai-stream", Route.ANTHROPIC_TO_OPENAI)));
    }

    private static Case translatedUnary(String name, Route route) {
        return new Case(name, "in one piece: " + name, Load.closed(16), Behaviour.instant(), route, Case.TRANSLATED);
    }

    private static Case translatedStream(String name, Route route) {
        return new Case(
                name,
                "100 streams of 100 events, 10 ms apart: " + name,
                Load.streams(100, 100, 1000),
                Behaviour.paced(100, 10_000),
                route,
                Case.TRANSLATED_EVENTS);
    }

    private static Scenario tls() {
        return new CaseScenario(
                "tls",
                "TLS on both sides: open connections, full handshakes, resumed ones",
                true,
                List.of(
                        tls("open-64", "64 open connections at full speed", Load.closed(64)),
                        tls("full", "a full handshake for each request, 16 at a time", Load.handshakes(16, false)),
                        tls("resumed", "a resumed session for each request, 16 at a time", Load.handshakes(16, true))));
    }

    private static Case tls(String name, String title, Load load) {
        return new Case(name, title, load, Behaviour.instant(), Route.OPENAI, Case.UNARY);
    }

    private static Scenario prompts() {
        return new CaseScenario(
                "prompts",
                "CPU and requests/s with prompts of 1 KB, 50 KB and 1 MB",
                false,
                List.of(
                        prompt("1kb", "1 KB prompts, 8 connections", KB),
                        prompt("50kb", "50 KB prompts, 8 connections", 50 * KB),
                        prompt("1mb", "1 MB prompts, 8 connections", KB * KB)));
    }

    private static Case prompt(String name, String title, int bytes) {
        return new Case(name, title, Load.closed(8, bytes), Behaviour.instant(), Route.OPENAI, Case.UNARY);
    }
}
