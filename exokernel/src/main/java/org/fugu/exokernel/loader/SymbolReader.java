package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fugu.exokernel.abi.Right;
import org.jspecify.annotations.Nullable;

/// Reads a program's symbol table. The loader needs none of it, so whatever is wrong with it is no
/// reason to refuse the program: it is then as if the table, or that symbol, were not there.
final class SymbolReader {
    private static final int SYMBOL_BYTES = 24;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_STRTAB = 3;
    private static final int STT_NOTYPE = 0;
    private static final int STT_FUNC = 2;
    private static final int STB_LOCAL = 0;

    private static final int MOST_SYMBOLS = 1 << 16;
    private static final int LONGEST_NAME = 200;

    private final Sections sections;
    private final List<ImageSegment> segments;
    private final long bias;

    /// @param rank of those at one address the smallest names it
    private record Symbol(long start, long size, int rank, String name) {}

    /// @param segments at the addresses at which they are loaded
    /// @param bias what these are higher than the file says
    SymbolReader(byte[] file, List<ImageSegment> segments, long bias) {
        sections = new Sections(file);
        this.segments = segments;
        this.bias = bias;
    }

    /// In the order of their addresses, none overlapping the next.
    List<Symbols.Function> functions() {
        int table = sections.ofType(SHT_SYMTAB);
        if (table == Sections.NONE) return List.of();
        int link = sections.link(table);
        if (link == Sections.NONE || sections.type(link) != SHT_STRTAB) return List.of();
        var entries = sections.content(table);
        var names = sections.content(link);
        if (entries == null || names == null) return List.of();

        var symbols = new ArrayList<Symbol>();
        int many = Math.min(entries.capacity() / SYMBOL_BYTES, MOST_SYMBOLS);
        for (int i = 0; i < many; i++) addSymbol(entries, i * SYMBOL_BYTES, names, symbols);
        return withEnds(symbols);
    }

    private void addSymbol(ByteBuffer entries, int at, ByteBuffer names, List<Symbol> symbols) {
        long nameAt = entries.getInt(at) & 0xffff_ffffL;
        int type = entries.get(at + 4) & 0xf;
        boolean local = (entries.get(at + 4) >> 4 & 0xf) == STB_LOCAL;
        long start = entries.getLong(at + 8) + bias;
        // Labels of assembly code are of no type; local ones are marks within functions.
        boolean named = type == STT_FUNC || type == STT_NOTYPE && !local;
        if (!named || nameAt >= names.capacity() || segmentOf(start) == null) return;
        var name = Text.at(names, (int) nameAt, LONGEST_NAME);
        if (name.isEmpty()) return;
        int rank = (type == STT_FUNC ? 0 : 2) + (local ? 1 : 0);
        symbols.add(new Symbol(start, entries.getLong(at + 16), rank, name));
    }

    private @Nullable ImageSegment segmentOf(long address) {
        for (var segment : segments) {
            if (segment.contains(address) && segment.rights().contains(Right.EXECUTE)) return segment;
        }
        return null;
    }

    /// A function ends where it says, where the next begins, or with its segment.
    private List<Symbols.Function> withEnds(List<Symbol> symbols) {
        symbols.sort(Comparator.comparingLong(Symbol::start)
                .thenComparingInt(Symbol::rank)
                .thenComparing(Symbol::name));
        var first = new ArrayList<Symbol>();
        for (var symbol : symbols) {
            if (first.isEmpty() || first.getLast().start() != symbol.start()) first.add(symbol);
        }
        var functions = new ArrayList<Symbols.Function>();
        for (int i = 0; i < first.size(); i++) {
            var symbol = first.get(i);
            long end = endOfSegment(symbol.start());
            if (i + 1 < first.size()) end = Math.min(end, first.get(i + 1).start());
            if (symbol.size() > 0 && symbol.size() < end - symbol.start()) end = symbol.start() + symbol.size();
            functions.add(new Symbols.Function(symbol.start(), end, symbol.name()));
        }
        return functions;
    }

    private long endOfSegment(long address) {
        var segment = segmentOf(address);
        return segment == null ? address : segment.address() + segment.memoryBytes();
    }
}
