package io.sluice.core.telemetry;

/**
 * What one ended request tells the telemetry. Reusable, plain fields, owned by one loop; every request has exactly one,
 * refused ones included.
 */
public final class RequestSample {
    /** No channel, no model, no outcome: the request was refused before it had one. */
    public static final int NONE = -1;

    /** Ordinal of the endpoint, or {@link #NONE}. */
    public int endpoint;
    /** Number of the configured model name in its {@link SeriesNames}, or {@link #NONE}. */
    public int model;
    /** Number of the channel that was asked last in its {@link SeriesNames}, or {@link #NONE}. */
    public int channel;
    /** Ordinal of the billing outcome, or {@link #NONE} when nothing was billed. */
    public int outcome;
    /** Status told to the client; 0 when it left before it was told one. */
    public int status;

    public int attempts;
    public boolean stream;
    /** From the request's head to its settlement. */
    public long durationNs;
    /** From the request's head to the first content of its answer, or -1. */
    public long firstTokenNs;
    /** The gateway's own share of the time up to the answer's head, or -1 without an answer. */
    public long gatewayNs;

    public long inputTokens;
    public long cachedInputTokens;
    public long outputTokens;
    /** Attodollars, 128 bits. */
    public long costHigh;

    public long costLow;

    public void reset() {
        endpoint = NONE;
        model = NONE;
        channel = NONE;
        outcome = NONE;
        status = 0;
        attempts = 0;
        stream = false;
        durationNs = 0;
        firstTokenNs = -1;
        gatewayNs = -1;
        inputTokens = 0;
        cachedInputTokens = 0;
        outputTokens = 0;
        costHigh = 0;
        costLow = 0;
    }
}
