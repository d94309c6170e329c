package org.fugu.machine.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.register;
import static org.fugu.machine.isa.Assembly.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a dozen small functions, beside files that a reviewer reads. `-Dfugu.golden=write`
/// renews them.
class GoldenRegionTests {
    private static final Path FOLDER = Path.of("src/test/resources/org/fugu/machine/translate/golden");
    private static final boolean WRITES = "write".equals(System.getProperty("fugu.golden"));
    private static final long PC = 0x4000;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int BACK = immediate(Operation.JALR, 0, 1, 0);

    private static final Timing FUNCTIONAL = new Timing(InstructionLatencies.NONE, HitTable.empty(), false);
    private static final InstructionLatencies LATENCIES = InstructionLatencies.of(Preset.named("fugu"));
    private static final Timing EXACT = new Timing(LATENCIES, new HitTable(4, 4096, 4096), false);
    private static final Timing AHEAD = new Timing(LATENCIES, new HitTable(4, 4096, 4096), true);

    /// @param name of its file
    private record Function(String name, Timing timing, int... words) {
        @Override
        public String toString() {
            return name;
        }

        String listing() {
            var fetched = new FetchedWords(words);
            var loop = timing.obtains() ? null : GuestRegion.loop(PC, fetched, 200);
            var region = loop == null ? new GuestRegion(PC, fetched, new int[0], _ -> false, 200) : loop;
            return RegionListing.of(region, Emitter.emit(region, timing).bytes());
        }
    }

    private static int jump(int rd, int offset) {
        return encode(Operation.JAL, rd, 0, 0, 0, 0, offset);
    }

    static Stream<Function> functions() {
        return Stream.of(
                new Function("add", FUNCTIONAL, register(Operation.ADD, A0, A0, A1), BACK),
                new Function(
                        "words",
                        FUNCTIONAL,
                        register(Operation.ADDW, A0, A0, A1),
                        immediate(Operation.SLTIU, A1, A0, 5),
                        BACK),
                new Function(
                        "division",
                        EXACT,
                        register(Operation.DIV, A2, A0, A1),
                        register(Operation.REMU, A0, A0, A1),
                        BACK),
                new Function("multiply-high", EXACT, register(Operation.MULHU, A0, A0, A1), BACK),
                new Function(
                        "countdown",
                        EXACT,
                        immediate(Operation.ADDI, A0, A0, -1),
                        branch(Operation.BNE, A0, 0, -4),
                        BACK),
                new Function("load-functional", FUNCTIONAL, immediate(Operation.LD, A0, A0, 8), BACK),
                new Function(
                        "load-exact",
                        EXACT,
                        immediate(Operation.LW, A1, A0, 8),
                        register(Operation.ADD, A0, A1, A1),
                        BACK),
                new Function("load-ahead", AHEAD, immediate(Operation.LBU, A0, A0, 0), BACK),
                new Function("store-exact", EXACT, store(Operation.SD, A1, A0, 16), BACK),
                new Function("store-ahead", AHEAD, store(Operation.SH, A1, A0, 2), BACK),
                new Function(
                        "copy",
                        EXACT,
                        immediate(Operation.LD, A2, A1, 0),
                        store(Operation.SD, A2, A0, 0),
                        immediate(Operation.ADDI, A0, A0, 8),
                        immediate(Operation.ADDI, A1, A1, 8),
                        branch(Operation.BLTU, A1, 13, -16),
                        BACK),
                new Function(
                        "tight-loop",
                        FUNCTIONAL.leaving(),
                        immediate(Operation.LD, A2, A1, 0),
                        immediate(Operation.ADDI, A1, A1, 8),
                        branch(Operation.BNE, A2, 0, -8),
                        BACK),
                new Function(
                        "call",
                        EXACT,
                        jump(1, 12),
                        immediate(Operation.ADDI, A0, A0, 1),
                        BACK,
                        register(Operation.SUB, A0, A0, A1),
                        BACK),
                new Function(
                        "double",
                        EXACT,
                        immediate(Operation.FLD, A0, A0, 0),
                        register(Operation.FMUL_D, A0, A0, A1),
                        register(Operation.FADD_D, A0, A0, A2),
                        store(Operation.FSD, A0, A1, 0),
                        BACK),
                new Function(
                        "message",
                        EXACT,
                        csr(Operation.CSRRW, 0, CsrNumber.UO0, A0),
                        csr(Operation.CSRRWI, A0, CsrNumber.ULAUNCHC, 1),
                        BACK),
                new Function("poll-ahead", AHEAD, csr(Operation.CSRRS, A0, CsrNumber.USTAT, 0), BACK),
                new Function(
                        "system-call",
                        EXACT,
                        immediate(Operation.ADDI, 17, 0, 3),
                        Operation.ECALL.match(),
                        immediate(Operation.ADDI, A0, A0, 1),
                        BACK));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void itIsTranslatedAsItsFileSays(Function function) throws IOException {
        var file = FOLDER.resolve(function.name() + ".txt");
        var listing = function.listing();
        if (WRITES) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, listing);
        }
        assertThat(listing)
                .as("renew the files with -Dfugu.golden=write, and say why in the commit")
                .isEqualTo(Files.readString(file));
    }

    @Test
    void thereIsNoFileOfAFunctionThatIsGone() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(functions()
                            .map(function -> function.name() + ".txt")
                            .toList());
        }
    }
}
