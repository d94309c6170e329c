package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// What happens millions of times makes no garbage.
class AllocationTests {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM = 400_000;
    private static final long END = 800_000;

    /// A call of [Machine#run] itself, and what HotSpot has not yet found out not to need.
    private static final long FEW = 16_384;

    private static final int RANK = 5;
    private static final int HOME0 = 6;
    private static final int HOME1 = 7;
    private static final int AT = 8;
    private static final int LEFT = 9;
    private static final int T = 20;

    /// The program of rank 1 follows; rank 0 goes to `zero`.
    private static Assembler begin() {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        return program.lui(HOME0, 16).lui(HOME1, 17).beq(RANK, 0, "zero");
    }

    private static Machine machine(Assembler program, Preset preset) {
        var machine = Machines.running(MachineConfig.of(preset, new MeshShape(2, 1)), program.bytes());
        assertThat(machine.run(WARM, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        return machine;
    }

    /// @return what was allocated meanwhile
    private static long go(Machine machine) {
        long thread = Thread.currentThread().threadId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        machine.run(END, MachineObserver.NONE);
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private static long count(Machine machine, String counter) {
        return machine.nodes().stream()
                .mapToLong(node -> node.counters().get(counter))
                .sum();
    }

    /// Rank 1 reads a page of rank 0 through a cache that holds a quarter of it, for ever.
    @Test
    void aCleanRemoteMiss() {
        var program = begin().label("round").addi(AT, HOME0, 0).addi(LEFT, 0, 127);
        program.label("next").ld(T, AT, 0).addi(AT, AT, 16).addi(LEFT, LEFT, -1).bne(LEFT, 0, "next");
        program.beq(0, 0, "round").label("zero").beq(0, 0, "zero");
        var machine = machine(program, Preset.named("fugu").with("cache.bytes", 1024));
        long before = count(machine, "cache.misses.remote");

        assertThat(go(machine)).isLessThan(FEW);
        assertThat(count(machine, "cache.misses.remote") - before).isGreaterThan(5_000);
    }

    /// Each rank sends the other an empty message when it has got one.
    @Test
    void aNullMessage() {
        var program = begin();
        send(program, 0).label("one").csrr(T, CsrNumber.USTAT).andi(T, T, 1).beq(T, 0, "one");
        program.csrwi(0, CsrNumber.UDISPOSE, 0);
        send(program, 0).beq(0, 0, "one");
        program.label("zero")
                .csrr(T, CsrNumber.USTAT)
                .andi(T, T, 1)
                .beq(T, 0, "zero")
                .csrwi(0, CsrNumber.UDISPOSE, 0);
        send(program, 1).beq(0, 0, "zero");
        var machine = machine(program, Preset.named("fugu"));
        long before = count(machine, "messages.received");

        assertThat(go(machine)).isLessThan(FEW);
        assertThat(count(machine, "messages.received") - before).isGreaterThan(5_000);
    }

    private static Assembler send(Assembler program, int to) {
        return program.addi(T, 0, to).csrw(0, CsrNumber.UO0, T).csrwi(0, CsrNumber.ULAUNCH, 0);
    }

    /// Both count, and nothing else happens: chopped as in [Windows.Random], so that there are many.
    @Test
    void anEmptyWindow() {
        var program = begin().label("zero").addi(T, T, 1).beq(0, 0, "zero");
        var config = MachineConfig.of(Preset.named("fugu"), new MeshShape(4, 4)).withWindows(new Windows.Random(1));
        var machine = Machines.running(config, program.bytes());
        machine.run(WARM, MachineObserver.NONE);

        assertThat(go(machine)).isLessThan(FEW);
    }
}
