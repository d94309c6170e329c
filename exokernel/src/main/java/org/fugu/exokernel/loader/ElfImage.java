package org.fugu.exokernel.loader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.jspecify.annotations.Nullable;

/// A program that was found sound: a static RV64 executable whose segments lie where they may; or one
/// with a library OS beside it.
public final class ElfImage implements ParsedImage {
    private final byte[] file;
    private final long entry;
    private final List<ImageSegment> segments;
    private final @Nullable SharedObject library;

    ElfImage(byte[] file, long entry, List<ImageSegment> segments) {
        this(file, entry, segments, null);
    }

    private ElfImage(byte[] file, long entry, List<ImageSegment> segments, @Nullable SharedObject library) {
        this.file = file;
        this.entry = entry;
        this.segments = List.copyOf(segments);
        this.library = library;
    }

    /// Reads a file that may hold anything.
    ///
    /// @return an [ElfImage] or an [ImageRejected]; nothing is thrown for any content
    public static ParsedImage parse(byte[] file) {
        return new ElfReader(file.clone()).read();
    }

    /// The same program with a library OS in its address space, which does not overlap it.
    ElfImage with(SharedObject beside) {
        var all = new ArrayList<>(segments);
        all.addAll(beside.segments());
        all.sort(Comparator.comparingLong(ImageSegment::address));
        return new ElfImage(file, entry, all, beside);
    }

    public long entry() {
        return entry;
    }

    /// The address of the hooks of the library OS beside it, or 0.
    public long hooks() {
        return library == null ? 0 : library.hooks();
    }

    /// In address order; no two share a page.
    public List<ImageSegment> segments() {
        return segments;
    }

    /// The functions that the files name; none if they do not say, or not in a form that can be read.
    public Symbols symbols() {
        var own = library == null
                ? segments
                : segments.stream()
                        .filter(segment -> !library.segments().contains(segment))
                        .toList();
        var functions = new ArrayList<>(new SymbolReader(file, own, 0).functions());
        if (library != null) functions.addAll(library.functions());
        functions.sort(Comparator.comparingLong(Symbols.Function::start));
        return new Symbols(functions);
    }

    /// Whether any byte of a segment's page comes from the file.
    boolean hasContent(ImageSegment segment, long page) {
        long pageStart = (segment.firstPage() + page) << AddressSpace.PAGE_SHIFT;
        return pageStart < segment.address() + segment.fileBytes() && segment.fileBytes() > 0;
    }

    /// Copies what a segment holds on one of its pages; the rest of `frame` stays as it is.
    ///
    /// @param page of the segment, from 0
    void copyPage(ImageSegment segment, long page, byte[] frame) {
        long pageStart = (segment.firstPage() + page) << AddressSpace.PAGE_SHIFT;
        long from = Math.max(pageStart, segment.address());
        long to = Math.min(pageStart + AddressSpace.PAGE_BYTES, segment.address() + segment.fileBytes());
        if (from >= to) return;
        int source = (int) (segment.fileOffset() + (from - segment.address()));
        System.arraycopy(fileOf(segment), source, frame, (int) (from - pageStart), (int) (to - from));
    }

    private byte[] fileOf(ImageSegment segment) {
        return library != null && library.segments().contains(segment) ? library.file() : file;
    }
}
