package io.sluice.codec.dialect;

/**
 * The token counts an upstream has told so far, in the sense of the billing record: input includes what came from or went to
 * the cache, output includes reasoning. An accumulator for one exchange: each field keeps the last value told, nothing is ever
 * summed over events. The inspectors write it; what is asked of it is worked out when asked.
 */
public final class Usage {
    private static final long UNTOLD = -1;

    private long input;
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
        final long told = told(input) + told(toolInput);
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

    /** Replaces everything by known counts, in the sense of the accessors. */
    public void set(long inputTotal, long cacheRead, long cacheWrite, long outputTotal, long reasoning) {
        reset();
        this.input = inputTotal;
        this.cacheRead = cacheRead;
        this.cacheWrite = cacheWrite;
        this.output = outputTotal;
        this.reasoning = reasoning;
        this.outputFinal = true;
    }

    void input(long tokens) {
        input = tokens;
    }

    void toolInput(long tokens) {
        toolInput = tokens;
    }

    void cacheRead(long tokens) {
        cacheRead = tokens;
    }

    void cacheWrite(long tokens) {
        cacheWrite = tokens;
    }

    void output(long tokens) {
        output = tokens;
    }

    void reasoning(long tokens) {
        reasoning = tokens;
    }

    boolean isOutputTold() {
        return output != UNTOLD || (reasoningBesideOutput && reasoning != UNTOLD);
    }

    boolean isInputTold() {
        return input != UNTOLD;
    }

    /** The vendor's input count leaves out both cache counts. */
    void cacheIsBesideInput() {
        cacheBesideInput = true;
    }

    /** The vendor's output count leaves out reasoning. */
    void reasoningIsBesideOutput() {
        reasoningBesideOutput = true;
    }

    /** What is told of the output is no placeholder: it counts what the upstream has produced by now. */
    void outputIsFinal() {
        outputFinal = true;
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
