package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's input may count, for upstreams that don't count. Text by {@link TokenEstimator}; images and documents by what
 * vendors say they take at their usual sizes. Cold.
 */
public final class PromptEstimate {
    private static final long TOKENS_PER_TURN = 4;
    private static final long TOKENS_PER_IMAGE = 1_100;
    private static final long TOKENS_PER_TOOL = 8;

    /** A page of a PDF has about so many bytes of base64 and takes about as much as an image. */
    private static final long BYTES_PER_PAGE = 64 * 1024;

    /** A second of compressed sound has about so many bytes of base64. */
    private static final long BYTES_PER_SOUND_TOKEN = 1_000;

    private final TokenEstimator text = new TokenEstimator();
    private long tokens;

    private PromptEstimate() {}

    /** Tokens of the whole input; at least 1. */
    public static long of(Request request) {
        final PromptEstimate estimate = new PromptEstimate();
        for (final SystemText system : request.system()) {
            estimate.add(system.text());
        }
        for (final Turn turn : request.turns()) {
            estimate.tokens += TOKENS_PER_TURN;
            estimate.add(turn.parts());
        }
        for (final Tool tool : request.toolbox().tools()) {
            estimate.tokens += TOKENS_PER_TOOL;
            estimate.add(tool.name());
            estimate.add(tool.description());
            estimate.add(tool.schema());
        }
        return Math.max(1, estimate.tokens + estimate.text.tokens());
    }

    private void add(List<Part> parts) {
        for (final Part part : parts) {
            switch (part) {
                case Part.Text said -> add(said.text());
                case Part.Reasoning thought -> add(thought.text());
                case Part.Call call -> {
                    add(call.name());
                    add(call.args());
                }
                case Part.Result result -> {
                    add(result.text());
                    add(result.media());
                }
                case Part.Image image -> tokens += TOKENS_PER_IMAGE;
                case Part.Document document -> add(document.media());
                case Part.Audio audio -> tokens += audio.base64().length() / BYTES_PER_SOUND_TOKEN;
            }
        }
    }

    private void add(Media media) {
        switch (media) {
            case Media.PlainText plain -> add(plain.text());
            case Media.Bytes bytes -> tokens += (bytes.base64().length() / BYTES_PER_PAGE + 1) * TOKENS_PER_IMAGE;
            case Media.Url url -> tokens += TOKENS_PER_IMAGE;
        }
    }

    private void add(@Nullable JsonString more) {
        if (more != null) {
            text.addJson(more);
        }
    }

    private void add(@Nullable JsonValue more) {
        if (more != null) {
            text.addText(more);
        }
    }
}
