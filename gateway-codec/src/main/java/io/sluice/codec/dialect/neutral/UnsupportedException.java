package io.sluice.codec.dialect.neutral;

/** A request that can't be told to the upstream without changing what it means: answered 400, naming the field. Stackless; cold. */
public final class UnsupportedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String field;

    /**
     * @param field the member at fault, as the client wrote it
     * @param message for the client; says what can't be done and with which upstream
     */
    public UnsupportedException(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    /** The member at fault. */
    public String field() {
        return field;
    }
}
