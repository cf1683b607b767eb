package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the other gateways for language models have in common. */
abstract class LlmGateway implements Peer {
    static final String CLIENT_KEY = "sk-bench-client";

    private final String name;
    private final String[] places;

    LlmGateway(String name, String... places) {
        this.name = name;
        this.places = places;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Kind kind() {
        return Kind.GATEWAY;
    }

    @Override
    public final @Nullable Path find(Finder finder) {
        return finder.find(name, places);
    }

    @Override
    public String version(Path executable) {
        return MachineFacts.firstLine(executable.toString(), "--version");
    }

    @Override
    public final boolean knowsTls() {
        return false;
    }

    static Access bearer(String path, String model, String key) {
        return new Access(path, model, List.of("authorization: Bearer " + key, "anthropic-version: 2023-06-01"));
    }
}
