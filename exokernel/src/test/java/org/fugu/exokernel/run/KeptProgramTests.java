package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that once ended otherwise in one way than in another end alike in all.
class KeptProgramTests {
    private static final Path FOLDER =
            Path.of(System.getProperty("fugu.root", ".."), "exokernel/src/test/resources/org/fugu/exokernel/run/kept");

    static final String HOW = """
            To make this a test that stays, copy the file to exokernel/src/test/resources/org/fugu/exokernel/run/kept
            and say in these lines what was wrong; KeptProgramTests runs every file there. To try it alone:
                ./mvnw -pl exokernel -am -Dtest=KeptProgramTests -Dsurefire.failIfNoSpecifiedTests=false \\
                    -Dfugu.kept=FILE test""";

    static Stream<Path> files() throws IOException {
        var given = System.getProperty("fugu.kept");
        if (given != null) return Stream.of(Path.of(given));
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void itEndsAlikeHoweverItIsExecuted(Path file) throws IOException, InterruptedException {
        var lines = Files.readAllLines(file);
        var trial = new FlowTrial(KeptProgram.parse(lines), KeptProgram.setting(lines), KeptProgram.seed(lines));
        assertThat(trial.anyDifference(KeptProgram.cycle(lines))).isNull();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (long seed = 1; seed < 20; seed++) {
            var drawn = RandomFlowTests.Drawn.of(seed);
            var program = drawn.program().image();
            var lines = program.text(drawn.setting(), seed, 7, HOW).lines().toList();
            var read = KeptProgram.parse(lines);
            assertThat(FlowProgram.elf(read, false)).isEqualTo(FlowProgram.elf(program, false));
            assertThat(KeptProgram.setting(lines)).isEqualTo(drawn.setting());
            assertThat(KeptProgram.seed(lines)).isEqualTo(seed);
            assertThat(KeptProgram.cycle(lines)).isEqualTo(7);
        }
    }
}
