package io.sluice.server.admin;

import io.sluice.core.config.ConfigFault;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.core.telemetry.Telemetry;
import io.sluice.server.ledger.Ledger;
import java.util.List;
import java.util.Map;

/** What the admin plane shows and steers: the running gateway, seen from outside. Called on the admin thread. */
public interface AdminSources {
    /** The configuration in force. */
    GatewayConfig config();

    Telemetry telemetry();

    /** Names by the numbers in the telemetry. */
    SeriesNames modelNames();

    /** Names by the numbers in the telemetry. */
    SeriesNames channelNames();

    UpstreamRegistry upstreams();

    Ledger ledger();

    /** Client connections that are open. */
    int connections();

    boolean isDraining();

    /** Memory that clients make the gateway hold, in bytes. */
    long heldBytes();

    /** What {@link #heldBytes} may be. */
    long maxHeldBytes();

    /** Requests that may be served at once. */
    long maxInFlight();

    /** Requests that were turned away for want of room, by what there was no room for. */
    Map<String, Long> shed();

    /** Names of the faults that attempts are counted by, in the order of their numbers. */
    List<String> faultNames();

    /** Reads the configuration again; returns the faults that kept the old one in force. */
    List<ConfigFault> reload();
}
