package io.sluice.server.admin;

import io.sluice.codec.http.Method;
import io.sluice.core.config.ConfigFault;
import io.sluice.core.config.ConfigView;
import io.sluice.server.ledger.JournalReader;
import io.sluice.server.ledger.UsageQuery;
import io.sluice.server.ledger.UsageReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the admin plane answers to; contract section 5. */
final class AdminApi {
    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    private static final String CHANNELS = "/admin/v1/channels";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final AdminSources sources;
    private final MetricsPage metrics;
    private final ChannelsPage channels;

    AdminApi(AdminSources sources) {
        this.sources = sources;
        this.metrics = new MetricsPage(sources);
        this.channels = new ChannelsPage(sources);
    }

    /**
     * Answers one request that has shown the token.
     *
     * @param query its parameters, decoded
     */
    AdminAnswer answer(Method method, String path, Map<String, String> query) {
        try {
            return switch (path) {
                case "/metrics" -> get(method, () -> new AdminAnswer(200, METRICS_TYPE, metrics.render()));
                case "/admin/v1/usage" -> get(method, () -> usage(query));
                case "/admin/v1/config" -> get(method, () -> AdminAnswer.json(200, ConfigView.json(sources.config())));
                case CHANNELS -> get(method, () -> AdminAnswer.json(200, channels.render()));
                case "/admin/v1/reload" -> post(method, this::reload);
                default -> path.startsWith(CHANNELS + "/") ? channel(method, path) : unknown(path);
            };
        } catch (IOException unreadable) {
            LOG.error("an admin request failed", unreadable);
            return AdminAnswer.error(500, "internal_error", String.valueOf(unreadable.getMessage()));
        } catch (IllegalArgumentException bad) {
            return AdminAnswer.error(400, "invalid_request_error", String.valueOf(bad.getMessage()));
        }
    }

    private interface Work {
        AdminAnswer run() throws IOException;
    }

    private static AdminAnswer get(Method method, Work work) throws IOException {
        return method == Method.GET || method == Method.HEAD ? work.run() : wrongMethod("GET");
    }

    private static AdminAnswer post(Method method, Work work) throws IOException {
        return method == Method.POST ? work.run() : wrongMethod("POST");
    }

    private static AdminAnswer wrongMethod(String takes) {
        return AdminAnswer.error(405, "method_not_allowed", "this address takes " + takes);
    }

    private static AdminAnswer unknown(String path) {
        return AdminAnswer.error(404, "unknown_url", "unknown URL: " + path);
    }

    private AdminAnswer usage(Map<String, String> query) throws IOException {
        final UsageQuery asked = UsageQuery.of(query, Instant.now());
        try (JournalReader reader =
                JournalReader.open(sources.config().billing().journal(), asked.fromMs())) {
            return AdminAnswer.json(200, UsageReport.of(reader, asked).json());
        }
    }

    private AdminAnswer reload() {
        final List<ConfigFault> faults = sources.reload();
        if (faults.isEmpty()) {
            return AdminAnswer.json(200, "{\"reloaded\":true}");
        }
        return AdminAnswer.json(400, Json.write(json -> {
            json.writeStartObject();
            json.writeBooleanField("reloaded", false);
            json.writeArrayFieldStart("faults");
            for (final ConfigFault fault : faults) {
                json.writeString(fault.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private AdminAnswer channel(Method method, String path) throws IOException {
        final int action = path.lastIndexOf('/');
        final String name = action <= CHANNELS.length() ? "" : path.substring(CHANNELS.length() + 1, action);
        return switch (path.substring(action + 1)) {
            case "enable" -> post(method, () -> enable(name, true));
            case "disable" -> post(method, () -> enable(name, false));
            default -> unknown(path);
        };
    }

    private AdminAnswer enable(String name, boolean on) {
        if (sources.config().channel(name) == null) {
            return AdminAnswer.error(404, "channel_not_found", "there is no channel '" + name + "'");
        }
        sources.upstreams().enable(name, on);
        LOG.info("channel {} {} by the operator", name, on ? "enabled" : "disabled");
        return AdminAnswer.json(200, channels.render());
    }
}
