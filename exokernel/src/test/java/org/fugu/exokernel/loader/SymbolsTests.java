package org.fugu.exokernel.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The symbols of a real program, and of what becomes of it when its bytes are changed.
class SymbolsTests {
    private static byte[] stencil() throws IOException {
        var bundle = Path.of(System.getProperty("fugu.root", ".."), "guest", "prebuilt", "bench", "stencil.zip");
        try (var zip = new ZipFile(bundle.toFile())) {
            return zip.getInputStream(Objects.requireNonNull(zip.getEntry("stencil.elf")))
                    .readAllBytes();
        }
    }

    private static Symbols symbols(byte[] file) {
        return ((ElfImage) ElfImage.parse(file)).symbols();
    }

    private static long startOf(Symbols symbols, String name, ElfImage image) {
        for (var segment : image.segments()) {
            for (long pc = segment.address(); pc < segment.address() + segment.memoryBytes(); pc += 2) {
                int function = symbols.at(pc);
                if (function != Symbols.NONE && symbols.name(function).equals(name)) return pc;
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void aProgramsFunctionsAreFoundByAnyAddressInThem() throws IOException {
        var image = (ElfImage) ElfImage.parse(stencil());
        var symbols = image.symbols();
        assertThat(symbols.name(symbols.at(image.entry()))).isEqualTo("_start");
        long main = startOf(symbols, "main", image);
        assertThat(symbols.at(main - 2)).isNotEqualTo(symbols.at(main));
        assertThat(symbols.at(main + 2)).isEqualTo(symbols.at(main));
        assertThat(symbols.at(0)).isEqualTo(Symbols.NONE);
        assertThat(symbols.at(Long.MIN_VALUE)).isEqualTo(Symbols.NONE);
        var names = new TreeMap<String, Integer>();
        for (int i = 0; i < symbols.count(); i++) names.merge(symbols.name(i), 1, Integer::sum);
        assertThat(names).containsKeys("main", "_start").doesNotContainKey("");
    }

    @Test
    void aFunctionEndsWithItsSizeOrWhereTheNextBegins() {
        var symbols = new Symbols(java.util.List.of(
                new Symbols.Function(100, 110, "a"),
                new Symbols.Function(110, 120, "b"),
                new Symbols.Function(130, 140, "c")));
        assertThat(symbols.at(99)).isEqualTo(Symbols.NONE);
        assertThat(symbols.at(100)).isZero();
        assertThat(symbols.at(109)).isZero();
        assertThat(symbols.at(110)).isEqualTo(1);
        assertThat(symbols.at(125)).isEqualTo(Symbols.NONE);
        assertThat(symbols.at(139)).isEqualTo(2);
        assertThat(symbols.at(140)).isEqualTo(Symbols.NONE);
    }

    @Test
    void aProgramWithoutSymbolsRunsAndHasNone() {
        assertThat(symbols(ElfFile.program(0x10000, 0x13).bytes()).count()).isZero();
    }

    /// The section headers and the symbol table are what somebody would lie in.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutatedTablesGiveOtherSymbolsOrNoneAndNothingElse(long seed) throws IOException {
        var random = new Random(seed);
        var original = stencil();
        var header = ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) header.getLong(40);
        int usual = symbols(original).count();
        int others = 0;
        for (int round = 0; round < 400; round++) {
            var file = original.clone();
            for (int change = 0; change < 1 + random.nextInt(6); change++) {
                int at = switch (random.nextInt(3)) {
                    case 0 -> 40 + random.nextInt(24);
                    case 1 -> sections + random.nextInt(file.length - sections);
                    default -> file.length / 2 + random.nextInt(file.length / 2);
                };
                file[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 0xff : 0x7f);
            }
            if (!(ElfImage.parse(file) instanceof ElfImage image)) continue;
            var symbols = image.symbols();
            if (symbols.count() != usual) others++;
            for (int i = 0; i < symbols.count(); i++) {
                assertThat(symbols.name(i)).hasSizeBetween(1, 200).matches("[!-~]+");
            }
            for (int probe = 0; probe < 100; probe++) {
                assertThat(symbols.at(random.nextLong())).isBetween(Symbols.NONE, symbols.count() - 1);
            }
        }
        assertThat(others).as("some changes are seen").isPositive();
    }
}
