package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value: what is asked of the books.
 *
 * @param groupBy one row for each combination of these; none: one row
 * @param fromMs first epoch millisecond that counts
 * @param toMs first epoch millisecond that doesn't count any more
 * @param app only this one; null for all; likewise user and model
 */
public record UsageQuery(
        List<UsageGroup> groupBy,
        long fromMs,
        long toMs,
        @Nullable String app,
        @Nullable String user,
        @Nullable String model) {
    public UsageQuery {
        groupBy = List.copyOf(groupBy);
    }

    /**
     * From the query parameters of {@code GET /admin/v1/usage}; empty ones count as absent.
     *
     * @throws IllegalArgumentException with a message for the caller, when one is unknown or ill-formed
     */
    public static UsageQuery of(Map<String, String> parameters, Instant now) {
        for (String name : parameters.keySet()) {
            if (!List.of("group_by", "from", "to", "app", "user", "model").contains(name)) {
                throw new IllegalArgumentException("no such parameter: " + name);
            }
        }
        final String from = value(parameters, "from");
        final String to = value(parameters, "to");
        return new UsageQuery(
                groups(value(parameters, "group_by")),
                from == null ? Long.MIN_VALUE : TimeArgument.epochMs("from", from, now),
                to == null ? Long.MAX_VALUE : TimeArgument.epochMs("to", to, now),
                value(parameters, "app"),
                value(parameters, "user"),
                value(parameters, "model"));
    }

    private static List<UsageGroup> groups(@Nullable String text) {
        final List<UsageGroup> groups = new ArrayList<>();
        if (text != null) {
            for (String name : text.split(",", -1)) {
                final UsageGroup group = UsageGroup.of(name.strip());
                if (groups.contains(group)) {
                    throw new IllegalArgumentException("named twice: group_by=" + text);
                }
                groups.add(group);
            }
        }
        return groups;
    }

    private static @Nullable String value(Map<String, String> parameters, String name) {
        final String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean matches(BillingRecord record) {
        return record.timeMs() >= fromMs
                && record.timeMs() < toMs
                && (app == null || app.equals(record.app()))
                && (user == null || user.equals(record.user()))
                && (model == null || model.equals(record.model()));
    }
}
