package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Tool;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `guest/fugu.mk` does with bundles of users, in folders of all sorts.
class SdkMakefileIT {
    @TempDir
    private Path temporary;

    private Path folder = Tool.GUEST;

    @BeforeAll
    static void thereIsACompiler() throws InterruptedException {
        Tool.assumeCompiler();
    }

    @BeforeEach
    void aBundleInAFolderWithABlank() throws IOException {
        folder = Files.createDirectory(temporary.resolve("a bundle"));
        write("main.c", "#include <stdio.h>\nint main(void) { puts(\"made\"); return 0; }\n");
        write("fugu.yaml", "fugu: 1\nname: first\nversion: 1.0.0\nprograms: {first: {file: first.elf}}\n");
        makefile("name := first", Tool.GUEST);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private void makefile(String settings, Path guest) throws IOException {
        var path = guest.resolve("fugu.mk").toString().replace(" ", "\\ ");
        write("Makefile", settings + "\ninclude " + path + "\n");
    }

    private Tool make() throws IOException, InterruptedException {
        return Tool.run(folder, "make", "-s");
    }

    private List<String> contents() throws IOException {
        var made = folder.resolve("build/first");
        try (var files = Files.walk(made)) {
            return files.filter(file -> !file.equals(made))
                    .map(file -> made.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFolderMayHaveABlankInItsName() throws IOException, InterruptedException {
        assertThat(make()).isEqualTo(new Tool(0, ""));
        assertThat(contents()).containsExactly("first.elf", "fugu.yaml");
    }

    @Test
    void soMayTheClone() throws IOException, InterruptedException {
        assertThat(make().code()).isZero();
        var bytes = Files.readAllBytes(folder.resolve("build/first/first.elf"));
        var clone = temporary.resolve("a clone/guest");
        for (var part : List.of("crt", "libos", "include", "samples", "fugu.mk")) {
            FileUtils.copyToDirectory(Tool.GUEST.resolve(part).toFile(), clone.toFile());
        }
        FileUtils.deleteDirectory(folder.resolve("build").toFile());
        makefile("name := first", clone);
        assertThat(make()).isEqualTo(new Tool(0, ""));
        assertThat(Files.readAllBytes(folder.resolve("build/first/first.elf"))).isEqualTo(bytes);

        folder = clone.resolve("samples/hello");
        assertThat(make().code()).as("a sample of the clone").isZero();
    }

    @Test
    void aSeedForTheLinkerMovesFunctionsAndDataAndNothingElse() throws IOException, InterruptedException {
        write(
                "main.c",
                "#include <stdio.h>\nint table[40] = {1}, other[9], third = 7;\n"
                        + "static __attribute__((noinline)) int twice(int x) { return 2 * x + other[x]; }\n"
                        + "int main(void) { printf(\"made %d\\n\", twice(table[0]) + third); return 0; }\n");
        var usual = linked("");
        var moved = linked("1");
        assertThat(moved).isNotEqualTo(usual);
        assertThat(linked("2")).isNotEqualTo(moved).isNotEqualTo(usual);
        assertThat(linked("1")).isEqualTo(moved);
        assertThat(linked("")).isEqualTo(usual);
        assertThat(run(moved)).isEqualTo(run(usual)).isEqualTo("made 9\n");
    }

    private byte[] linked(String seed) throws IOException, InterruptedException {
        assertThat(Tool.run(folder, "env", "FUGU_LINK_SEED=" + seed, "make", "-s"))
                .isEqualTo(new Tool(0, ""));
        return Files.readAllBytes(folder.resolve("build/first/first.elf"));
    }

    private static String run(byte[] program) {
        var report =
                Exokernel.run(RunPlan.of(Bundle.ofElf(program), RunOptions.NONE).request(), RunObserver.NONE);
        return report.console().values().stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    @Test
    void theBundlesFolderHoldsWhatIsListedAndNothingElse() throws IOException, InterruptedException {
        write("data.txt", "data");
        makefile("name := first\nfiles := fugu.yaml data.txt", Tool.GUEST);
        assertThat(make().code()).isZero();
        assertThat(contents()).containsExactly("data.txt", "first.elf", "fugu.yaml");

        Files.createDirectories(folder.resolve("build/first/left/over"));
        Files.writeString(folder.resolve("build/first/left/over/file"), "old");
        makefile("name := first", Tool.GUEST);
        assertThat(make().code()).isZero();
        assertThat(contents()).containsExactly("first.elf", "fugu.yaml");
        assertThat(folder.resolve("data.txt")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "nmae := first, Set name to one word",
        "name := two words, Set name to one word",
        "name := exos, cannot be called 'exos'",
        "name := objects, cannot be called 'objects'",
        "name := first|folder := a/b, cannot be called 'a/b'",
        "name := first|sources := mian.c, mian.c: no such file",
        "name := first|sources := main.f90, ends in none of",
        "name := first|files := fugu.yml, fugu.yml: no such file",
        "name := first|libos := exo, it can be exos, apart or none",
        "name := first|build := my build, has a blank",
        "name := first|CROSS := nowhere-, On Debian: apt-get install"
    })
    void aMistakeInTheMakefileEndsInASentence(String settings, String sentence)
            throws IOException, InterruptedException {
        makefile(settings.replace('|', '\n'), Tool.GUEST);
        var made = make();
        assertThat(made.code()).isNotZero();
        assertThat(made.output()).contains(sentence).hasLineCount(1);
        assertThat(folder.resolve("build/.elf")).doesNotExist();
    }

    @Test
    void aWarningEndsOurBuildsAndNobodyElses() throws IOException, InterruptedException {
        write("main.c", "int main(void) { int unused; return 0; }\n");
        var made = make();
        assertThat(made.code()).isZero();
        assertThat(made.output()).contains("unused");
        makefile("name := first\nstrict := 1", Tool.GUEST);
        assertThat(make().code()).isNotZero();
        assertThat(Files.readString(Tool.GUEST.resolve("Makefile"))).contains("export strict := 1");
    }

    /// Functions of C17 with external linkage, but for those of threads and of uchar.h.
    private static List<String> standardFunctions() throws IOException {
        try (var list = Objects.requireNonNull(SdkMakefileIT.class.getResourceAsStream("standard-functions.txt"))) {
            return List.of(new String(list.readAllBytes(), StandardCharsets.US_ASCII).split("\\s+"));
        }
    }

    @Test
    void everyFunctionOfTheStandardLibraryLinks() throws IOException, InterruptedException {
        write("main.c", "extern void *const all[];\nint main(void) { return !all[0]; }\n");
        var names =
                standardFunctions().stream().map(name -> ".quad " + name + "\n").collect(Collectors.joining());
        write("names.S", ".section .rodata\n.balign 8\n.globl all\nall:\n" + names);
        makefile("name := first\nsources := main.c names.S", Tool.GUEST);
        assertThat(make()).isEqualTo(new Tool(0, ""));
    }

    @ParameterizedTest
    @CsvSource({"main.cc", "main.cpp", "main.cxx"})
    void aProgramMayBeInCPlusPlus(String name) throws IOException, InterruptedException {
        assumeTrue(hasCPlusPlus(), "the cross compiler for C++ is not installed");
        write(name, "#include <fugu/fugu.h>\nint main() { int *one = new int(1); fugu_barrier(); return *one - 1; }\n");
        makefile("name := first\nsources := " + name, Tool.GUEST);
        assertThat(make()).isEqualTo(new Tool(0, ""));
        assertThat(contents()).containsExactly("first.elf", "fugu.yaml");
    }

    @Test
    void aMissingCompilerForCPlusPlusIsNamed() throws IOException, InterruptedException {
        write("main.cc", "int main() {}\n");
        makefile("name := first\nsources := main.cc", Tool.GUEST);
        var made = Tool.run(folder, "make", "-s", "CXX=nowhere-g++");
        assertThat(made.code()).isNotZero();
        assertThat(made.output())
                .contains("apt-get install g++-riscv64-linux-gnu")
                .hasLineCount(1);
    }

    private static boolean hasCPlusPlus() throws InterruptedException {
        return Tool.works(Tool.GUEST, "riscv64-linux-gnu-g++", "--version");
    }
}
