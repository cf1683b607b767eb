package io.sluice.codec.dialect;

/**
 * The token counts an upstream has told so far, in the sense of the billing record: input includes what came from or went to
 * the cache, output includes reasoning. An accumulator for one exchange: each field keeps the last value told, nothing is ever
 * summed over events. The inspectors write it; what is asked of it is worked out when asked.
 */
public final class Usage {
    /** What a setter takes for "says nothing": the field stays as it was. */
    public static final long UNTOLD = -1;

    private static final long MOST = 1_000_000_000_000L;

    private long input;
    private long total;
    private long toolInput;
    private long cacheRead;
    private long cacheWrite;
    private long output;
    private long reasoning;
    private boolean cacheBesideInput;
    private boolean reasoningBesideOutput;
    private boolean outputFinal;

    public Usage() {
        reset();
    }

    public void reset() {
        input = UNTOLD;
        total = UNTOLD;
        toolInput = UNTOLD;
        cacheRead = UNTOLD;
        cacheWrite = UNTOLD;
        output = UNTOLD;
        reasoning = UNTOLD;
        cacheBesideInput = false;
        reasoningBesideOutput = false;
        outputFinal = false;
    }

    /** All input tokens, cached ones included; 0 when not told. */
    public long inputTotal() {
        final long plain = input == UNTOLD ? Math.max(told(total) - outputTotal(), 0) : input;
        final long told = plain + told(toolInput);
        return cacheBesideInput ? told + told(cacheRead) + told(cacheWrite) : told;
    }

    public long cacheRead() {
        return told(cacheRead);
    }

    public long cacheWrite() {
        return told(cacheWrite);
    }

    /** All output tokens, reasoning included; 0 when not told. */
    public long outputTotal() {
        return reasoningBesideOutput ? told(output) + told(reasoning) : told(output);
    }

    public long reasoning() {
        return told(reasoning);
    }

    /** True when the upstream has told the input, whether or not the output is known too. */
    public boolean isInputKnown() {
        return inputTotal() > 0;
    }

    /**
     * True when the record can be billed from these counts alone: input and output were both told. A stream that was cut
     * before its count of output isn't known; its input may still be ({@link #isInputKnown()}).
     */
    public boolean isKnown() {
        return outputFinal && (inputTotal() > 0 || outputTotal() > 0);
    }

    /** Becomes the same as another, told and untold alike. */
    public void copyFrom(Usage other) {
        input = other.input;
        total = other.total;
        toolInput = other.toolInput;
        cacheRead = other.cacheRead;
        cacheWrite = other.cacheWrite;
        output = other.output;
        reasoning = other.reasoning;
        cacheBesideInput = other.cacheBesideInput;
        reasoningBesideOutput = other.reasoningBesideOutput;
        outputFinal = other.outputFinal;
    }

    /** Replaces everything by known counts, in the sense of the accessors. */
    public void set(long inputTotal, long cacheRead, long cacheWrite, long outputTotal, long reasoning) {
        reset();
        input(inputTotal);
        cacheRead(cacheRead);
        cacheWrite(cacheWrite);
        output(outputTotal);
        reasoning(reasoning);
        outputIsFinal();
    }

    public void input(long tokens) {
        input = newer(tokens, input);
    }

    /** Counts where a vendor tells nothing but the sum. */
    public void total(long tokens) {
        total = newer(tokens, total);
    }

    /** Input beside the input count. */
    public void toolInput(long tokens) {
        toolInput = newer(tokens, toolInput);
    }

    public void cacheRead(long tokens) {
        cacheRead = newer(tokens, cacheRead);
    }

    public void cacheWrite(long tokens) {
        cacheWrite = newer(tokens, cacheWrite);
    }

    public void output(long tokens) {
        output = newer(tokens, output);
    }

    public void reasoning(long tokens) {
        reasoning = newer(tokens, reasoning);
    }

    boolean isOutputTold() {
        return output != UNTOLD || (reasoningBesideOutput && reasoning != UNTOLD);
    }

    /** The vendor's input count leaves out both cache counts. */
    public void cacheIsBesideInput() {
        cacheBesideInput = true;
    }

    /** The vendor's output count leaves out reasoning. */
    public void reasoningIsBesideOutput() {
        reasoningBesideOutput = true;
    }

    /** What is told of the output is no placeholder: it counts what the upstream has produced by now. */
    public void outputIsFinal() {
        outputFinal = true;
    }

    private static long newer(long tokens, long before) {
        return tokens < 0 ? before : Math.min(tokens, MOST);
    }

    private static long told(long tokens) {
        return Math.max(tokens, 0);
    }

    @Override
    public String toString() {
        return "Usage[input=" + inputTotal() + ", cacheRead=" + cacheRead() + ", cacheWrite=" + cacheWrite()
                + ", output=" + outputTotal() + ", reasoning=" + reasoning() + ", known=" + isKnown() + "]";
    }
}
