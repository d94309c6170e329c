package org.fugu.exokernel.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fugu.exokernel.abi.Right;
import org.jspecify.annotations.Nullable;

/// Reads a program's symbol table. The loader needs none of it, so whatever is wrong with it is no
/// reason to refuse the program: it is then as if the table, or that symbol, were not there.
final class SymbolReader {
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_STRTAB = 3;
    private static final int STT_NOTYPE = 0;
    private static final int STT_FUNC = 2;
    private static final int STB_LOCAL = 0;

    private static final int MOST_SECTIONS = 1024;
    private static final int MOST_SYMBOLS = 1 << 16;
    private static final int LONGEST_NAME = 200;

    private static final int SHOFF = 40;
    private static final int SHENTSIZE = 58;
    private static final int SHNUM = 60;

    private final ByteBuffer bytes;
    private final List<ImageSegment> segments;

    /// @param rank of those at one address the smallest names it
    private record Symbol(long start, long size, int rank, String name) {}

    SymbolReader(byte[] file, List<ImageSegment> segments) {
        bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.segments = segments;
    }

    Symbols read() {
        long headers = bytes.getLong(SHOFF);
        int count = bytes.getShort(SHNUM) & 0xffff;
        boolean readable = bytes.getShort(SHENTSIZE) == SECTION_HEADER_BYTES && count <= MOST_SECTIONS;
        if (!readable || !isInFile(headers, (long) count * SECTION_HEADER_BYTES)) return new Symbols(List.of());
        for (int i = 0; i < count; i++) {
            int header = (int) headers + i * SECTION_HEADER_BYTES;
            if (bytes.getInt(header + 4) == SHT_SYMTAB) return new Symbols(functions(header, headers, count));
        }
        return new Symbols(List.of());
    }

    private boolean isInFile(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= bytes.capacity() && offset <= bytes.capacity() - length;
    }

    private List<Symbols.Function> functions(int header, long headers, int count) {
        long table = bytes.getLong(header + 24);
        long size = bytes.getLong(header + 32);
        int strings = bytes.getInt(header + 40);
        if (!isInFile(table, size) || strings < 0 || strings >= count) return List.of();
        int stringHeader = (int) headers + strings * SECTION_HEADER_BYTES;
        long names = bytes.getLong(stringHeader + 24);
        long namesSize = bytes.getLong(stringHeader + 32);
        if (bytes.getInt(stringHeader + 4) != SHT_STRTAB || !isInFile(names, namesSize)) return List.of();

        var symbols = new ArrayList<Symbol>();
        long many = Math.min(size / SYMBOL_BYTES, MOST_SYMBOLS);
        for (int i = 0; i < many; i++) addSymbol((int) table + i * SYMBOL_BYTES, (int) names, namesSize, symbols);
        return withEnds(symbols);
    }

    private void addSymbol(int at, int names, long namesSize, List<Symbol> symbols) {
        long nameAt = bytes.getInt(at) & 0xffff_ffffL;
        int type = bytes.get(at + 4) & 0xf;
        boolean local = (bytes.get(at + 4) >> 4 & 0xf) == STB_LOCAL;
        long start = bytes.getLong(at + 8);
        // Labels of assembly code are of no type; local ones are marks within functions.
        boolean named = type == STT_FUNC || type == STT_NOTYPE && !local;
        if (!named || nameAt >= namesSize || segmentOf(start) == null) return;
        var name = name(names + (int) nameAt, names + (int) namesSize);
        if (name.isEmpty()) return;
        int rank = (type == STT_FUNC ? 0 : 2) + (local ? 1 : 0);
        symbols.add(new Symbol(start, bytes.getLong(at + 16), rank, name));
    }

    private @Nullable ImageSegment segmentOf(long address) {
        for (var segment : segments) {
            if (segment.contains(address) && segment.rights().contains(Right.EXECUTE)) return segment;
        }
        return null;
    }

    private String name(int from, int end) {
        var name = new StringBuilder();
        for (int i = from; i < end && bytes.get(i) != 0 && name.length() < LONGEST_NAME; i++) {
            char character = (char) (bytes.get(i) & 0xff);
            name.append(character > ' ' && character < 0x7f ? character : '?');
        }
        return name.toString();
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
