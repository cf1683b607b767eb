package io.sluice.server.simulation;

/** What a vendor may answer with. */
enum AnswerKind {
    WHOLE(40),
    CALLERS_FAULT(4),
    CREDENTIAL_REFUSED(2),
    RATE_LIMITED(4),
    SERVER_ERROR(5),
    OVERLOADED(3),
    REDIRECT(1),
    ERROR_UNDER_200(3),
    ERROR_IN_STREAM(3),
    UNFINISHED(3),
    CUT(8),
    GARBAGE(3),
    TRAILING(3),
    WRONG_LENGTH(3),
    BROKEN_CHUNK(3),
    ENDLESS_HEAD(1),
    TOO_MANY_INTERIM(1),
    SILENT(3),
    STALLED(4),
    ENCODED(3),
    NOTHING(3);

    private static final int TOTAL = total();

    private final int weight;

    AnswerKind(int weight) {
        this.weight = weight;
    }

    static AnswerKind any(Choices choices) {
        int left = choices.below(TOTAL);
        for (final AnswerKind kind : values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        return WHOLE;
    }

    private static int total() {
        int sum = 0;
        for (final AnswerKind kind : values()) {
            sum += kind.weight;
        }
        return sum;
    }
}
