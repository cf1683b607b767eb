package io.sluice.server.ledger;

import java.util.Locale;

/** How {@code sluice ledger} prints. */
public enum LedgerFormat {
    JSONL,
    TABLE,
    CSV;

    /** @throws IllegalArgumentException when there is no such format */
    public static LedgerFormat of(String name) {
        for (LedgerFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("must be jsonl, table or csv: format=" + name);
    }
}
