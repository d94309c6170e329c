package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A test in the form of riscv-arch-test, built by the line that the SDK's documentation gives.
class RiscvArchTestIT {
    private static final Path ROOT =
            Path.of(System.getProperty("fugu.root", "..")).toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void aTestThatTurnsFloatingPointOnHasTheSignatureThatQemuGives() throws Exception {
        var program = folder.resolve("test.elf");
        output("bash", "-c", documentedLine().replace("-o test.elf", "-o " + program));

        var reference = output("qemu-riscv64", program.toString());
        assertThat(reference.lines()).hasSize(16).contains("40000000", "3f9eb851", "7ff00000");
        for (var fidelity : List.of("functional", "timing")) {
            var options = new RunOptions(
                    null, null, null, null, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);
            var plan = RunPlan.of(Bundle.ofElf(Files.readAllBytes(program)), options);
            var report = Exokernel.run(plan.request(), RunObserver.NONE);
            assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
            assertThat(new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8))
                    .isEqualTo(reference);
        }
    }

    /// The suite itself is not here: a test of ours stands where the line names one of the suite's.
    private static String documentedLine() throws IOException {
        var text = Files.readString(ROOT.resolve("guest/include/riscv-test-env/README.md"));
        var line = Pattern.compile(
                        "^    riscv64-linux-gnu-gcc(?: .*\\\\\n)*.*riscv-arch-test/.*-o test\\.elf$", Pattern.MULTILINE)
                .matcher(text);
        assertThat(line.find()).isTrue();
        return line.group()
                .replace("riscv-arch-test/riscv-test-suite/env", "guest/tests/riscv-arch-test/env")
                .replaceAll("riscv-arch-test/riscv-test-suite/\\S+\\.S", "guest/tests/riscv-arch-test/main.S");
    }

    private String output(String... command) throws IOException, InterruptedException {
        var errors = folder.resolve("errors").toFile();
        var process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectError(errors)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + Files.readString(errors.toPath()))
                .isZero();
        return output;
    }
}
