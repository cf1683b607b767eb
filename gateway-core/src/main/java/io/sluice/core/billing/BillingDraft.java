package io.sluice.core.billing;

/**
 * What one exchange knows of its own bill, filled in as it learns it; both calls on the {@link BillingRing} write from it.
 * Reusable, owned by one thread at a time, plain fields. Names are UTF-8, encoded once by whoever owns them and only referred to
 * here; a name longer than its bound is cut at a character's end when it is written.
 */
public final class BillingDraft {
    /** Longest key id, app, user and channel, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 48;

    /** Longest model and upstream model, in bytes of UTF-8. */
    public static final int MAX_MODEL_BYTES = 80;

    /** Longest endpoint name, in bytes. */
    public static final int MAX_ENDPOINT_BYTES = 24;

    /** A duration that isn't known. */
    public static final long UNKNOWN = -1;

    private static final byte[] NOTHING = {};

    public long idHigh;
    public long idLow;
    /** When the request came, in epoch milliseconds. */
    public long timeMs;

    public byte[] keyId = NOTHING;
    public byte[] app = NOTHING;
    public byte[] user = NOTHING;
    public byte[] channel = NOTHING;
    public byte[] endpoint = NOTHING;
    public RecordDialect inboundDialect = RecordDialect.NONE;
    public RecordDialect upstreamDialect = RecordDialect.NONE;
    public boolean stream;

    /** Status told to the client; 0 when none was. */
    public int status;

    public Outcome outcome = Outcome.UPSTREAM_ERROR;
    public int attempts;

    /** All input, cached and cache-written included. In an intent: what a crash record shall say, with {@link #usageSource}. */
    public long inputTokens;

    public long cachedInputTokens;
    public long cacheWriteTokens;
    /** All output, reasoning included. */
    public long outputTokens;

    public long reasoningTokens;
    public UsageSource usageSource = UsageSource.NONE;
    /** Cost in attodollars, see {@link Money}; set by {@link Price#charge}. */
    public long costHigh;

    public long costLow;
    /** Microseconds to the first byte of the answer's content, or {@link #UNKNOWN}. */
    public long ttfbUs = UNKNOWN;

    public long durationUs = UNKNOWN;
    public long bytesIn;
    public long bytesOut;

    final byte[] model = new byte[MAX_MODEL_BYTES];
    int modelLength;
    final byte[] upstreamModel = new byte[MAX_MODEL_BYTES];
    int upstreamModelLength;
    boolean open;

    /** True between an accepted intent and its settlement or withdrawal. */
    public boolean isOpen() {
        return open;
    }

    /** What the caller asked for; copied. */
    public void model(byte[] utf8, int offset, int length) {
        modelLength = fitting(utf8, offset, length, MAX_MODEL_BYTES);
        System.arraycopy(utf8, offset, model, 0, modelLength);
    }

    /** What the upstream is asked for; copied. */
    public void upstreamModel(byte[] utf8, int offset, int length) {
        upstreamModelLength = fitting(utf8, offset, length, MAX_MODEL_BYTES);
        System.arraycopy(utf8, offset, upstreamModel, 0, upstreamModelLength);
    }

    /** The upstream is asked for what the caller asked for. */
    public void upstreamModelIsModel() {
        upstreamModelLength = modelLength;
        System.arraycopy(model, 0, upstreamModel, 0, modelLength);
    }

    /**
     * Makes it as new.
     *
     * @throws IllegalStateException when an intent is open: it would never be settled
     */
    public void reset() {
        if (open) {
            throw new IllegalStateException(
                    "an open intent was about to be forgotten: " + RequestIds.text(idHigh, idLow));
        }
        idHigh = 0;
        idLow = 0;
        timeMs = 0;
        keyId = NOTHING;
        app = NOTHING;
        user = NOTHING;
        channel = NOTHING;
        endpoint = NOTHING;
        modelLength = 0;
        upstreamModelLength = 0;
        inboundDialect = RecordDialect.NONE;
        upstreamDialect = RecordDialect.NONE;
        stream = false;
        status = 0;
        outcome = Outcome.UPSTREAM_ERROR;
        attempts = 0;
        resetUsage();
        ttfbUs = UNKNOWN;
        durationUs = UNKNOWN;
        bytesIn = 0;
        bytesOut = 0;
    }

    private void resetUsage() {
        inputTokens = 0;
        cachedInputTokens = 0;
        cacheWriteTokens = 0;
        outputTokens = 0;
        reasoningTokens = 0;
        usageSource = UsageSource.NONE;
        costHigh = 0;
        costLow = 0;
    }

    /** Adds tokens times price, in 128 bits; a negative count adds nothing. */
    void addCost(long tokens, long attoUsdPerToken) {
        if (tokens <= 0) {
            return;
        }
        final long sum = costLow + tokens * attoUsdPerToken;
        final long carry = Long.compareUnsigned(sum, costLow) < 0 ? 1 : 0;
        costHigh += Math.multiplyHigh(tokens, attoUsdPerToken) + carry;
        costLow = sum;
    }

    /** How many of the bytes to keep so that at most {@code max} remain and no UTF-8 character is cut in two. */
    static int fitting(byte[] utf8, int offset, int length, int max) {
        if (length <= max) {
            return length;
        }
        int kept = max;
        while (kept > 0 && (utf8[offset + kept] & 0xC0) == 0x80) {
            kept--;
        }
        return kept;
    }
}
