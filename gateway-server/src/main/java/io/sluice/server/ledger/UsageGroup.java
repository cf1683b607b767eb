package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** What usage can be summed by. */
public enum UsageGroup {
    APP,
    USER,
    MODEL,
    KEY_ID,
    CHANNEL,
    /** The UTC day on which the request came. */
    DAY;

    /** @throws IllegalArgumentException when there is no such group */
    public static UsageGroup of(String name) {
        for (UsageGroup group : values()) {
            if (group.text().equals(name)) {
                return group;
            }
        }
        throw new IllegalArgumentException("must be of app, user, model, key_id, channel, day: group_by=" + name);
    }

    /** As the query spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String of(BillingRecord record) {
        return switch (this) {
            case APP -> record.app();
            case USER -> record.user();
            case MODEL -> record.model();
            case KEY_ID -> record.keyId();
            case CHANNEL -> record.channel();
            case DAY ->
                Instant.ofEpochMilli(record.timeMs())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString();
        };
    }
}
