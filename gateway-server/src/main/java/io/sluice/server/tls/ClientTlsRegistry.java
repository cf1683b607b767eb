package io.sluice.server.tls;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps one {@link ClientTls} for each trust, over reloads of the configuration. Cold; any thread but a loop's. */
public final class ClientTlsRegistry {
    private final Map<Trust, ClientTls> known = new HashMap<>();

    private record Trust(@Nullable Path file, boolean insecure) {}

    /**
     * The trust's context, made at the first call.
     *
     * @param trust a PEM file of authorities; null for the system's
     * @param insecure believe anybody; the file is then not read
     */
    public synchronized ClientTls of(@Nullable Path trust, boolean insecure) throws TlsSetupException {
        final Trust key = new Trust(insecure ? null : trust, insecure);
        final ClientTls existing = known.get(key);
        if (existing != null) {
            return existing;
        }
        final ClientTls made = new ClientTls(key.file, insecure);
        known.put(key, made);
        return made;
    }

    /**
     * Reads every trust file again.
     *
     * @param faults told of a file that can't be used; its old content stays in force
     * @return how many contexts were swapped
     */
    public synchronized int reloadChanged(Consumer<String> faults) {
        int swapped = 0;
        for (final ClientTls tls : known.values()) {
            try {
                swapped += tls.reloadIfChanged() ? 1 : 0;
            } catch (TlsSetupException unusable) {
                faults.accept(String.valueOf(unusable.getMessage()));
            }
        }
        return swapped;
    }
}
