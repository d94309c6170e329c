package org.fugu.machine;

import java.util.concurrent.TimeUnit;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What single events cost the host: time, and with `-prof gc` garbage. Each calls the run loop for as
/// many cycles as its events take; [EventBenchmarksTests] counts them.
///
/// `./mvnw -q -pl machine-core test-compile exec:exec@jmh`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventBenchmarks {
    static final int EVENTS = 1_000;

    private static final int RANK = 5;
    private static final int HOME0 = 6;
    private static final int HOME1 = 7;
    private static final int AT = 8;
    private static final int LEFT = 9;
    private static final int SEEN = 10;
    private static final int T = 20;
    private static final int READERS = 5;

    /// A machine, and the cycles that [#EVENTS] of its events take.
    static final class Events {
        private final Machine machine;
        private final long cycles;
        private long end;

        Events(Machine machine, long cycles) {
            this.machine = machine;
            this.cycles = cycles;
            end = 100_000;
            machine.run(end, MachineObserver.NONE);
        }

        RunEnd next() {
            end += cycles;
            return machine.run(end, MachineObserver.NONE);
        }

        long count(String counter) {
            return machine.nodes().stream()
                    .mapToLong(node -> node.counters().get(counter))
                    .sum();
        }

        long windows() {
            return machine.windows();
        }
    }

    final Events localMisses = new Events(localReader(), 15_930);
    final Events remoteMisses = new Events(remoteReader(), 43_350);
    final Events upgrades = upgrades();
    final Events messages = new Events(messenger(), 22_000);
    final Events windows16 = windows(4, 4);
    final Events windows1024 = windows(32, 32);

    private static Assembler begin() {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        return program.lui(HOME0, 16).lui(HOME1, 17).beq(RANK, 0, "zero");
    }

    private static Machine machine(Assembler program, Preset preset, int columns, int rows) {
        return Machines.running(MachineConfig.of(preset, new MeshShape(columns, rows)), program.bytes());
    }

    /// Rank 1 reads a page of its own through a cache that holds a quarter of it, for ever.
    private static Machine localReader() {
        return reader(HOME1);
    }

    /// Rank 1 reads a page of rank 0 so.
    static Machine remoteReader() {
        return reader(HOME0);
    }

    private static Machine reader(int home) {
        var program = begin().label("round").addi(AT, home, 0).addi(LEFT, 0, 127);
        program.label("next").ld(T, AT, 0).addi(AT, AT, 16).addi(LEFT, LEFT, -1).bne(LEFT, 0, "next");
        program.beq(0, 0, "round").label("zero").beq(0, 0, "zero");
        return machine(program, Preset.named("fugu").with("cache.bytes", 1024), 2, 1);
    }

    /// Rank 0 counts in a word of its own once five others have read what it was.
    private static Events upgrades() {
        var program = begin();
        program.label("read")
                .ld(T, HOME0, 0)
                .beq(T, SEEN, "read")
                .addi(SEEN, T, 0)
                .addi(AT, RANK, 0);
        program.slli(AT, AT, 4).add(AT, AT, HOME0).sd(SEEN, AT, 0).beq(0, 0, "read");
        program.label("zero")
                .addi(SEEN, SEEN, 1)
                .sd(SEEN, HOME0, 0)
                .addi(AT, HOME0, 0)
                .addi(LEFT, 0, READERS);
        program.label("next").addi(AT, AT, 16).label("wait").ld(T, AT, 0).bne(T, SEEN, "wait");
        program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "next").beq(0, 0, "zero");
        return new Events(machine(program, Preset.named("fugu"), 3, 2), 369_000);
    }

    /// Two ranks send each other an empty message when they have got one.
    static Machine messenger() {
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
        return machine(program, Preset.named("fugu"), 2, 1);
    }

    private static Assembler send(Assembler program, int to) {
        return program.addi(T, 0, to).csrw(0, CsrNumber.UO0, T).csrwi(0, CsrNumber.ULAUNCH, 0);
    }

    /// All count in a word of their own, by an instruction that is not executed ahead; nothing is launched.
    private static Events windows(int columns, int rows) {
        var program = begin().label("zero").lui(AT, 2).addi(LEFT, 0, 1);
        program.label("again").amoaddD(T, AT, LEFT).beq(0, 0, "again");
        return new Events(machine(program, Preset.named("fugu"), columns, rows), 10_000);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd cleanLocalMiss() {
        return localMisses.next();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd cleanRemoteMiss() {
        return remoteMisses.next();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd upgradeWithFiveSharers() {
        return upgrades.next();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd nullMessage() {
        return messages.next();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd emptyWindowOf16() {
        return windows16.next();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RunEnd emptyWindowOf1024() {
        return windows1024.next();
    }
}
