package org.fugu.bundle.explain;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.fugu.exokernel.loader.Sections;
import org.fugu.exokernel.loader.Symbols;

/// Names addresses of a program, as `main (main.c:12)`.
final class Places {
    private final Symbols symbols;
    private final Map<Long, String> lines;

    /// @param addresses that will be asked for
    Places(Symbols symbols, Sections sections, TreeSet<Long> addresses) {
        this.symbols = symbols;
        this.lines = SourceLines.of(sections, addresses);
    }

    /// Function and line as far as the file has them; the bare address if it has neither.
    String of(long address) {
        int function = symbols.at(address);
        var line = lines.get(address);
        if (function == Symbols.NONE) {
            return line == null ? String.format(Locale.ROOT, "0x%x", address) : line;
        }
        var name = FunctionNames.plain(symbols.name(function));
        return line == null ? name : name + " (" + line + ")";
    }

    /// Whether the file says anything of it.
    boolean knows(long address) {
        return symbols.at(address) != Symbols.NONE || lines.containsKey(address);
    }
}
