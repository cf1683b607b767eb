package io.sluice.benchmarks.endtoend.report;

import io.sluice.benchmarks.endtoend.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that was measured so far, and what follows from it. Confined to one thread. */
public final class Results {
    private final List<Table> tables = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    public void add(Table table) {
        tables.add(table);
    }

    public void add(Sample sample) {
        samples.add(sample);
    }

    public List<Table> tables() {
        return List.copyOf(tables);
    }

    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Targets of a table, in the order they were measured first. */
    public Set<String> targetsOf(Table table) {
        final Set<String> names = new LinkedHashSet<>();
        Peers.all().stream()
                .map(peer -> peer.name())
                .filter(name -> !samplesOf(table, name).isEmpty())
                .forEach(names::add);
        return names;
    }

    public List<Sample> samplesOf(Table table, String target) {
        return samples.stream()
                .filter(sample -> sample.scenario().equals(table.scenario())
                        && sample.caseName().equals(table.caseName())
                        && sample.target().equals(target))
                .toList();
    }

    /** One cell, over all rounds. */
    public Spread cell(Table table, String target, Column column) {
        final String other = column.as() == Column.As.RATIO ? Peers.BASE : Peers.DIRECT;
        final Map<Integer, Sample> others = new LinkedHashMap<>();
        samplesOf(table, other).forEach(sample -> others.put(sample.round(), sample));
        return Spread.of(samplesOf(table, target).stream()
                .mapToDouble(sample -> shown(sample, others.get(sample.round()), column))
                .toArray());
    }

    private static double shown(Sample sample, @Nullable Sample other, Column column) {
        final double value = sample.metric(column.metric());
        if (column.as() == Column.As.VALUE) {
            return value;
        }
        final boolean itself = sample.target().equals(Peers.DIRECT);
        if (other == null || itself) {
            return Double.NaN;
        }
        final double otherValue = other.metric(column.metric());
        return column.as() == Column.As.ADDED ? value - otherValue : otherValue == 0 ? Double.NaN : value / otherValue;
    }
}
