package io.sluice.benchmarks.endtoend.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The texts of {@code /proc}, and a thread dump, as they are on a real machine. */
final class ProcTextsTest {
    @Test
    void theStatLineOfAProcessWithAnOddNameIsRead() {
        final ProcStat stat = ProcStat.parse(
                "4711 (my (odd) name) S 42 4711 4711 0 -1 4194560 1903 117 1 0 250 75 3 4 20 0 12 0 12345 1 2 3");

        assertThat(stat).isEqualTo(new ProcStat(4711, 42, 250, 75));
    }

    @Test
    void refusesWhatIsNoStatLine() {
        assertThatThrownBy(() -> ProcStat.parse("")).hasMessageContaining("no line of /proc/PID/stat");
        assertThatThrownBy(() -> ProcStat.parse("1 (x) S 2 3")).hasMessageContaining("too short");
    }

    @Test
    void theMachinesTimeIsSplitIntoBusyStolenAndAll() {
        final MachineTicks ticks = MachineTicks.parse("cpu  100 1 50 1000 20 2 3 40 7 8");

        assertThat(ticks).isEqualTo(new MachineTicks(156, 40, 1216));
    }

    @Test
    void refusesWhatIsNotTheMachinesLine() {
        assertThatThrownBy(() -> MachineTicks.parse("cpu0 1 2 3 4 5 6 7 8")).hasMessageContaining("not the first line");
    }

    @Test
    void sizesAreReadByTheWholeName() {
        final String rollup = """
            5e0000-7ffd00 ---p 00000000 00:00 0 [rollup]
            Rss:              123456 kB
            Pss_Dirty:         99999 kB
            Pss:                1024 kB
            """;

        assertThat(Memory.bytes(rollup, "Pss")).isEqualTo(1024 * 1024);
        assertThat(Memory.bytes(rollup, "Swap")).isZero();
    }

    @Test
    void theHardLimitOfDescriptorsIsTaken() {
        final String limits = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             96000                96000                processes
            Max open files            1024                 20000                files
            """;

        assertThat(MachineFacts.hardLimit(limits)).isEqualTo(20_000);
        assertThat(MachineFacts.hardLimit("Max open files   1024  unlimited   files"))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(MachineFacts.hardLimit("")).isEqualTo(1024);
    }

    @Test
    void aThreadDumpTellsWhatItsThreadsHaveAllocated() {
        final String dump = """
            "main" #3 [101] prio=5 os_prio=0 cpu=95.62ms elapsed=10.00s allocated=2048K defined_classes=850 tid=0x01 nid=101
               java.lang.Thread.State: WAITING (parking)
            "sluice-loop-1" #30 [102] daemon prio=10 cpu=1.00ms elapsed=9.00s allocated=512B defined_classes=3 tid=0x02
            "Attach Listener" #40 [103] daemon prio=9 cpu=1.00ms elapsed=0.10s allocated=9999K defined_classes=0 tid=0x03
            "VM Thread" os_prio=0 cpu=2.00ms elapsed=10.00s tid=0x04 nid=104 runnable
            """;

        assertThat(JavaAllocation.bytesIn(dump)).isEqualTo(2048 * 1024 + 512, within(0.1));
        assertThat(JavaAllocation.bytesIn("nothing of the kind")).isNaN();
    }

    @Test
    void thisVeryProcessUsesTimeAndMemory() {
        final long pid = ProcessHandle.current().pid();

        assertThat(ProcessTree.cpu(pid).sumS()).isGreaterThanOrEqualTo(0);
        assertThat(ProcessTree.pssBytes(pid)).isPositive();
        assertThat(ProcessTree.machine().all()).isPositive();
    }

    @Test
    void aProcessThatIsGoneUsesNothing() {
        assertThat(ProcessTree.cpu(Integer.MAX_VALUE)).isEqualTo(ProcessTree.Cpu.NONE);
        assertThat(ProcessTree.cpuAlone(Integer.MAX_VALUE)).isEqualTo(ProcessTree.Cpu.NONE);
        assertThat(ProcessTree.pssBytes(Integer.MAX_VALUE)).isZero();
    }
}
