package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.explain.Code;
import org.fugu.bundle.explain.FunctionNames;
import org.fugu.bundle.explain.SourceLines;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.Sections;
import org.fugu.exokernel.loader.Symbols;
import org.jspecify.annotations.Nullable;

/// What a program's file says of its addresses. Functions go by their names in the source; what the
/// compiler made several of is one.
final class ProgramText {
    private static final int MOST_INSTRUCTIONS = 1 << 16;

    private final Symbols symbols;
    private final Code code;
    private final Sections sections;
    private Map<Long, String> lines = Map.of();

    /// The functions by name, each as the numbers of its pieces.
    private final TreeMap<String, List<Integer>> functions = new TreeMap<>();

    /// @param file of the image
    ProgramText(ElfImage image, byte[] file) {
        symbols = image.symbols();
        code = new Code(file, image.segments());
        sections = new Sections(file);
        for (int i = 0; i < symbols.count(); i++) {
            functions
                    .computeIfAbsent(FunctionNames.plain(symbols.name(i)), _ -> new ArrayList<>())
                    .add(i);
        }
    }

    Symbols symbols() {
        return symbols;
    }

    String functionAt(long address) {
        return function(symbols.at(address));
    }

    /// @param function as the symbols number it
    String function(int function) {
        return function == Symbols.NONE ? CycleProfile.UNKNOWN : FunctionNames.plain(symbols.name(function));
    }

    /// The addresses of a function's instructions, the first [#MOST_INSTRUCTIONS] of them; empty for a
    /// function that the program has not.
    List<Long> instructions(String function) {
        var all = new ArrayList<Long>();
        for (int piece : functions.getOrDefault(function, List.of())) {
            long address = symbols.start(piece);
            while (symbols.at(address) == piece && all.size() < MOST_INSTRUCTIONS) {
                all.add(address);
                address += (code.word(address) & 3) == 3 ? 4 : 2;
            }
        }
        return all;
    }

    /// What an instruction does, without registers, distances and numbers, which another build chooses
    /// otherwise.
    int kind(long address) {
        int word = code.word(address);
        if ((word & 3) != 3) return word & 0xe003;
        return switch (word & 0x7f) {
            case 0x17, 0x37, 0x6f -> word & 0x7f;
            case 0x33, 0x3b -> word & 0xfe00_707f;
            default -> word & 0x707f;
        };
    }

    /// Reads the lines of addresses, and of all instructions of the functions that they are in, once for
    /// all: the whole section has to be gone through for any.
    void readLines(Iterable<Long> addresses) {
        var wanted = new TreeSet<Long>();
        var named = new TreeSet<String>();
        for (long address : addresses) {
            wanted.add(address);
            if (named.add(functionAt(address))) wanted.addAll(instructions(functionAt(address)));
        }
        lines = SourceLines.of(sections, wanted);
    }

    /// As `main.c:12`, of an address whose lines were read; null if it has none.
    @Nullable
    String line(long address) {
        return lines.get(address);
    }
}
