package org.fugu.exokernel.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PathTableTests {
    @Test
    void aegisHasTheLengthsOfTheFirstTable() {
        var aegis = PathTable.of(KernelModel.AEGIS, 100);
        for (var call : SystemCall.values()) assertThat(aegis.of(call)).isEqualTo(call.path());
        for (var path : KernelPath.values()) assertThat(aegis.of(path)).isEqualTo(path.instructions());
        assertThat(aegis.others()).isEmpty();
    }

    @Test
    void callsOfAMonolithicKernelAreWithoutTheDispatchButForTheCrossing() {
        var ultrix = PathTable.of(KernelModel.ULTRIX, 0);
        int dispatch = SystemCall.NULL.path();
        assertThat(ultrix.of(SystemCall.CAP_DERIVE)).isEqualTo(SystemCall.CAP_DERIVE.path() - dispatch);
        assertThat(ultrix.of(SystemCall.NULL)).isGreaterThan(10 * dispatch);
        assertThat(ultrix.of(KernelPath.EXCEPTION_DISPATCH))
                .isGreaterThan(50 * KernelPath.EXCEPTION_DISPATCH.instructions());
    }

    /// Ultrix has no software TLB to keep.
    @Test
    void aTranslationIsWrittenAndDroppedInOnePlaceByAMonolithicKernel() {
        var ultrix = PathTable.of(KernelModel.ULTRIX, 15);
        int dispatch = SystemCall.NULL.path();
        int software = SystemCall.TLB_DROP.unitPath() - ultrix.units(SystemCall.TLB_DROP);
        assertThat(software).isEqualTo(11);
        assertThat(ultrix.of(SystemCall.TLB_WRITE)).isEqualTo(SystemCall.TLB_WRITE.path() - dispatch - software);
        assertThat(ultrix.of(SystemCall.TLB_DROP)).isEqualTo(SystemCall.TLB_DROP.path() - dispatch);
    }

    /// What each unit of work takes may be otherwise too; it waits for nothing.
    @Test
    void aLineWithTheUnitOfTheCallSaysWhatEachOfThemTakes() {
        var table = PathTable.parsed("frame_allocate\t5\t100\tframe\tassumed\n", 15);
        assertThat(table.of(SystemCall.FRAME_ALLOCATE)).isEqualTo(5);
        assertThat(table.units(SystemCall.FRAME_ALLOCATE)).isEqualTo(100);
        assertThat(table.units(SystemCall.TLB_DROP)).isEqualTo(SystemCall.TLB_DROP.unitPath());
        assertThat(table.others()).singleElement().satisfies(other -> {
            assertThat(other.instructions()).isEqualTo(5);
            assertThat(other.unitPath()).isEqualTo(100);
            assertThat(other.misses()).isZero();
        });
        assertThatThrownBy(() -> PathTable.parsed("frame_allocate\t5\t100\tbyte\tassumed\n", 15))
                .hasMessage("a path of another kernel has misses, and no byte");
    }

    @Test
    void aMicrokernelsCallsAreLongerAndItsMessagesFarLonger() {
        var mach = PathTable.of(KernelModel.MACH, 0);
        assertThat(mach.of(SystemCall.TLB_WRITE) - SystemCall.TLB_WRITE.path())
                .isEqualTo(mach.of(SystemCall.NULL) - SystemCall.NULL.path());
        assertThat(mach.of(SystemCall.TRANSFER_SYNC)).isGreaterThan(3 * mach.of(SystemCall.NULL));
    }

    @ParameterizedTest
    @EnumSource(KernelModel.class)
    void whatIsOtherwiseHasASource(KernelModel kernel) {
        var table = PathTable.of(kernel, 15);
        assertThat(table.others())
                .allMatch(other -> other.instructions() >= 0 && !other.source().isBlank());
        for (var path : KernelPath.values()) {
            if (!PathTable.OF_A_JOB.contains(path)) assertThat(table.of(path)).isEqualTo(path.instructions());
        }
    }

    @Test
    void aLineForEveryCallChangesThoseWithoutALineOfTheirOwn() {
        var table = PathTable.parsed("every_call\t-10\t0\t\tassumed\nnull\t7\t0\t\tassumed\n", 15);
        assertThat(table.of(SystemCall.NULL)).isEqualTo(7);
        assertThat(table.of(SystemCall.EXIT)).isEqualTo(SystemCall.EXIT.path() - 10);
        assertThat(table.others()).hasSize(SystemCall.values().length);
    }

    /// So one length holds for machines of several speeds of memory.
    @Test
    void aMissTakesAsLongAsTheMachineSays() {
        var line = "program_switch\t2000\t10\tmiss\tassumed\n";
        assertThat(PathTable.parsed(line, 6).of(KernelPath.PROGRAM_SWITCH)).isEqualTo(2060);
        assertThat(PathTable.parsed(line, 15).of(KernelPath.PROGRAM_SWITCH)).isEqualTo(2150);
        assertThatThrownBy(() -> PathTable.parsed(line.replace("miss", "byte"), 6))
                .hasMessage("a path of another kernel has misses, and no byte");
    }

    /// A path that a node's kernel takes for others has one length for all jobs.
    @ParameterizedTest
    @CsvSource({
        "alarm, 10, no path of a job is called alarm",
        "nothing, 10, no path of a job is called nothing",
        "every_call, -31, transfer_sync would take -1",
        "null, -1, time does not run backwards"
    })
    void aTableThatIsWrongIsRefused(String name, int instructions, String reason) {
        assertThatThrownBy(() -> PathTable.parsed(name + "\t" + instructions + "\t0\t\tassumed\n", 15))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
    }
}
