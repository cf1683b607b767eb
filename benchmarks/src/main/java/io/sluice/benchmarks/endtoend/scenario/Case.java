package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.peer.Route;
import io.sluice.benchmarks.endtoend.report.Column;
import io.sluice.benchmarks.endtoend.report.Table;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.util.List;

/** Value: one thing that is measured of each target. */
record Case(String name, String title, Load load, Behaviour behaviour, Route route, List<Column> columns) {
    static final Column RATE = Column.value("requests_per_s", "requests/s", 0);
    static final Column RATE_RATIO = Column.ratio("requests_per_s", "x nginx");
    static final Column CPU = Column.value("cpu_us", "CPU µs", 2);
    static final Column CPU_RATIO = Column.ratio("cpu_us", "x nginx");
    static final Column FAILED = Column.value("failed", "failed", 0);

    static final List<Column> UNARY = List.of(
            RATE,
            RATE_RATIO,
            CPU,
            CPU_RATIO,
            Column.value("p50_us", "p50 µs", 0),
            Column.value("p99_us", "p99 µs", 0),
            FAILED);
    static final List<Column> LATENCY = List.of(
            Column.value("p50_us", "p50 µs", 0),
            Column.value("p99_us", "p99 µs", 0),
            Column.added("p50_us", "added p50", 0),
            Column.added("p99_us", "added p99", 0),
            CPU,
            CPU_RATIO,
            FAILED);
    static final List<Column> EVENTS = List.of(
            Column.value("events_per_s", "events/s", 0),
            Column.ratio("events_per_s", "x nginx"),
            CPU,
            CPU_RATIO,
            Column.added("first_token_p50_us", "added first token p50", 0),
            Column.added("first_token_p99_us", "p99", 0),
            Column.added("event_delay_p50_us", "added to event p50", 0),
            Column.added("event_delay_p99_us", "p99", 0),
            Column.added("gap_p50_us", "added gap p50", 0),
            Column.added("gap_p99_us", "p99", 0),
            FAILED);

    /** Nobody else knows these, so that there is nothing to compare with but each other. */
    static final List<Column> TRANSLATED =
            List.of(RATE, CPU, Column.value("p50_us", "p50 µs", 0), Column.value("p99_us", "p99 µs", 0), FAILED);

    /** Likewise. */
    static final List<Column> TRANSLATED_EVENTS = List.of(
            Column.value("events_per_s", "events/s", 0),
            CPU,
            Column.value("first_token_p50_us", "first token p50 µs", 0),
            Column.value("first_token_p99_us", "p99", 0),
            Column.value("event_delay_p50_us", "event p50 µs", 0),
            Column.value("event_delay_p99_us", "p99", 0),
            FAILED);

    /** CPU time is counted by event for streams, by request otherwise. */
    boolean perEvent() {
        return load.isStream();
    }

    Table table(String scenario) {
        return new Table(scenario, name, title, columns);
    }
}
