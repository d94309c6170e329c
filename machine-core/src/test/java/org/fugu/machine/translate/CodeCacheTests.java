package org.fugu.machine.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.immediate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What machines have translated, in a cache that they share.
class CodeCacheTests {
    private static final Predicate<CodeCache.Piece> ANY = _ -> true;
    private static final Timing TIMING = new Timing(InstructionLatencies.NONE, HitTable.empty(), false);
    private static final long PC = 0x4000;
    private static final int PIECE = 4;

    private static CodeCache cache(int mostRegions, long budget) {
        return new CodeCache(new TranslationPolicy(1, 200, mostRegions, budget));
    }

    /// Three instructions `lui a0, version` and a return, in the first group of the page.
    private static IntFunction<long @Nullable []> says(int version) {
        long load = version << 12 | 10 << 7 | 0x37;
        long back = 1 << 15 | 0x67;
        var line = new long[12];
        for (int i = 0; i < PIECE; i++) {
            long word = i == PIECE - 1 ? back : load;
            line[2 * i] = Decoder.decode((int) word);
            line[8 + i / 2] |= word << 32 * (i % 2);
        }
        return place -> place == 0 ? line : null;
    }

    private static CodeCache.@Nullable Piece translate(MachineCode code, int version, long executed) {
        code.earn(executed);
        return code.translate(PC, most -> new GuestRegion(PC, says(version), new int[0], _ -> false, most), TIMING);
    }

    /// What says that a loop of two instructions follows one.
    private static final FetchedWords LOOP = new FetchedWords(
            immediate(Operation.ADDI, 10, 10, 1),
            immediate(Operation.ADDI, 10, 10, -1),
            branch(Operation.BNE, 10, 0, -4),
            immediate(Operation.JALR, 0, 1, 0));

    private static CodeCache.Piece around(MachineCode code) {
        return Objects.requireNonNull(code.translate(
                PC, most -> new GuestRegion(PC, LOOP, new int[0], place -> code.isApart(PC + place), most), TIMING));
    }

    @Test
    void aLoopThatIsSoonLeftBelongsToTheRegionsAroundItFromThenOn() {
        var code = cache(10, 1000).forMachine();
        var loop = Objects.requireNonNull(
                code.translate(PC + 4, most -> GuestRegion.loop(PC + 4, LOOP, most), TIMING.leaving()));
        var around = around(code);
        assertThat(loop.loop()).isTrue();
        assertThat(around.leavesTo(PC + 4)).isTrue();
        assertThat(code.find(PC, LOOP, ANY)).isSameAs(around);
        assertThat(code.find(PC + 4, LOOP, ANY)).isSameAs(loop);

        code.includeLoop(PC + 4);

        assertThat(code.find(PC, LOOP, ANY)).isNull();
        assertThat(code.find(PC + 4, LOOP, ANY)).isNull();
        var whole = around(code);
        assertThat(whole.leavesTo(PC + 4)).isFalse();
        assertThat(whole.entry(PC + 4)).isPositive();
        assertThat(code.find(PC + 4, LOOP, ANY)).isSameAs(whole);
    }

    @Test
    void whatWasTranslatedLastIsFound() {
        var code = cache(10, 1000).forMachine();
        translate(code, 1, 0);
        var second = translate(code, 1, 0);

        assertThat(code.find(PC, says(1), ANY)).isSameAs(second);
    }

    @Test
    void whatOneMachineHasTranslatedAnotherFinds() {
        var cache = cache(100, 1_000);
        var piece = translate(cache.forMachine(), 1, 0);
        var other = cache.forMachine();
        assertThat(piece).isNotNull();
        assertThat(other.find(PC, says(1), ANY)).isSameAs(piece);
        assertThat(other.find(PC, says(2), ANY))
                .as("the page says something else")
                .isNull();
        assertThat(cache.regions()).isEqualTo(1);
    }

    @Test
    void aMachineThatGoesOnMakingNewCodeStaysWithinItsBudget() {
        var cache = cache(1_000, 10 * PIECE);
        var code = cache.forMachine();
        for (int version = 0; version < 100; version++) {
            boolean isTranslated = translate(code, version, 0) != null;
            assertThat(isTranslated).as("version %d", version).isEqualTo(version < 10);
        }
        assertThat(code.isExhausted()).isTrue();
        assertThat(cache.regions()).isEqualTo(10);
        assertThat(translate(cache.forMachine(), 200, 0)).as("another machine").isNotNull();
    }

    @Test
    void theFlightRecorderIsToldOfRegions(@TempDir Path folder) throws IOException {
        var file = folder.resolve("recording.jfr");
        try (var recording = new Recording()) {
            recording.enable("org.fugu.RegionTranslated").withoutThreshold();
            recording.enable("org.fugu.RegionsForgotten");
            recording.start();
            var code = cache(4, 1_000).forMachine();
            for (int version = 0; version < 3; version++) translate(code, version, 0);
            recording.stop();
            recording.dump(file);
        }
        var events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("org.fugu.RegionTranslated"))
                .hasSize(3)
                .allSatisfy(event -> {
                    assertThat(event.getString("address")).isEqualTo("4000");
                    assertThat(event.getInt("instructions")).isEqualTo(PIECE);
                    assertThat(event.getInt("bytecodes")).isBetween(50, 8_000);
                    assertThat(event.getInt("entries")).isOne();
                });
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("org.fugu.RegionsForgotten"))
                .singleElement()
                .satisfies(event -> assertThat(event.getInt("regions")).isEqualTo(2));
    }

    @Test
    void whatIsExecutedPaysForMore() {
        var code = cache(1_000, PIECE).forMachine();
        assertThat(translate(code, 0, 0)).isNotNull();
        assertThat(translate(code, 1, 999)).isNull();
        assertThat(translate(code, 1, 1)).isNotNull();
        assertThat(translate(code, 2, 1_000))
                .as("that region was larger than what was paid")
                .isNull();
    }

    @Test
    void whatWasEarnedIsNeverMoreThanAtTheBeginning() {
        var cache = cache(1_000, 10 * PIECE);
        var code = cache.forMachine();
        translate(code, 0, Long.MAX_VALUE / 2);
        for (int version = 1; version < 100; version++) translate(code, version, 0);
        assertThat(cache.regions()).isEqualTo(10);
    }

    @Test
    void aMachineThatFillsItsHalfLosesItsOwnRegionsAndNoOther() {
        var cache = cache(20, 1_000_000);
        var quiet = cache.forMachine();
        for (int version = 0; version < 9; version++) translate(quiet, version, 0);
        var loud = cache.forMachine();
        for (int version = 100; version < 500; version++) {
            assertThat(translate(loud, version, 0)).isNotNull();
            assertThat(cache.regions()).isLessThanOrEqualTo(20);
        }
        for (int version = 0; version < 9; version++) {
            assertThat(quiet.find(PC, says(version), ANY))
                    .as("version %d", version)
                    .isNotNull();
        }
        assertThat(loud.find(PC, says(100), ANY)).isNull();
        assertThat(loud.find(PC, says(499), ANY)).isNotNull();
    }

    @Test
    void whereAllIsFullTheMachineThatBeganFirstLosesItsRegions() {
        var cache = cache(20, 1_000_000);
        for (int machine = 0; machine < 5; machine++) {
            var code = cache.forMachine();
            for (int version = 0; version < 6; version++) translate(code, 10 * machine + version, 0);
            assertThat(cache.regions()).isLessThanOrEqualTo(20);
        }
        var anybody = cache.forMachine();
        assertThat(anybody.find(PC, says(0), ANY)).isNull();
        assertThat(anybody.find(PC, says(45), ANY)).isNotNull();
        assertThat(anybody.find(PC, says(30), ANY)).isNotNull();
    }
}
