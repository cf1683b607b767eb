package io.sluice.benchmarks.endtoend.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that can stand between client and vendor: how it is found, configured, started and spoken to. Stateless. */
public interface Peer {
    /** What a peer is, and so what may be asked of it. */
    enum Kind {
        /** No gateway at all. */
        DIRECT,
        SLUICE,
        /** Forwards bytes, knows nothing of models. */
        PROXY,
        /** Knows vendors and their dialects. */
        GATEWAY
    }

    /**
     * Value: how to start it.
     *
     * @param files to write into its folder first, by name
     * @param environment beside our own
     */
    record Launch(List<String> command, Map<String, String> files, Map<String, String> environment) {}

    /** Value: how a client speaks to it. */
    record Access(String path, String model, List<String> headers) {}

    /** How the command line and the tables call it. */
    String name();

    Kind kind();

    /** Its executable, or null when it isn't on this machine. */
    @Nullable
    Path find(Finder finder);

    /** One line about the executable's version; may be empty. */
    String version(Path executable);

    Launch launch(Site site);

    /** How to have a request of one dialect answered in another; null when it can't, or when nobody has tried. */
    @Nullable
    Access access(Site site, Route route);

    /** Whether {@link #launch} knows how to encrypt on both sides. */
    boolean knowsTls();

    /** A line of its log that says it is ready; null when only a request can tell. */
    default @Nullable String readyLine() {
        return null;
    }
}
