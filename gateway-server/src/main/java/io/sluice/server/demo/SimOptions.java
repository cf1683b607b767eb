package io.sluice.server.demo;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Value: what a simulated vendor is like. Start from {@link #of} and change what matters.
 *
 * @param keys credentials it knows; any other is refused
 * @param models model names it serves; any other is not found
 * @param forbiddenSecrets texts that must never reach it: a request whose head or body holds one is refused with 400
 * @param directClients whether clients may talk to it without a gateway: then hop-by-hop fields and chunked bodies are fine
 * @param loops given by the caller, or null for a loop of its own
 * @param tls null for plain TCP
 * @param port 0 for any free one
 * @param maxBodyBytes of a request
 * @param remembered number of requests kept for {@link SimulatedVendor#awaitRequest}; the oldest are forgotten
 */
public record SimOptions(
        SimVendor vendor,
        Set<String> keys,
        List<String> models,
        Set<String> forbiddenSecrets,
        boolean directClients,
        @Nullable EventLoopGroup loops,
        @Nullable SslContext tls,
        int port,
        int maxBodyBytes,
        int remembered) {

    /** The key every simulated vendor knows unless told otherwise. */
    public static final String DEFAULT_KEY = "sim-key";

    private static final int DEFAULT_MAX_BODY_BYTES = 64 << 20;
    private static final int DEFAULT_REMEMBERED = 1024;

    /** Knows {@link #DEFAULT_KEY} and its models, listens on 127.0.0.1, and expects a gateway in front of it. */
    public static SimOptions of(SimVendor vendor) {
        return new SimOptions(
                vendor,
                Set.of(DEFAULT_KEY),
                defaultModels(vendor),
                Set.of(),
                false,
                null,
                null,
                0,
                DEFAULT_MAX_BODY_BYTES,
                DEFAULT_REMEMBERED);
    }

    private static List<String> defaultModels(SimVendor vendor) {
        return switch (vendor) {
            case OPENAI ->
                List.of(
                        "gpt-4o",
                        "gpt-4o-mini",
                        "gpt-3.5-turbo-instruct",
                        "o4-mini",
                        "text-embedding-3-small",
                        "omni-moderation-latest",
                        "rerank-1",
                        "gpt-image-1",
                        "gpt-4o-mini-tts",
                        "whisper-1",
                        "fixture-model");
            case ANTHROPIC -> List.of("claude-sonnet-4-5", "claude-haiku-4-5", "claude-sonnet-4-6", "fixture-model");
            case GEMINI ->
                List.of(
                        "gemini-2.5-flash",
                        "gemini-2.5-pro",
                        "gemini-3-flash-preview",
                        "gemini-embedding-001",
                        "fixture-model");
        };
    }

    public SimOptions keys(String... known) {
        return new SimOptions(
                vendor,
                Set.of(known),
                models,
                forbiddenSecrets,
                directClients,
                loops,
                tls,
                port,
                maxBodyBytes,
                remembered);
    }

    public SimOptions models(String... served) {
        return new SimOptions(
                vendor,
                keys,
                List.of(served),
                forbiddenSecrets,
                directClients,
                loops,
                tls,
                port,
                maxBodyBytes,
                remembered);
    }

    public SimOptions forbid(String... secrets) {
        return new SimOptions(
                vendor, keys, models, Set.of(secrets), directClients, loops, tls, port, maxBodyBytes, remembered);
    }

    /** Lets clients talk to it without a gateway in front. */
    public SimOptions forDirectClients() {
        return new SimOptions(vendor, keys, models, forbiddenSecrets, true, loops, tls, port, maxBodyBytes, remembered);
    }

    /** Shared: the vendor doesn't shut the group down. */
    public SimOptions on(EventLoopGroup group) {
        return new SimOptions(
                vendor, keys, models, forbiddenSecrets, directClients, group, tls, port, maxBodyBytes, remembered);
    }

    public SimOptions tls(SslContext context) {
        return new SimOptions(
                vendor, keys, models, forbiddenSecrets, directClients, loops, context, port, maxBodyBytes, remembered);
    }

    public SimOptions port(int fixed) {
        return new SimOptions(
                vendor, keys, models, forbiddenSecrets, directClients, loops, tls, fixed, maxBodyBytes, remembered);
    }

    /** Remembers at most {@code requests} requests; 0 for benchmarks. */
    public SimOptions remember(int requests) {
        return new SimOptions(
                vendor, keys, models, forbiddenSecrets, directClients, loops, tls, port, maxBodyBytes, requests);
    }
}
