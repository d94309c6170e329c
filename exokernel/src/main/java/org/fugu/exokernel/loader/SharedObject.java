package org.fugu.exokernel.loader;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;

/// A library OS that was found sound: a freestanding, position-independent shared object with a table of
/// hooks, relocated to where the kernel puts library OSes ([AddressSpace#LIBRARY_START]).
///
/// Everything is decided when it is read. There is one address and no other object to bind to, so a
/// library OS that was accepted can be loaded beside any program that leaves that part of the address
/// space alone.
public final class SharedObject implements ParsedLibrary {
    /// The symbol of the table of hooks.
    public static final String HOOKS_SYMBOL = "fugu_libos";

    private final byte[] file;
    private final List<ImageSegment> segments;
    private final long hooks;
    private final int hookCount;

    /// @param file relocated
    /// @param segments at the addresses at which they are loaded
    /// @param hooks the address of their table
    SharedObject(byte[] file, List<ImageSegment> segments, long hooks, int hookCount) {
        this.file = file;
        this.segments = List.copyOf(segments);
        this.hooks = hooks;
        this.hookCount = hookCount;
    }

    /// Reads a file that may hold anything.
    ///
    /// @return a [SharedObject] or an [ImageRejected]; nothing is thrown for any content
    public static ParsedLibrary parse(byte[] file) {
        return new SharedObjectReader(file.clone()).read();
    }

    /// The program with this library OS in its address space.
    ///
    /// @return an [ElfImage], or an [ImageRejected] if the two have no room beside each other
    public ParsedImage boundTo(ElfImage program) {
        for (var segment : program.segments()) {
            long end = segment.firstPage() + segment.pages() << AddressSpace.PAGE_SHIFT;
            if (end > AddressSpace.LIBRARY_START
                    && segment.firstPage() << AddressSpace.PAGE_SHIFT < AddressSpace.LIBRARY_END) {
                return new ImageRejected(
                        "libos-overlap",
                        "the program has a segment at 0x" + Long.toHexString(segment.address())
                                + ", where library OSes are loaded: 0x" + Long.toHexString(AddressSpace.LIBRARY_START)
                                + " to 0x" + Long.toHexString(AddressSpace.LIBRARY_END));
            }
        }
        int together = program.segments().size() + segments.size();
        if (together > BootField.MOST_SEGMENTS) {
            return new ImageRejected(
                    "libos-segments",
                    "program and library OS have " + together + " segments to load; at most " + BootField.MOST_SEGMENTS
                            + " are possible");
        }
        return program.with(this);
    }

    /// In address order; no two share a page.
    public List<ImageSegment> segments() {
        return segments;
    }

    /// The address of the table of hooks.
    public long hooks() {
        return hooks;
    }

    public int hookCount() {
        return hookCount;
    }

    byte[] file() {
        return file;
    }

    List<Symbols.Function> functions() {
        return new ArrayList<>(new SymbolReader(file, segments, AddressSpace.LIBRARY_START).functions());
    }
}
