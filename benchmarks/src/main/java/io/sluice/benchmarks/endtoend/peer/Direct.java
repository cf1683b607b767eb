package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client speaks to the vendor itself: what is left is the cost of measuring. */
final class Direct implements Peer {
    /** What a client of the vendor itself, or of a proxy that adds nothing, presents. */
    static final List<String> VENDOR_CREDENTIAL =
            List.of("authorization: Bearer " + VendorSimulator.KEY, "anthropic-version: 2023-06-01");

    @Override
    public String name() {
        return Peers.DIRECT;
    }

    @Override
    public Kind kind() {
        return Kind.DIRECT;
    }

    @Override
    public Path find(Finder finder) {
        return Path.of("");
    }

    @Override
    public String version(Path executable) {
        return "";
    }

    @Override
    public Launch launch(Site site) {
        return new Launch(List.of(), Map.of(), Map.of());
    }

    @Override
    public @Nullable Access access(Site site, Route route) {
        return plain(route);
    }

    /** For whoever forwards bytes as they are. */
    static @Nullable Access plain(Route route) {
        return route.translates() ? null : new Access(route.path(), "sim-1", VENDOR_CREDENTIAL);
    }

    @Override
    public boolean knowsTls() {
        return true;
    }
}
