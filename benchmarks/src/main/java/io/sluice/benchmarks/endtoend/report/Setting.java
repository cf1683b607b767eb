package io.sluice.benchmarks.endtoend.report;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import java.util.List;
import java.util.Map;

/**
 * Value: under which conditions something was measured.
 *
 * @param startedAt RFC 3339
 * @param versions of each target
 * @param missing peers that were not found, or didn't start, with the reason
 * @param gatewayCommand how the gateway's process was really started, flags included
 * @param arguments of the command line
 */
public record Setting(
        String startedAt,
        MachineFacts machine,
        Map<String, String> versions,
        Map<String, String> missing,
        String gatewayCommand,
        List<String> arguments) {}
