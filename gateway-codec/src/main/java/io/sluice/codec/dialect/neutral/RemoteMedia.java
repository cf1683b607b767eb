package io.sluice.codec.dialect.neutral;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images and documents behind an address, for upstreams that take nothing but their content: whoever fetches them asks here for what. Cold. */
public final class RemoteMedia {
    private RemoteMedia() {}

    /** The {@code http} and {@code https} addresses in a request, results of tools included; in order, without repetition. */
    public static List<String> urls(Request request) {
        final List<String> found = new ArrayList<>(2);
        for (final Turn turn : request.turns()) {
            collect(turn.parts(), found);
        }
        return found;
    }

    private static void collect(List<Part> parts, List<String> found) {
        for (final Part part : parts) {
            if (part instanceof Part.Result result) {
                collect(result.media(), found);
                continue;
            }
            final String url = url(part);
            if (url != null && !found.contains(url)) {
                found.add(url);
            }
        }
    }

    private static @Nullable String url(Part part) {
        final Media media = switch (part) {
            case Part.Image image -> image.media();
            case Part.Document document -> document.media();
            default -> null;
        };
        if (!(media instanceof Media.Url remote)) {
            return null;
        }
        final String text = remote.url().text();
        return text.startsWith("https://") || text.startsWith("http://") ? text : null;
    }

    /**
     * The request with the content in the places of addresses; an address without content stays.
     *
     * @param fetched by address
     */
    public static Request withContent(Request request, Map<String, Media.Bytes> fetched) {
        if (fetched.isEmpty()) {
            return request;
        }
        final List<Turn> turns = new ArrayList<>(request.turns().size());
        for (final Turn turn : request.turns()) {
            turns.add(new Turn(turn.role(), replaced(turn.parts(), fetched)));
        }
        return request.withTurns(List.copyOf(turns));
    }

    private static List<Part> replaced(List<Part> parts, Map<String, Media.Bytes> fetched) {
        final List<Part> all = new ArrayList<>(parts.size());
        for (final Part part : parts) {
            all.add(replaced(part, fetched));
        }
        return List.copyOf(all);
    }

    private static Part replaced(Part part, Map<String, Media.Bytes> fetched) {
        if (part instanceof Part.Result result) {
            return result.media().isEmpty()
                    ? result
                    : new Part.Result(
                            result.id(),
                            result.name(),
                            result.text(),
                            replaced(result.media(), fetched),
                            result.isError(),
                            result.cache());
        }
        final String url = url(part);
        final Media.Bytes content = url == null ? null : fetched.get(url);
        if (content == null) {
            return part;
        }
        return part instanceof Part.Document document
                ? new Part.Document(content, document.name(), document.cache())
                : image((Part.Image) part, content);
    }

    private static Part image(Part.Image image, Media.Bytes content) {
        return new Part.Image(content, image.detail(), image.cache());
    }
}
