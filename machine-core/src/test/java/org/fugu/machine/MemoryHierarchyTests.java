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
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(Stop.FINISHED);
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
}
