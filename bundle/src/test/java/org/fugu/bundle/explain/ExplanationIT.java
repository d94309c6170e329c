package org.fugu.bundle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Tool;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that end badly, made as users make them, and what is said of their ends.
class ExplanationIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void thereIsACompiler() throws Exception {
        Tool.assumeCompiler();
    }

    private RunReport runOf(String source, int nodes) throws Exception {
        return report(bundleOf(source, ""), nodes);
    }

    private Bundle bundleOf(String source, String options) throws Exception {
        Files.writeString(folder.resolve("main.c"), source);
        Files.writeString(
                folder.resolve("fugu.yaml"),
                "fugu: 1\nname: ends\nversion: 1.0.0\nprograms: {ends: {file: ends.elf}}\n");
        Files.writeString(
                folder.resolve("Makefile"),
                "name := ends\ninclude " + Tool.GUEST.resolve("fugu.mk") + "\nCFLAGS += " + options + "\n");
        Tool.run(folder, "make", "-s").succeeded();
        return Bundle.ofFolder(folder.resolve("build/ends"));
    }

    private static RunReport report(Bundle bundle, int nodes) {
        var options = new RunOptions(
                null, null, null, null, nodes, null, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);
        var plan = RunPlan.of(bundle, options);
        return plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
    }

    private static final String TRAP = """
            static volatile int *nowhere;
            __attribute__((noinline)) static int look(void)
            {
                return *nowhere;
            }
            int main(void)
            {
                return look();
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-g3 -gdwarf-5"})
    void aTrapSaysFunctionFileAndLine(String options) throws Exception {
        var report = report(bundleOf(TRAP, options), 1);

        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(report.message()).contains("load_page_fault at pc 0x", "; it happened in look (main.c:4)");
    }

    @Test
    void withoutLinesItSaysTheFunction() throws Exception {
        var report = report(bundleOf(TRAP, "-g0"), 1);

        assertThat(report.message()).endsWith("; it happened in look");
    }

    /// Whatever the file says: the outcome and the kernel's own sentence stay, and nothing is thrown.
    @ParameterizedTest
    @ValueSource(strings = {"-gdwarf-4", "-gdwarf-5"})
    void aHostileFileIsReadAsFarAsItMakesSense(String options) throws Exception {
        var bundle = bundleOf(TRAP, options);
        var report = Exokernel.run(RunPlan.of(bundle, RunOptions.NONE).request(), RunObserver.NONE);
        var file = bundle.image("ends");
        var random = new Random(20);
        int headers = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
        int explained = 0;
        for (int round = 0; round < 3000; round++) {
            var changed = file.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                // Half of them in the headers of sections, half anywhere behind the code.
                int from = random.nextBoolean() ? headers : file.length / 2;
                changed[random.nextInt(from, file.length)] = (byte) random.nextInt();
            }
            var told = Explanation.of(report.first(), changed).message();
            assertThat(told)
                    .startsWith(report.message())
                    .hasSizeLessThan(report.message().length() + 1000);
            if (told.contains("main.c:4")) explained++;
        }
        assertThat(explained).as("of 3000 files").isBetween(1, 2999);
    }

    @Test
    void aStackThatOverflowedIsCalledSo() throws Exception {
        var report = runOf("""
                __attribute__((noinline)) static int deep(volatile int *above, int left)
                {
                    volatile int local[64];
                    local[0] = *above + left;
                    return left == 0 ? local[0] : deep(local, left - 1) + local[0];
                }
                int main(void)
                {
                    volatile int first = 1;
                    return deep(&first, 1000000);
                }
                """, 1);

        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(report.message()).contains("in deep (main.c:", "the stack of 64 KiB: the stack overflowed");
    }

    @Test
    void aDeadlockSaysWhereEachRankWaits() throws Exception {
        var report = runOf("""
                #include <fugu/fugu.h>
                __attribute__((noinline)) static int never(void)
                {
                    for (;;) fugu_wait();
                }
                __attribute__((noinline)) static int middle(int rank)
                {
                    int answer = rank == 1 ? never() : 0;
                    __asm__ volatile("" ::: "memory");
                    return answer + 1;
                }
                int main(void)
                {
                    int rank = (int)fugu_rank();
                    if (rank == 3) return 0;
                    if (rank > 0) middle(rank);
                    fugu_barrier();
                    return 0;
                }
                """, 4);

        assertThat(report.outcome()).isEqualTo(Outcome.DEADLOCK);
        assertThat(report.message())
                .contains("called by never (main.c:4), called by middle (main.c:8), called by main (main.c:16)")
                .contains("rank 1 waits in ", "called by main (main.c:17)")
                .doesNotContain("rank 3");
    }

    @Test
    void aProgramForLinuxIsToldWhatItAskedFor() throws Exception {
        Files.writeString(
                folder.resolve("hello.c"), "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n");
        Tool.run(folder, "riscv64-linux-gnu-gcc", "-static", "-O1", "-o", "hello", "hello.c")
                .succeeded();

        var report = report(Bundle.ofElf(folder.resolve("hello")), 1);

        assertThat(report.outcome()).isNotEqualTo(Outcome.DEADLOCK);
        assertThat(report.message())
                .contains("the program asked for brk (214), a system call of Linux that is not here")
                .contains("it is a program for Linux; build it with the SDK");
    }
}
