package io.sluice.core.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value: all models of a config. Exact names come before globs, of the globs that match the one with the most literal bytes wins,
 * of equals the first in the config. Lookups work on bytes and allocate nothing. Immutable: a reload swaps the whole.
 */
public final class RouteTable {
    private final List<ModelRoute> routes;
    private final @Nullable ModelRoute[] exact;
    private final ModelRoute[] globs;

    private RouteTable(List<ModelRoute> routes) {
        this.routes = routes;
        final int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, routes.size())) * 4);
        this.exact = new @Nullable ModelRoute[capacity];
        this.globs = routes.stream()
                .filter(route -> !route.pattern().isExact())
                .sorted(Comparator.comparingInt(
                                (ModelRoute route) -> route.pattern().literalLength())
                        .reversed())
                .toArray(ModelRoute[]::new);
    }

    public static RouteTable compile(Collection<ModelRoute> routes) {
        final RouteTable table = new RouteTable(List.copyOf(routes));
        for (final ModelRoute route : routes) {
            if (route.pattern().isExact()) {
                table.put(route);
            }
        }
        return table;
    }

    /** The route for a name, or null. Borrows. */
    public @Nullable ModelRoute find(byte[] name, int offset, int length) {
        final int mask = exact.length - 1;
        for (int i = hash(name, offset, length) & mask; ; i = i + 1 & mask) {
            final ModelRoute seen = exact[i];
            if (seen == null) {
                return findGlob(name, offset, length);
            }
            if (seen.isNamed(name, offset, length)) {
                return seen;
            }
        }
    }

    /** Cold: encodes the name. */
    public @Nullable ModelRoute find(String name) {
        final byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return find(utf8, 0, utf8.length);
    }

    /** In the order of the config. */
    public List<ModelRoute> routes() {
        return routes;
    }

    /** Names that aren't globs, in the order of the config: what a list of models can show. */
    public List<String> exactNames() {
        final List<String> exactNames = new ArrayList<>();
        for (final ModelRoute route : routes) {
            if (route.pattern().isExact()) {
                exactNames.add(route.name());
            }
        }
        return exactNames;
    }

    private @Nullable ModelRoute findGlob(byte[] name, int offset, int length) {
        for (final ModelRoute glob : globs) {
            if (glob.pattern().matches(name, offset, length)) {
                return glob;
            }
        }
        return null;
    }

    private void put(ModelRoute route) {
        final byte[] name = route.pattern().toUtf8();
        final int mask = exact.length - 1;
        int i = hash(name, 0, name.length) & mask;
        for (ModelRoute seen = exact[i]; seen != null; seen = exact[i]) {
            if (seen.isNamed(name, 0, name.length)) {
                throw new IllegalArgumentException("is there twice: model " + route.name());
            }
            i = i + 1 & mask;
        }
        exact[i] = route;
    }

    private static int hash(byte[] name, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + name[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
