package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.explain.Code;
import org.fugu.bundle.explain.FunctionNames;
import org.fugu.bundle.explain.SourceLines;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageSegment;
import org.fugu.exokernel.loader.Sections;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.exokernel.run.JobRequest;
import org.jspecify.annotations.Nullable;

/// What the files of a program and its library OS say of their addresses.
///
/// Functions go by their names in the source; what the compiler made several of is one.
final class ProgramText {
    private static final int MOST_INSTRUCTIONS = 1 << 16;

    private final Symbols symbols;
    private final ProgramFile program;

    /// Null where it is linked into the program.
    private final @Nullable ProgramFile library;

    private Map<Long, String> lines = Map.of();

    /// The functions by name, each as the numbers of its pieces.
    private final TreeMap<String, List<Integer>> functions = new TreeMap<>();

    /// A file of code.
    ///
    /// @param moved how much higher its code lies than the file says
    private record ProgramFile(Code code, Sections sections, long moved) {
        static ProgramFile of(byte[] file, List<ImageSegment> segments, long moved) {
            return new ProgramFile(new Code(file, segments), new Sections(file), moved);
        }

        /// The lines of its addresses among those.
        void readLines(TreeSet<Long> addresses, Map<Long, String> into) {
            var own = new TreeSet<Long>();
            addresses.forEach(address -> own.add(address - moved));
            SourceLines.of(sections, own).forEach((address, line) -> into.put(address + moved, line));
        }
    }

    /// @param image of the job, as it is loaded
    ProgramText(ElfImage image, JobRequest job) {
        symbols = image.symbols();
        var beside = job.library();
        var own = new ArrayList<ImageSegment>();
        var apart = new ArrayList<ImageSegment>();
        for (var segment : image.segments()) {
            (beside != null && isWhereLibrariesAre(segment.address()) ? apart : own).add(segment);
        }
        program = ProgramFile.of(job.image(), own, 0);
        library = beside == null ? null : ProgramFile.of(beside.image(), apart, AddressSpace.LIBRARY_START);
        for (int i = 0; i < symbols.count(); i++) {
            functions
                    .computeIfAbsent(FunctionNames.plain(symbols.name(i)), _ -> new ArrayList<>())
                    .add(i);
        }
    }

    private static boolean isWhereLibrariesAre(long address) {
        return address >= AddressSpace.LIBRARY_START && address < AddressSpace.LIBRARY_END;
    }

    /// Whether the library OS is apart from the program.
    boolean hasLibrary() {
        return library != null;
    }

    /// Whether that is an address of the library OS, which is apart.
    boolean isLibrarys(long address) {
        return library != null && isWhereLibrariesAre(address);
    }

    private int word(long address) {
        var file = library != null && isLibrarys(address) ? library : program;
        return file.code().word(address);
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
                address += (word(address) & 3) == 3 ? 4 : 2;
            }
        }
        return all;
    }

    /// What an instruction does, without registers, distances and numbers, which another build chooses
    /// otherwise.
    int kind(long address) {
        int word = word(address);
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
        lines = new TreeMap<>();
        var own = new TreeSet<Long>();
        var apart = new TreeSet<Long>();
        for (long address : wanted) (isLibrarys(address) ? apart : own).add(address);
        program.readLines(own, lines);
        if (library != null) library.readLines(apart, lines);
    }

    /// As `main.c:12`, of an address whose lines were read; null if it has none.
    @Nullable
    String line(long address) {
        return lines.get(address);
    }
}
