package io.sluice.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The JDK's client with a vendor's credential: no gateway, no official client. */
final class PlainClient implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final SimulatedVendor vendor;
    private final List<String> headers = new ArrayList<>();

    PlainClient(SimulatedVendor vendor) {
        this.vendor = vendor;
        switch (vendor.options().vendor()) {
            case OPENAI -> headers.addAll(List.of("authorization", "Bearer " + SimOptions.DEFAULT_KEY));
            case ANTHROPIC ->
                headers.addAll(List.of("x-api-key", SimOptions.DEFAULT_KEY, "anthropic-version", "2023-06-01"));
            case GEMINI -> headers.addAll(List.of("x-goog-api-key", SimOptions.DEFAULT_KEY));
        }
    }

    HttpResponse<String> post(String path, String body, String... extra) {
        return send(request(path, extra)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<InputStream> open(String path, String body, String... extra) throws IOException, InterruptedException {
        return client.send(
                request(path, extra)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path, String... extra) {
        return send(request(path, extra).GET().build());
    }

    HttpResponse<String> delete(String path, String... extra) {
        return send(request(path, extra).DELETE().build());
    }

    HttpRequest.Builder request(String path, String... extra) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + vendor.port() + path))
                .timeout(Duration.ofSeconds(20))
                .headers(headers.toArray(String[]::new));
        return extra.length == 0 ? request : request.headers(extra);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
