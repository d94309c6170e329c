package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.fugu.machine.WorkstationModel.Access;
import org.fugu.machine.WorkstationModel.Operation;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.node.Node;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The memory of a DECstation 5000/200, as programs find it: two caches of 64 KiB, a tag for each
/// word of data, 15 cycles for 16 bytes, six stores under way (Chen and Bershad, SOSP 1993).
class WorkstationMemoryTests {
    private static final int CYCLE = 0xC00;
    private static final int SCRATCH = 10;
    private static final int LEFT = 11;
    private static final int BEGIN = 12;
    private static final int TOOK = 13;
    private static final int FIRST_BASE = 14;
    private static final int PAGES = 3;
    private static final int BASE = 18;
    private static final int FIRST_RESULT = 22;
    private static final int MISS = 15;

    private static Preset decstation() {
        return Preset.named("decstation-5000-200");
    }

    private static Machine finished(MachineConfig config, byte[] program) {
        var machine = Machines.running(config, program);
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static MachineConfig alone(Preset preset) {
        return MachineConfig.of(preset, new MeshShape(1, 1));
    }

    private static long counter(Machine machine, String name) {
        return Objects.requireNonNull(machine.node(0).counters().get(name), name);
    }

    // By hand.

    /// Appends something to a program that has the page of its data in [#BASE].
    private interface Part {
        void appendTo(Assembler program);
    }

    private static Part load(int bytes, int offset) {
        return program -> program.load(bytes, SCRATCH, BASE, offset);
    }

    private static Part store(int bytes, int offset) {
        return program -> program.store(bytes, 0, BASE, offset);
    }

    /// What the last of these takes beyond one cycle, after the others: the second time that its
    /// instructions run, and over another page, which was never touched but in its last words.
    private static long penalty(Part... parts) {
        var program = new Assembler();
        for (int page = 0; page < 2; page++) program.lui(BASE, 16 + page).ld(SCRATCH, BASE, 2032);
        program.lui(BASE, 16).addi(LEFT, 0, 2).label("again");
        for (int i = 0; i < parts.length - 1; i++) parts[i].appendTo(program);
        program.fence().csrr(BEGIN, CYCLE);
        parts[parts.length - 1].appendTo(program);
        program.csrr(TOOK, CYCLE).sub(TOOK, TOOK, BEGIN);
        program.lui(BASE, 17).addi(LEFT, LEFT, -1).bne(LEFT, 0, "again").ecall();
        var machine = finished(alone(decstation()), program.bytes());
        return machine.node(0).context().x[TOOK] - 2;
    }

    @Test
    void aReadThatMissesTakesFifteenCycles() {
        assertThat(penalty(load(4, 64))).isEqualTo(MISS);
        assertThat(penalty(load(8, 64))).isEqualTo(MISS);
        assertThat(penalty(load(1, 79))).isEqualTo(MISS);
    }

    @Test
    void itBringsSixteenBytes() {
        assertThat(penalty(load(4, 72), load(8, 64))).isZero();
        assertThat(penalty(load(4, 72), load(4, 76))).isZero();
        assertThat(penalty(load(4, 72), load(4, 80))).isEqualTo(MISS);
        assertThat(penalty(load(4, 72), load(4, 60))).isEqualTo(MISS);
    }

    @Test
    void aStoreThatMissesTakesNothing() {
        assertThat(penalty(store(4, 64))).isZero();
        assertThat(penalty(store(8, 64))).isZero();
        assertThat(penalty(store(1, 64))).isZero();
    }

    @Test
    void whatWasStoredCanBeReadAndItsNeighboursCannot() {
        assertThat(penalty(store(4, 68), load(4, 68))).isZero();
        assertThat(penalty(store(4, 68), load(2, 70))).isZero();
        assertThat(penalty(store(4, 68), load(4, 64))).isEqualTo(MISS);
        assertThat(penalty(store(4, 68), load(4, 72))).isEqualTo(MISS);
        assertThat(penalty(store(4, 68), load(8, 64))).as("half of it").isEqualTo(MISS);
        assertThat(penalty(store(8, 64), load(8, 64))).isZero();
        assertThat(penalty(store(2, 64), store(2, 66), load(4, 64)))
                .as("in pieces")
                .isEqualTo(MISS);
    }

    @Test
    void anAccessAcrossSixteenBytesIsTwo() {
        assertThat(penalty(load(8, 76))).isEqualTo(2 * MISS);
        assertThat(penalty(load(4, 76), load(8, 76))).isEqualTo(MISS);
        assertThat(penalty(load(4, 76), store(4, 80), load(8, 76))).isZero();
        assertThat(penalty(store(8, 76), load(8, 76))).isZero();
        assertThat(penalty(store(8, 76), load(4, 72))).isEqualTo(MISS);
    }

    @Test
    void atomicAccessesReadFirst() {
        Part address = program -> program.addi(SCRATCH, BASE, 64);
        Part add = program -> program.amoaddD(SCRATCH, SCRATCH, 0);
        Part reserve = program -> program.lrD(SCRATCH, SCRATCH);
        assertThat(penalty(address, add)).isEqualTo(MISS);
        assertThat(penalty(address, reserve)).isEqualTo(MISS);
        assertThat(penalty(store(8, 64), address, add)).isZero();
        assertThat(penalty(load(8, 64), address, reserve)).isZero();
        assertThat(penalty(address, add, load(4, 72))).as("came with it").isZero();
    }

    /// Seven stores to one memory page: the first may open it, and all retire, one after the other, in
    /// less than what it takes to issue them. To pages in turn each takes five cycles.
    @Test
    void sixStoresWaitBehindTheCache() {
        Part near = program -> {
            for (int i = 0; i < 7; i++) program.store(4, 0, BASE, 64 + 4 * i);
        };
        Part far = program -> {
            program.lui(SCRATCH, 18).ld(SCRATCH, SCRATCH, 0).csrr(BEGIN, CYCLE);
            program.lui(SCRATCH, 18);
            for (int i = 0; i < 10; i++) program.store(4, 0, i % 2 == 0 ? BASE : SCRATCH, 64);
        };
        assertThat(penalty(near)).isEqualTo(6);
        // Stores begin at 2, 3, 4 and so on behind the look at the clock; entries retire at 7, 12, 17 and so on. The
        // seventh, at 8, finds the first entry free again; the eighth waits from 9 to 12, the ninth from 13 to 17, the
        // tenth from 18 to 22.
        assertThat(penalty(far)).isEqualTo(10 + 3 + 4 + 4);
    }

    @Test
    void aStoreConditionalSucceeds() {
        var program = new Assembler()
                .lui(BASE, 16)
                .addi(SCRATCH, 0, 7)
                .sd(SCRATCH, BASE, 0)
                .lrD(SCRATCH, BASE)
                .addi(SCRATCH, SCRATCH, 1)
                .scD(TOOK, BASE, SCRATCH)
                .scD(BEGIN, BASE, SCRATCH)
                .ecall();
        var machine = finished(alone(decstation()), program.bytes());
        assertThat(machine.node(0).context().x[TOOK]).isZero();
        assertThat(machine.node(0).context().x[BEGIN]).isOne();
        assertThat(Machines.shared(machine, 0)).isEqualTo(8);
    }

    /// The kernel's accesses pass the same cache, in its own time.
    @Test
    void pageTableWordsAreReadThroughTheDataCache() {
        var machine =
                Machines.running(alone(decstation()), new Assembler().ecall().bytes());
        var node = machine.node(0);
        long table = PhysicalAddress.ofFrame(PhysicalAddress.frame(0, 1));
        assertThat(bind(node, 20, table + 64)).isEqualTo(MISS);
        assertThat(bind(node, 21, table + 72)).isZero();
        assertThat(bind(node, 22, table + 80)).isEqualTo(MISS);
        assertThat(bind(node, 23, table + 64)).isZero();
        assertThat(node.counters()).containsEntry("cache.misses.data", 2L).containsEntry("cycles.local_miss", 0L);
        assertThat(node.privileged().translations().tlbProbe(1, 22)).isNotNegative();
    }

    private static long bind(Node node, int page, long tableWord) {
        long before = node.clock();
        node.privileged()
                .translations()
                .bind(new Translation(
                        1, page, PhysicalAddress.frame(0, 5), Tlb.READ, Translation.NO_WORD, tableWord, 0));
        return node.clock() - before;
    }

    /// A translation that follows from a word goes with the word, without a directory.
    @Test
    void aStoreToABindWordTakesItsTranslation() {
        var machine = Machines.running(
                alone(decstation().with("tlb.consistency", 1)),
                new Assembler().ecall().bytes());
        var node = machine.node(0);
        long word = PhysicalAddress.ofFrame(PhysicalAddress.frame(0, 1)) + 64;
        node.privileged()
                .translations()
                .bind(new Translation(1, 20, PhysicalAddress.frame(0, 5), Tlb.READ, word, Translation.NO_WORD, 0));
        assertThat(node.privileged().translations().tlbProbe(1, 20)).isNotNegative();
        long before = node.clock();
        node.privileged().translations().revoke(word);
        assertThat(node.privileged().translations().tlbProbe(1, 20)).isNegative();
        assertThat(node.clock()).as("a store that hits").isEqualTo(before);
        assertThat(node.privileged().frames().localFrame(1)[64]).isOne();
    }

    /// Two contexts that give the pipeline to each other ten times.
    @Test
    void contextsTakeTurns() {
        var program = new Assembler()
                .addi(10, 0, 1)
                .lui(11, 1)
                .here(11, "turns")
                .addi(17, 0, 1)
                .ecall();
        program.label("turns").lui(BASE, 2).addi(LEFT, 0, 10).label("again").load(4, SCRATCH, BASE, 64);
        program.pause()
                .addi(LEFT, LEFT, -1)
                .bne(LEFT, 0, "again")
                .addi(17, 0, 2)
                .ecall();
        var preset = decstation().with("processor.contexts", 2);
        var bytes = program.bytes();
        var machine = Machines.running(alone(preset), bytes);
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(counter(machine, "contexts.switches")).isGreaterThanOrEqualTo(20);
        assertThat(counter(machine, "cycles.switch"))
                .isEqualTo(counter(machine, "contexts.switches") * preset.value("processor.context_switch"));
    }

    // Against a model.

    private static final int ACCESSES = 60;
    private static final int ROUNDS = 4;

    private static Access random(Random random) {
        int kind = random.nextInt(20);
        int page = random.nextInt(PAGES);
        int bytes = 1 << random.nextInt(4);
        int offset = random.nextInt(600);
        if (random.nextInt(4) > 0) offset &= -bytes;
        if (kind == 0) return new Access(Operation.FENCE, 0, 0, 0);
        if (kind <= 2) return new Access(kind == 1 ? Operation.ADD : Operation.RESERVE, page, offset & -8, 8);
        return new Access(kind <= 10 ? Operation.LOAD : Operation.STORE, page, offset, bytes);
    }

    private static void append(Assembler program, Access access) {
        int base = FIRST_BASE + access.page();
        switch (access.operation()) {
            case LOAD -> program.load(access.bytes(), SCRATCH, base, access.offset());
            case STORE -> program.store(access.bytes(), 0, base, access.offset());
            case ADD -> program.addi(SCRATCH, base, access.offset()).amoaddD(SCRATCH, SCRATCH, 0);
            case RESERVE -> program.addi(SCRATCH, base, access.offset()).lrD(SCRATCH, SCRATCH);
            case FENCE -> program.fence();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 256",
        "2, 256",
        "3, 512",
        "4, 512",
        "5, 1024",
        "6, 1024",
        "7, 2048",
        "8, 4096",
        "9, 65536",
        "10, 65536"
    })
    void anyProgramTakesAsLongAsInASimplerModel(long seed, int bytes) {
        var random = new Random(seed);
        var accesses = new ArrayList<Access>();
        for (int i = 0; i < ACCESSES; i++) accesses.add(random(random));

        var program = new Assembler();
        var model = new WorkstationModel(bytes);
        for (int page = 0; page < PAGES; page++) {
            int base = FIRST_BASE + page;
            program.lui(base, 16 + page).ld(SCRATCH, base, 0);
            model.instruction();
            model.access(new Access(Operation.LOAD, page, 0, 8));
        }
        program.addi(LEFT, 0, ROUNDS).fence().csrr(BEGIN, CYCLE).label("again");
        model.instruction();
        model.access(new Access(Operation.FENCE, 0, 0, 0));
        model.instruction();
        long begin = model.clock - 1;
        long again = model.pc;
        for (var access : accesses) append(program, access);
        program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "again").csrr(TOOK, CYCLE).sub(TOOK, TOOK, BEGIN);
        for (int round = 0; round < ROUNDS; round++) {
            model.jump(again);
            accesses.forEach(model::access);
            model.instruction();
            model.instruction();
        }
        model.instruction();
        long end = model.clock - 1;
        model.instruction();
        program.ecall();
        model.instruction();

        var machine = finished(alone(decstation().with("cache.bytes", bytes)), program.bytes());
        assertThat(machine.node(0).context().x[TOOK]).as("cycles").isEqualTo(end - begin);
        assertThat(counter(machine, "cache.misses.local")).isEqualTo(model.misses);
        assertThat(counter(machine, "cache.misses.data") + counter(machine, "cache.misses.instructions"))
                .isEqualTo(model.misses);
        assertThat(counter(machine, "cycles.local_miss")).isEqualTo(model.misses * MISS);
    }

    // Windows, snapshots, observers.

    /// Loads, stores and atomic accesses of all sizes over more than the caches hold; two messages a
    /// round to the next rank and as many taken, if there is a unit.
    private static byte[] busyProgram(boolean sends) {
        int rank = 5;
        int ranks = 6;
        int next = 7;
        int got = 8;
        int sent = 9;
        int all = 19;
        int value = 20;
        int page = 21;
        int times = 40;
        var program = new Assembler();
        program.csrr(rank, CsrNumber.URANK).slli(rank, rank, 32).srli(rank, rank, 32);
        program.csrr(ranks, CsrNumber.URANK).srli(ranks, ranks, 32);
        program.addi(next, rank, 1).blt(next, ranks, "isRank").addi(next, 0, 0).label("isRank");
        program.lui(BASE, 2).addi(LEFT, 0, times).addi(all, 0, 2 * times);
        program.addi(page, BASE, 0);
        program.label("round");
        var random = new Random(5);
        for (int i = 0; i < 60; i++) {
            int bytes = 1 << random.nextInt(4);
            int offset = random.nextInt(900);
            switch (random.nextInt(5)) {
                case 0 -> program.store(bytes, value, page, offset);
                case 1, 2 -> program.store(bytes, value, page, offset & -bytes);
                default -> program.load(bytes, SCRATCH, page, offset).add(value, value, SCRATCH);
            }
        }
        program.addi(SCRATCH, page, 64).amoaddD(value, SCRATCH, LEFT);
        program.label("try").lrD(value, SCRATCH).addi(value, value, 1).scD(TOOK, SCRATCH, value);
        program.bne(TOOK, 0, "try");
        program.addi(page, page, 40).addi(LEFT, LEFT, -1);
        if (sends) {
            program.addi(sent, 0, 2).csrw(0, CsrNumber.UO0, next).csrw(0, CsrNumber.UO0 + 1, value);
            program.label("send").csrwi(TOOK, CsrNumber.ULAUNCHC, 1).bne(TOOK, 0, "sent");
            program.csrr(TOOK, CsrNumber.USTAT).andi(TOOK, TOOK, 1).beq(TOOK, 0, "send");
            program.csrr(TOOK, CsrNumber.UI0 + 1).add(value, value, TOOK);
            program.csrwi(0, CsrNumber.UDISPOSE, 0).addi(got, got, 1).j("send");
            program.label("sent").addi(sent, sent, -1).bne(sent, 0, "send");
        }
        program.bne(LEFT, 0, "round");
        if (sends) {
            program.label("poll")
                    .csrr(TOOK, CsrNumber.USTAT)
                    .andi(TOOK, TOOK, 1)
                    .beq(TOOK, 0, "none");
            program.csrwi(0, CsrNumber.UDISPOSE, 0).addi(got, got, 1);
            program.label("none").blt(got, all, "poll");
        }
        return program.ecall().bytes();
    }

    private static MachineConfig decstations() {
        return MachineConfig.of(small(decstation()), new MeshShape(2, 1));
    }

    /// Caches and a buffer that the program overruns.
    private static Preset small(Preset preset) {
        return preset.with("cache.bytes", 256).with("write_buffer.entries", 2).with("write_buffer.page_cycles", 4);
    }

    /// Workstations on a local network, with a DECstation's caches.
    private static MachineConfig connected() {
        var preset = Preset.named("now-remote-access").with("processor.prefetches", 0);
        for (var figure : decstation().figures()) {
            boolean isOfMemory =
                    figure.name().startsWith("cache.") || figure.name().startsWith("memory.page");
            if (isOfMemory) preset = preset.with(figure.name(), figure.value());
        }
        return MachineConfig.of(
                small(preset).with("memory.page_miss", 3).with("ni.access", 0).with("message.input_queue", 2),
                new MeshShape(3, 1));
    }

    private static MachineConfig config(boolean sends) {
        return sends ? connected() : decstations();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereWindowsEndChangesNothing(boolean sends) {
        var config = config(sends);
        var usual = finished(config, busyProgram(sends));
        assertThat(counter(usual, "cache.misses.data")).isGreaterThan(100);
        assertThat(counter(usual, "cache.misses.instructions")).isGreaterThan(100);
        assertThat(counter(usual, "write_buffer.waited")).isPositive();
        assertThat(usual.node(0).ucu().received()).isEqualTo(sends ? 80 : 0);
        for (var windows : List.of(
                new Windows.Random(1),
                new Windows.Random(2),
                new Windows.Random(3),
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.OneAtATime())) {
            assertThat(Machines.digest(finished(config.withWindows(windows), busyProgram(sends))))
                    .as(windows.toString())
                    .isEqualTo(Machines.digest(usual));
        }
        assertThat(Machines.digest(finished(config.withHostThreads(2), busyProgram(sends))))
                .isEqualTo(Machines.digest(usual));
    }

    @ParameterizedTest
    @CsvSource({"false, 700", "false, 5000", "false, 9001", "true, 1000", "true, 9999", "true, 15000"})
    void aRunGoesOnFromASnapshot(boolean sends, long cycle) {
        var config = config(sends);
        var machine = Machines.running(config, busyProgram(sends));
        assertThat(machine.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        var snapshot = new SnapshotWriter();
        machine.snapshot(snapshot);

        var resumed = Machines.running(config, busyProgram(sends));
        resumed.restore(new SnapshotReader(snapshot.toBytes()));
        assertThat(resumed.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(Machines.digest(resumed)).isEqualTo(Machines.digest(finished(config, busyProgram(sends))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:1", "relaxed:100", "relaxed:1000"})
    void otherFidelitiesRepeatThemselves(String fidelity) {
        var config = connected().withFidelity(Fidelity.parse(fidelity));
        var machine = finished(config, busyProgram(true));
        assertThat(machine.node(0).ucu().received()).isEqualTo(80);
        assertThat(Machines.digest(finished(config.withHostThreads(2), busyProgram(true))))
                .isEqualTo(Machines.digest(machine));
    }

    /// Each instruction with its misses is a step of its own there, which changes nothing.
    @Test
    void whoFollowsHearsOfEveryMiss() {
        var usual = finished(decstations(), busyProgram(false));
        var machine = Machines.running(decstations(), busyProgram(false));
        var spent = new long[Category.values().length];
        machine.node(0).follow((category, cycles, pc) -> {
            assertThat(cycles).isPositive();
            assertThat(pc).isGreaterThanOrEqualTo(Machines.PROGRAM);
            if (category == Category.LOCAL_MISS) assertThat(cycles).isIn(15L, 30L);
            spent[category.ordinal()] += cycles;
        });
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        machine.node(0).tellRest();

        assertThat(Machines.digest(machine)).isEqualTo(Machines.digest(usual));
        for (var category : Category.values()) {
            assertThat(spent[category.ordinal()])
                    .as(category.wireName())
                    .isEqualTo(counter(usual, "cycles." + category.wireName()));
        }
        assertThat(Arrays.stream(spent).sum()).isEqualTo(machine.node(0).clock());
        assertThat(spent[Category.LOCAL_MISS.ordinal()]).isEqualTo(counter(usual, "cache.misses.local") * MISS);
    }

    // User DMA.

    /// A message is stored over words that the program has read, and over some beside them.
    @Test
    void whatUserDmaStoresHasToBeFetched() {
        var program = new Assembler().lui(BASE, 2);
        for (int line = 0; line < 4; line++) program.ld(SCRATCH, BASE, 1024 + 16 * line);
        program.addi(SCRATCH, BASE, 512).csrw(0, CsrNumber.UO0, 0).csrw(0, CsrNumber.UO0 + 2, SCRATCH);
        program.addi(SCRATCH, 0, 24).csrw(0, CsrNumber.UO0 + 3, SCRATCH).csrwi(0, CsrNumber.ULAUNCH, 0b01_011);
        program.label("comes")
                .csrr(SCRATCH, CsrNumber.USTAT)
                .andi(SCRATCH, SCRATCH, 1)
                .beq(SCRATCH, 0, "comes");
        program.addi(SCRATCH, BASE, 1024).csrw(0, CsrNumber.USINK, SCRATCH);
        // Four instructions that are fetched together.
        while (program.bytes().length % 16 != 0) program.fence();
        for (int line = 0; line < 4; line++) {
            program.csrr(BEGIN, CYCLE).ld(SCRATCH, BASE, 1024 + 16 * line);
            program.csrr(TOOK, CYCLE).sub(FIRST_RESULT + line, TOOK, BEGIN);
        }
        var machine = finished(
                MachineConfig.of(connected().preset().with("cache.bytes", 65536), new MeshShape(1, 1)),
                program.ecall().bytes());
        var x = machine.node(0).context().x;
        assertThat(Arrays.copyOfRange(x, FIRST_RESULT, FIRST_RESULT + 4))
                .as("24 bytes lie in two lines; the memory page of the code is open")
                .containsExactly(2 + MISS + 3, 2 + MISS + 3, 2, 2);
    }
}
