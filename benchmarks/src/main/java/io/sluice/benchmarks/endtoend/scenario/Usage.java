package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.machine.MachineTicks;
import io.sluice.benchmarks.endtoend.machine.ProcessTree;
import io.sluice.benchmarks.endtoend.machine.ProcessTree.Cpu;

/**
 * Value: who has used the machine up to a moment.
 *
 * @param target the measured process with its descendants
 * @param own this process
 */
record Usage(long atNs, Cpu target, Cpu vendor, Cpu load, Cpu own, MachineTicks machine) {
    private static final double NS_PER_S = 1e9;

    /** @param targetPid -1 for none */
    static Usage now(long targetPid, long vendorPid, long loadPid) {
        return new Usage(
                System.nanoTime(),
                targetPid < 0 ? Cpu.NONE : ProcessTree.cpu(targetPid),
                ProcessTree.cpuAlone(vendorPid),
                ProcessTree.cpuAlone(loadPid),
                ProcessTree.cpuAlone(ProcessHandle.current().pid()),
                ProcessTree.machine());
    }

    double secondsSince(Usage earlier) {
        return (atNs - earlier.atNs) / NS_PER_S;
    }

    /** Cores that processes other than ours have used in between; a little below zero when the clocks' grain shows. */
    double foreignCoresSince(Usage earlier) {
        final double busyS = (machine.busy() - earlier.machine.busy()) / ProcessTree.ticksPerS();
        final double oursS = target.since(earlier.target).sumS()
                + vendor.since(earlier.vendor).sumS()
                + load.since(earlier.load).sumS()
                + own.since(earlier.own).sumS();
        return (busyS - oursS) / secondsSince(earlier);
    }

    /** Share of the machine's time that the host took in between. */
    double stealSince(Usage earlier) {
        final long all = machine.all() - earlier.machine.all();
        return all == 0 ? 0 : (double) (machine.steal() - earlier.machine.steal()) / all;
    }
}
