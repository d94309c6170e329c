package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// A node alone makes a series of accesses to its memory. What each takes beyond a hit is compared
/// with what was worked out by hand.
class MemoryHierarchyTests {
    private static final int CYCLE = 0xC00;
    private static final int FIRST_BASE = 5;
    private static final int LEFT = 8;
    private static final int BEFORE = 9;
    private static final int LOADED = 10;
    private static final int FIRST_RESULT = 12;
    private static final int MOST = 20;
    private static final int PAGES = 3;

    /// A load or store that hits lies a cycle behind the first look at the clock and takes one.
    private static final int HIT = 2;

    private enum Operation {
        LOAD,
        STORE,
        ATOMIC,
        FENCE
    }

    /// @param page 0 to 2
    /// @param offset 1,024 to 1,919: the program's own lines and those of the translations' first
    ///     use are elsewhere
    /// @param penalty cycles beyond a hit
    private record Access(Operation operation, int page, int offset, long penalty) {}

    private static Access load(int page, int offset, long penalty) {
        return new Access(Operation.LOAD, page, offset, penalty);
    }

    private static Access store(int page, int offset, long penalty) {
        return new Access(Operation.STORE, page, offset, penalty);
    }

    private static Access atomic(int page, int offset, long penalty) {
        return new Access(Operation.ATOMIC, page, offset, penalty);
    }

    private static Access fence(long penalty) {
        return new Access(Operation.FENCE, 0, 0, penalty);
    }

    private static void append(Assembler program, Access access) {
        int base = FIRST_BASE + access.page();
        switch (access.operation()) {
            case LOAD -> program.ld(LOADED, base, access.offset());
            case STORE -> program.sd(0, base, access.offset());
            case ATOMIC -> program.addi(LOADED, base, access.offset()).amoaddD(LOADED, LOADED, 0);
            case FENCE -> program.fence();
        }
    }

    /// The whole series twice, so that its instructions are there when it counts: the first time
    /// over pages that are of no interest.
    private static Machine run(Preset preset, Access... accesses) {
        assertThat(accesses).hasSizeLessThanOrEqualTo(MOST);
        var program = new Assembler();
        for (int page = 0; page < PAGES; page++) {
            int base = FIRST_BASE + page;
            program.lui(base, 16 + PAGES + page).ld(LOADED, base, 2040);
        }
        for (int page = 0; page < PAGES; page++) {
            int base = FIRST_BASE + page;
            program.lui(base, 16 + page).ld(LOADED, base, 2040);
        }
        program.addi(LEFT, 0, 2).label("again");
        for (int i = 0; i < accesses.length; i++) {
            program.csrr(BEFORE, CYCLE);
            append(program, accesses[i]);
            program.csrr(FIRST_RESULT + i, CYCLE).sub(FIRST_RESULT + i, FIRST_RESULT + i, BEFORE);
        }
        for (int page = 0; page < PAGES; page++) program.lui(FIRST_BASE + page, 16 + PAGES + page);
        program.fence().addi(LEFT, LEFT, -1).bne(LEFT, 0, "again").ecall();
        var machine = Machines.running(MachineConfig.of(preset, new MeshShape(1, 1)), program.bytes());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static Machine check(Preset preset, Access... accesses) {
        var machine = run(preset, accesses);
        var penalties = new long[accesses.length];
        for (int i = 0; i < accesses.length; i++) {
            long took = machine.node(0).context().x[FIRST_RESULT + i];
            penalties[i] = took - HIT - (accesses[i].operation() == Operation.ATOMIC ? 1 : 0);
        }
        assertThat(penalties)
                .containsExactly(
                        Arrays.stream(accesses).mapToLong(Access::penalty).toArray());
        return machine;
    }

    private static Preset alewife(Map<String, Integer> changes) {
        var preset = Preset.named("alewife");
        for (var change : changes.entrySet()) preset = preset.with(change.getKey(), change.getValue());
        return preset;
    }

    @Test
    void aFlatMemoryAndOneLevelOfShortLines() {
        check(
                alewife(Map.of()),
                load(0, 1024, 11),
                load(0, 1032, 0),
                load(0, 1040, 11),
                store(0, 1040, 11),
                store(0, 1048, 0),
                load(1, 1024, 11),
                atomic(1, 1040, 11),
                fence(0));
    }

    /// 11 cycles for the first 16 bytes and 4 for each of the others.
    @Test
    void longerLinesTakeLongerAndBringTheirNeighbours() {
        check(
                alewife(Map.of("cache.line", 64, "memory.per_16_bytes", 4)),
                load(0, 1024, 23),
                load(0, 1080, 0),
                load(0, 1088, 23),
                store(0, 1096, 23),
                store(0, 1144, 0));
        check(alewife(Map.of("cache.line", 128, "memory.per_16_bytes", 1)), load(0, 1024, 18), load(0, 1144, 0));
    }

    /// 3 cycles to open a page of 512 bytes. What each access finds open is what the one before
    /// left.
    @Test
    void aMemoryWithPagesTakesLongerWhenItOpensAnother() {
        var machine = check(
                alewife(Map.of("memory.page_bytes", 512, "memory.page_miss", 3)),
                load(0, 1024, 14),
                load(0, 1040, 11),
                load(0, 1520, 11),
                load(0, 1536, 14),
                load(0, 1032, 0),
                load(0, 1552, 11),
                load(1, 1552, 14),
                store(1, 1552, 11),
                store(0, 1552, 14));
        assertThat(machine.node(0).counters().get("memory.page_misses")).isGreaterThan(5);
    }

    /// A first level of 2 KiB, so that the same offset of two pages falls on one place; the second
    /// takes 14 cycles more. The instructions lie below the data in both.
    private static Map<String, Integer> firstLevel(int write) {
        return Map.of("cache.l1.bytes", 2048, "cache.l1.write", write, "cache.l2_hit", 14, "write_buffer.entries", 8);
    }

    @Test
    void aFirstLevelThatIsWrittenThroughTakesNoLineForAStore() {
        var machine = check(
                alewife(firstLevel(0)),
                load(0, 1024, 11),
                load(0, 1032, 0),
                load(1, 1024, 11),
                load(0, 1024, 14),
                load(0, 1032, 0),
                store(1, 1024, 11),
                load(0, 1024, 0),
                store(1, 1032, 0),
                load(0, 1024, 0),
                load(1, 1032, 14),
                load(0, 1024, 14));
        assertThat(machine.node(0).counters().get("cache.l1.misses")).isGreaterThan(10);
    }

    @Test
    void aFirstLevelThatIsWrittenBackTakesALineForAStore() {
        check(
                alewife(firstLevel(1)),
                store(0, 1024, 11),
                load(0, 1032, 0),
                store(0, 1032, 0),
                store(1, 1024, 11),
                store(0, 1024, 14),
                store(0, 1032, 0),
                load(1, 1024, 14),
                atomic(1, 1024, 0),
                atomic(0, 1024, 14),
                fence(0));
    }

    @Test
    void withSeveralWaysTheFirstLevelHoldsBoth() {
        var preset = alewife(firstLevel(0)).with("cache.l1.bytes", 4096).with("cache.l1.ways", 2);
        check(
                preset,
                load(0, 1024, 11),
                load(1, 1024, 11),
                load(0, 1024, 0),
                load(1, 1024, 0),
                load(2, 1024, 11),
                load(1, 1024, 0),
                load(0, 1024, 14));
    }

    /// From one access to the next it is 4 cycles, and 3 after a miss. An entry takes 10. With the
    /// first store made at cycle 0 the entries retire at 10, 20, 30 and so on; the third store,
    /// which comes at 7, waits for the first of two entries until 10, the fourth comes at 14 and
    /// waits until 20.
    @Test
    void aStoreWaitsWhileAllEntriesOfTheWriteBufferAreTaken() {
        var machine = check(
                alewife(Map.of("cache.write", 0, "write_buffer.entries", 2, "write_buffer.cycles", 10)),
                store(0, 1024, 11),
                store(0, 1032, 0),
                store(0, 1024, 3),
                store(0, 1032, 6),
                store(0, 1024, 6),
                load(0, 1024, 0),
                fence(12),
                fence(0),
                store(0, 1024, 0),
                atomic(0, 1024, 5),
                load(0, 1024, 0),
                atomic(0, 1024, 1));
        assertThat(machine.node(0).counters().get("write_buffer.waited")).isGreaterThan(30);
    }

    @Test
    void withoutEntriesEveryStoreTakesItsTimeAtOnce() {
        check(
                alewife(Map.of("cache.write", 0, "write_buffer.cycles", 10)),
                store(0, 1024, 21),
                store(0, 1032, 10),
                load(0, 1032, 0),
                fence(0),
                atomic(0, 1024, 10));
    }

    /// The figures of a DECstation 5000/200, but for the entries. What opening a page takes at the
    /// home is left out.
    @Test
    void storesToOneMemoryPageFollowEachOtherFaster() {
        check(
                alewife(Map.of(
                        "cache.write", 0,
                        "memory.page_bytes", 256,
                        "memory.page_miss", 0,
                        "write_buffer.cycles", 5,
                        "write_buffer.page_cycles", 1)),
                store(0, 1024, 16),
                store(0, 1032, 1),
                store(0, 1264, 12),
                store(0, 1280, 16),
                store(0, 1288, 1),
                load(0, 1024, 0),
                store(0, 1280, 1),
                store(0, 1024, 5),
                store(1, 1024, 16));
    }

    /// A write buffer is for what is written through: a machine that writes back has none.
    @Test
    void aMachineThatWritesBackHasNoUseForAWriteBuffer() {
        var accesses = new Access[] {store(0, 1024, 11), store(0, 1032, 0), store(0, 1024, 0), fence(0)};
        check(alewife(Map.of("write_buffer.entries", 1, "write_buffer.cycles", 100)), accesses);
    }
}
