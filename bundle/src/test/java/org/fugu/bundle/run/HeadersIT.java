package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.bundle.Tool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every header of the SDK stands alone, in C and in C++, and none of them warns.
class HeadersIT {
    private static final Path HEADERS = Tool.GUEST.resolve("include/fugu");

    @TempDir
    private Path folder;

    @BeforeAll
    static void thereIsACompiler() throws InterruptedException {
        Tool.assumeCompiler();
    }

    /// Those that are in the folder, so that a new one is not forgotten.
    private static List<String> headers() throws IOException {
        try (var files = Files.list(HEADERS)) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".h"))
                    .sorted()
                    .toList();
            assertThat(names).contains("abi.h", "fugu.h", "endpoint.h");
            return names;
        }
    }

    private Tool compile(String ending, String... command) throws IOException, InterruptedException {
        var all = new ArrayList<>(Arrays.asList(command));
        var include = Tool.run(folder, "riscv64-linux-gnu-gcc", "-print-file-name=include")
                .succeeded()
                .strip();
        all.addAll(
                List.of("-Wall", "-Wextra", "-Werror", "-march=rv64gc", "-mabi=lp64d", "-fsyntax-only", "-nostdinc"));
        all.addAll(List.of("-isystem", include, "-isystem", "/usr/lib/picolibc/riscv64-unknown-elf/include"));
        all.add("-I" + Tool.GUEST.resolve("include"));
        var everything = new StringBuilder();
        for (var header : headers()) {
            var line = "#include <fugu/" + header + ">\n";
            var file = folder.resolve(header.replace(".h", ending));
            Files.writeString(file, line + line);
            everything.append(line);
            all.add(file.toString());
        }
        var together = folder.resolve("together" + ending);
        Files.writeString(together, everything + uses(ending));
        all.add(together.toString());
        return Tool.run(folder, all);
    }

    /// Macros show what they are only where they are used.
    private static String uses(String ending) {
        var handler = ending.equals(".c") ? "hear" : "+[](uint32_t, uint64_t) {}";
        return "static inline void hear(uint32_t source, uint64_t value) { (void)source; (void)value; }\n"
                + "uint64_t use(uint32_t rank, uint64_t value);\n"
                + "uint64_t use(uint32_t rank, uint64_t value) {\n"
                + "    hear(0, 0);\n"
                + "    fugu_send(rank, " + handler + ", value);\n"
                + "    fugu_wait_until(fugu_try_send(rank, " + handler + ", value + 1));\n"
                + "    fugu_csr_write(FUGU_CSR_USCRATCH0, value);\n"
                + "    return fugu_csr_read(FUGU_CSR_CYCLE);\n"
                + "}\n";
    }

    @Test
    void inC() throws IOException, InterruptedException {
        compile(".c", "riscv64-linux-gnu-gcc", "-std=gnu17", "-Wstrict-prototypes")
                .succeeded();
    }

    @Test
    void inCPlusPlus() throws IOException, InterruptedException {
        assumeTrue(
                Tool.works(folder, "riscv64-linux-gnu-g++", "--version"),
                "the cross compiler for C++ is not installed");
        compile(".cc", "riscv64-linux-gnu-g++", "-std=gnu++20", "-fno-exceptions", "-fno-rtti", "-Wno-register")
                .succeeded();
    }
}
