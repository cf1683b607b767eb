package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.json.BodyScanner;
import io.sluice.codec.json.FieldPaths;
import io.sluice.codec.json.JsonToken;

/** An unary JSON answer: a strict scanner for the counts and the error, and for the words, when they are asked for, a listener. */
abstract sealed class JsonBody implements BodyInspector permits OpenAiBody, AnthropicBody, GeminiBody {
    private final BodyScanner scanner;
    private final long answers;
    private final boolean hasWords;
    private final BodyText text = new BodyText();
    private long measuredBytes;
    private boolean intact;

    /**
     * @param answers the top-level members that only an answer has
     * @param hasWords whether an answer holds words of a model
     */
    JsonBody(FieldPaths paths, long answers, boolean hasWords) {
        this.scanner = new BodyScanner(paths);
        this.answers = answers;
        this.hasWords = hasWords;
    }

    @Override
    public void reset() {
        scanner.reset();
        text.reset();
        measuredBytes = 0;
        intact = false;
    }

    @Override
    public void feed(ByteBuf in, int index, int length) {
        scanner.feed(in, index, length);
    }

    @Override
    public void measure(ByteBuf in, int index, int length) {
        if (hasWords) {
            text.feed(in, index, length);
            measuredBytes += length;
        }
    }

    @Override
    public void finish(Usage usage) {
        intact = scanner.finish();
        if (intact) {
            usage(usage); // the last count of half a body may be half a number
        }
    }

    /** Takes over what the body told; counts it didn't tell are {@link Usage#UNTOLD}. */
    abstract void usage(Usage usage);

    @Override
    public boolean hasContent() {
        return !scanner.failed() && !isError() && (scanner.isAnyNamed(answers) || intact);
    }

    @Override
    public boolean isBroken() {
        return scanner.failed();
    }

    @Override
    public boolean isIntact() {
        return intact;
    }

    @Override
    public long estimatedOutputTokens() {
        return text.tokens();
    }

    /** All of the body was measured and has no words. */
    final boolean isWordless() {
        return !hasWords || (measuredBytes == scanner.consumed() && text.tokens() == 0);
    }

    final BodyScanner scanner() {
        return scanner;
    }

    final boolean hasCount(int path) {
        return scanner.type(path) == JsonToken.NUMBER;
    }

    /** The number at that path, {@link Usage#UNTOLD} when there is none. */
    final long count(int path) {
        return hasCount(path) ? scanner.longValue(path) : Usage.UNTOLD;
    }

    /** The value at that path isn't null, false or an empty text. */
    final boolean isSomething(int path) {
        final int type = scanner.type(path);
        return type == JsonToken.OBJECT
                || type == JsonToken.ARRAY
                || (type == JsonToken.STRING && scanner.textLength(path) != 0);
    }
}
