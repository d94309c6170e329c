package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Tool;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random C programs of csmith, compiled, and run here and under QEMU: the same ELF file has to
/// print the same checksum of all its variables.
///
/// `-Dfugu.csmith=N` sets how many programs are compared, `-Dfugu.seed=S` from which seed on; each
/// program is named by its seed.
class CsmithIT {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final int PROGRAMS = Integer.getInteger("fugu.csmith", 50);
    private static final long MOST_INSTRUCTIONS = 20_000_000;
    private static final int BATCH = 25;
    private static final List<String> OPTIMISATIONS = List.of("-O0", "-O1", "-O2", "-Os");
    private static final List<String> SMALL =
            List.of("--max-funcs", "5", "--max-block-size", "3", "--max-array-len-per-dim", "6");

    @TempDir
    Path folder;

    private static boolean has(String command) {
        for (var directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, command))) return true;
        }
        return false;
    }

    @Test
    void randomProgramsPrintTheSameChecksumHereAndUnderQemu() throws Exception {
        for (var tool : List.of("csmith", "qemu-riscv64", "riscv64-linux-gnu-gcc", "make")) {
            assumeTrue(has(tool), tool + " is not installed, so no random programs are compared");
        }
        int compared = 0;
        int tooLong = 0;
        var differences = new ArrayList<String>();
        for (long seed = SEED; compared < PROGRAMS; seed += BATCH) {
            build(seed);
            for (long each = seed; each < seed + BATCH && compared < PROGRAMS; each++) {
                var elf = folder.resolve("build/p" + each + "/p" + each + ".elf");
                var here = run(elf, "functional");
                if (here.outcome() == Outcome.INSTRUCTION_LIMIT) {
                    tooLong++;
                    continue;
                }
                compared++;
                var there = Tool.run(folder, "qemu-riscv64", elf.toString()).succeeded();
                if (!console(here).equals(there) || !there.startsWith("checksum = ")) {
                    differences.add("seed " + each + ": " + here.message() + ", " + console(here) + ", QEMU: " + there);
                }
                if (!console(run(elf, "timing")).equals(there)) differences.add("seed " + each + ", timing");
            }
        }
        System.out.printf(
                "%d random programs from seed %d are alike; %d others need more than %d instructions%n",
                compared, SEED, tooLong, MOST_INSTRUCTIONS);
        assertThat(differences).isEmpty();
    }

    /// Generates and compiles a batch of programs.
    private void build(long first) throws IOException, InterruptedException {
        var makefile = new StringBuilder();
        var all = new StringBuilder("all:");
        for (long seed = first; seed < first + BATCH; seed++) {
            var name = "p" + seed;
            var program = Files.createDirectories(folder.resolve(name));
            var command = new ArrayList<>(List.of("csmith", "--seed", Long.toString(seed), "-o", "main.c"));
            command.addAll(SMALL);
            if (seed % 3 == 0) command.add("--float");
            Tool.run(program, command).succeeded();
            var optimisation = OPTIMISATIONS.get((int) (seed % OPTIMISATIONS.size()));
            Files.writeString(program.resolve("Makefile"), """
                    name := %s
                    files :=
                    defines := -w %s -I/usr/include/csmith -I/usr/include/csmith-2.3.0
                    include %s/fugu.mk
                    """.formatted(name, optimisation, Tool.GUEST));
            all.append(' ').append(name);
            makefile.append(name).append(": exos\n\t$(MAKE) -C $@ build=$(CURDIR)/build\n");
        }
        makefile.append("exos:\n\t$(MAKE) -f ").append(Tool.GUEST).append("/fugu.mk exos build=$(CURDIR)/build\n");
        makefile.append(".PHONY: all exos")
                .append(all.substring("all:".length()))
                .append('\n');
        Files.writeString(folder.resolve("Makefile"), all + "\n" + makefile);
        Tool.run(folder, "make", "-s", "-j2").succeeded();
    }

    private static RunReport run(Path elf, String fidelity) throws IOException {
        var options = new RunOptions(
                null,
                null,
                null,
                "1x1",
                null,
                fidelity,
                null,
                new LimitsGiven(null, MOST_INSTRUCTIONS, null, null),
                Collections.emptySortedMap(),
                1);
        var plan = RunPlan.of(Bundle.ofElf(Files.readAllBytes(elf)), options);
        return Exokernel.run(plan.request(), RunObserver.NONE);
    }

    private static String console(RunReport report) {
        return new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8);
    }
}
