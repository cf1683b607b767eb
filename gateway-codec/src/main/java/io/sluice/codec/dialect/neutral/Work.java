package io.sluice.codec.dialect.neutral;

import org.jspecify.annotations.Nullable;

/**
 * What one request's translation carries from the request to its answer. Owned by one exchange, reused for its next.
 * Readers and writers of the answer find the client's request, its aliases and the names to give here.
 */
public final class Work {
    private final Losses losses = new Losses();
    private final Aliases aliases = new Aliases();
    private TranslateSettings settings = TranslateSettings.DEFAULT;
    private @Nullable Request request;
    private String clientModel = "";
    private String idTail = "";
    private long createdEpochS;
    private long estimatedInputTokens;
    private int maxHeldBytes = Integer.MAX_VALUE;

    /**
     * Begins another translation.
     *
     * @param idTail random hex of at least 40 digits, which every id that has to be made is made from
     * @param createdEpochS when the answer is said to have been made
     * @param maxHeldBytes most a writer of a stream may hold back
     */
    public void begin(TranslateSettings with, String idTail, long createdEpochS, int maxHeldBytes) {
        settings = with;
        losses.begin(with.rejectUnsupported());
        aliases.clear();
        request = null;
        clientModel = "";
        this.idTail = idTail;
        this.createdEpochS = createdEpochS;
        this.maxHeldBytes = maxHeldBytes;
        estimatedInputTokens = 0;
    }

    /** The client's request, which the answer belongs to. */
    public void request(Request asked) {
        request = asked;
        clientModel = asked.model().text();
    }

    /** The client's request. */
    public Request request() {
        final Request asked = request;
        if (asked == null) {
            throw new IllegalStateException("no request was read");
        }
        return asked;
    }

    public TranslateSettings settings() {
        return settings;
    }

    public Losses losses() {
        return losses;
    }

    /** Names changed for the upstream, to be restored in the answer. */
    public Aliases aliases() {
        return aliases;
    }

    /** The name the client asked for, which the answer repeats. */
    public String clientModel() {
        return clientModel;
    }

    public String idTail() {
        return idTail;
    }

    public long createdEpochS() {
        return createdEpochS;
    }

    public int maxHeldBytes() {
        return maxHeldBytes;
    }

    /** The gateway's estimate of the input, for answers whose upstream told no usage. */
    public long estimatedInputTokens() {
        return estimatedInputTokens;
    }

    public void estimatedInputTokens(long tokens) {
        estimatedInputTokens = tokens;
    }
}
